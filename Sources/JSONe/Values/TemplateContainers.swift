import DocumentModel

/// What is below a list or mapping, known without looking: so that budgets cost nothing and a value that uses another
/// one many times over cannot grow beyond them unnoticed.
struct ValueSummary: Sendable {
  /// How many values, this one included, if everything were written out.
  private(set) var nodes: UInt32
  /// About how many bytes of text.
  private(set) var bytes: UInt32 = 0
  /// How deep it is nested; a document's values count as one level.
  private(set) var depth: UInt16 = 1
  private(set) var hasFunction = false
  private(set) var hasLazy = false

  init(nodes: UInt32 = 1) { self.nodes = nodes }

  mutating func add(key: String) { add(nodes: 0, bytes: UInt32(clamping: key.utf8.count)) }

  mutating func add(_ value: TemplateValue) {
    switch value {
    case .null, .bool, .int, .double: add(nodes: 1, bytes: 0)
    case .string(let text), .largeInteger(let text): add(nodes: 1, bytes: UInt32(clamping: text.utf8.count))
    case .array(let array): add(array.summary)
    case .object(let object): add(object.summary)
    case .node(let node):
      let count = node.document.end(node.id).index - node.id.index
      add(nodes: count, bytes: count &* 8)
      depth = max(depth, 2)
    case .lazy:
      add(nodes: 1, bytes: 0)
      hasLazy = true
    case .function:
      add(nodes: 1, bytes: 0)
      hasFunction = true
    }
  }

  private mutating func add(_ other: ValueSummary) {
    add(nodes: other.nodes, bytes: other.bytes)
    depth = max(depth, other.depth == .max ? .max : other.depth + 1)
    hasFunction = hasFunction || other.hasFunction
    hasLazy = hasLazy || other.hasLazy
  }

  private mutating func add(nodes: UInt32, bytes: UInt32) {
    self.nodes = ValueSummary.sum(self.nodes, nodes)
    self.bytes = ValueSummary.sum(self.bytes, bytes)
  }

  private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}

/// A list of values.
public struct TemplateArray: Sendable {
  /// The elements.
  public let elements: [TemplateValue]
  let summary: ValueSummary

  /// A list from its elements.
  public init(_ elements: [TemplateValue]) {
    self.elements = elements
    var summary = ValueSummary()
    for element in elements { summary.add(element) }
    self.summary = summary
  }
}

/// A mapping of distinct keys in a fixed order. Keys are the same only if their bytes are.
public struct TemplateObject: Sendable {
  /// A key and its value.
  public struct Member: Sendable {
    /// The key.
    public let key: String
    /// The value.
    public let value: TemplateValue
  }

  /// The members in their order.
  public let members: [Member]
  let summary: ValueSummary

  /// A mapping of members in their order; of members with the same key the last one counts, at the place of the first.
  public init(_ members: [(key: String, value: TemplateValue)]) {
    var merger = MemberMerger()
    for member in members { merger.set(member.key, member.value) }
    self.init(distinct: merger.members)
  }

  /// A mapping of members whose keys are known to differ.
  init(distinct members: [Member]) {
    self.members = members
    var summary = ValueSummary()
    for member in members {
      summary.add(key: member.key)
      summary.add(member.value)
    }
    self.summary = summary
  }

  /// The value under a key; nil where there is none.
  public subscript(key: String) -> TemplateValue? {
    for member in members where member.key.isSame(as: key) { return member.value }
    return nil
  }
}

/// Collects members, the later ones over the earlier ones.
struct MemberMerger {
  private(set) var members: [TemplateObject.Member] = []
  private var places: [ExactText: Int] = [:]
  private static let tableFrom = 12

  mutating func set(_ key: String, _ value: TemplateValue) {
    let member = TemplateObject.Member(key: key, value: value)
    if let place = place(of: key) {
      members[place] = member
    } else {
      if members.count >= MemberMerger.tableFrom { places[ExactText(key)] = members.count }
      members.append(member)
    }
  }

  /// Where a key stands; nil where it does not.
  mutating func place(of key: String) -> Int? {
    guard members.count >= MemberMerger.tableFrom else { return members.firstIndex { $0.key.isSame(as: key) } }
    if places.isEmpty { for (place, member) in members.enumerated() { places[ExactText(member.key)] = place } }
    return places[ExactText(key)]
  }
}
