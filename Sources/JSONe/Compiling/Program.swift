import DocumentModel

/// A compiled template: flat arrays whose elements refer to each other by index. Indices below zero stand for "none".
final class Program: Sendable {
  let nodes: [TemplateNode]
  /// The place in the template of each node.
  let places: [NodeID]
  let expressions: [ExpressionNode]
  /// The byte of its text at which each expression's error is shown.
  let offsets: [Int32]
  /// Runs of indices: elements of lists, arguments of calls.
  let children: [Int32]
  let members: [MemberPlan]
  let parts: [TextPart]
  let loops: [LoopPlan]
  let arms: [ArmPlan]
  let constants: [TemplateValue]
  /// Names of variables and members, and literal texts.
  let names: [Name]
  let symbols: [ExactText: Int32]
  let root: Int32

  init(_ draft: ProgramDraft, root: Int32) {
    (nodes, places, expressions, offsets) = (draft.nodes, draft.places, draft.expressions, draft.offsets)
    (children, members, parts, loops) = (draft.children, draft.members, draft.parts, draft.loops)
    (arms, constants, names, symbols) = (draft.arms, draft.constants, draft.names, draft.symbols)
    self.root = root
  }
}

/// A compiled template while it grows.
struct ProgramDraft {
  var nodes: [TemplateNode] = []
  var places: [NodeID] = []
  var expressions: [ExpressionNode] = []
  var offsets: [Int32] = []
  var children: [Int32] = []
  var members: [MemberPlan] = []
  var parts: [TextPart] = []
  var loops: [LoopPlan] = []
  var arms: [ArmPlan] = []
  var constants: [TemplateValue] = []
  var names: [Name] = []
  var symbols: [ExactText: Int32] = [:]

  mutating func add(_ node: TemplateNode, at place: NodeID) -> Int32 {
    nodes.append(node)
    places.append(place)
    return Int32(nodes.count - 1)
  }

  mutating func add(_ expression: ExpressionNode, at offset: Int) -> Int32 {
    expressions.append(expression)
    offsets.append(Int32(clamping: offset))
    return Int32(expressions.count - 1)
  }

  mutating func add(constant: TemplateValue) -> Int32 {
    constants.append(constant)
    return Int32(constants.count - 1)
  }

  mutating func add(run: [Int32]) -> Run {
    children.append(contentsOf: run)
    return Run(first: Int32(children.count - run.count), count: Int32(run.count))
  }

  /// The index of a name, the same for the same name.
  mutating func symbol(_ text: String) -> Int32 {
    if let known = symbols[ExactText(text)] { return known }
    names.append(Name(text: text, key: DocumentKey(text)))
    symbols[ExactText(text)] = Int32(names.count - 1)
    return Int32(names.count - 1)
  }
}

/// A text with what looking it up in a document needs.
struct Name: Sendable {
  let text: String
  let key: DocumentKey
}

/// A part of one of the program's arrays.
struct Run: Sendable {
  var first: Int32
  var count: Int32
  var range: Range<Int> { Int(first)..<Int(first) + Int(count) }
}

/// One value of a template. All payloads are indices.
enum TemplateNode: Sendable {
  case constant(Int32)
  /// A text with expressions in it.
  case text(parts: Run)
  case expression(Int32)
  case array(Run)
  case object(members: Run, hasTextKeys: Bool)
  case unary(UnaryOperator, Int32)
  case fromNow(offset: Int32, from: Int32)
  case condition(Int32, then: Int32, otherwise: Int32)
  /// `$let` with names that are known.
  case bindings(members: Run, body: Int32)
  /// `$let` with names that are computed.
  case scope(object: Int32, body: Int32)
  case map(Int32, loop: Int32)
  case find(Int32, loop: Int32)
  case reduce(Int32, initial: Int32, loop: Int32)
  case sort(Int32, by: Int32, symbol: Int32)
  case match(arms: Run)
  case choice(arms: Run, fallback: Int32)
}

/// The operators that take one rendered value.
enum UnaryOperator: String, Sendable {
  case flatten = "$flatten"
  case flattenDeep = "$flattenDeep"
  case json = "$json"
  case merge = "$merge"
  case mergeDeep = "$mergeDeep"
  case reverse = "$reverse"
}

/// A member of an object: its key is a name, or a text to be made.
struct MemberPlan: Sendable {
  /// Index of a name; below zero the complement of the index of a `text` node.
  var key: Int32
  var value: Int32
  var place: NodeID
}

/// A piece of a text: a literal (index of a name), or an expression and where it stands.
enum TextPart: Sendable {
  case literal(Int32)
  case expression(Int32, start: Int32, end: Int32)
}

/// The variables and the body of `each(…)`.
struct LoopPlan: Sendable {
  var first: Int32
  var second: Int32
  var third: Int32
  var body: Int32
  var place: NodeID
}

/// A condition of `$match` or `$switch` and its value.
struct ArmPlan: Sendable {
  var condition: Int32
  var value: Int32
  var place: NodeID
}

/// One step of an expression. All payloads are indices.
enum ExpressionNode: Sendable {
  case constant(Int32)
  case variable(Int32)
  case not(Int32)
  case negate(Int32)
  case plus(Int32)
  case and(Int32, Int32)
  case or(Int32, Int32)
  case binary(BinaryOperator, Int32, Int32)
  case member(Int32, name: Int32)
  case index(Int32, Int32)
  case slice(Int32, from: Int32, to: Int32)
  case list(Run)
  /// Names and expressions by turns.
  case object(Run)
  case call(Int32, arguments: Run)
}

/// The operators between two values that are both evaluated.
enum BinaryOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "**"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case unequal = "!="
  case within = "in"
}
