import DocumentModel

/// One rendering: walks the program with the variables in scope on a stack, and counts what it costs.
struct Renderer {
  let program: Program
  let context: TemplateContext
  let budget: TemplateBudget
  /// The variables of `$let` and loops, the innermost last.
  var stack: [Binding] = []
  /// Names of computed variables that the template does not mention; their symbols follow the program's.
  var extraNames: [String] = []
  private var known: [TemplateValue?]
  private var stepsLeft: Int

  struct Binding {
    var symbol: Int32
    var value: TemplateValue
  }

  init(_ program: Program, _ context: TemplateContext, _ budget: TemplateBudget) {
    self.program = program
    self.context = context
    self.budget = budget
    known = [TemplateValue?](repeating: nil, count: program.names.count)
    stepsLeft = budget.steps
  }

  /// The rendered template, checked.
  mutating func result() throws(Failure) -> TemplateValue {
    let place = Site(node: program.places[Int(program.root)])
    do throws(Failure) {
      let value = try finished(try render(program.root) ?? .null)
      guard value.summary.nodes <= budget.nodes else { throw Failure.budget("values in the result", budget.nodes) }
      guard value.summary.bytes <= budget.bytes else {
        throw Failure.budget("bytes of text in the result", budget.bytes)
      }
      return value
    } catch { throw error.at(place) }
  }

  /// The value with its lazy objects written out and without functions.
  mutating func finished(_ value: TemplateValue) throws(Failure) -> TemplateValue {
    let value = value.summary.hasLazy ? try expanded(value) : value
    guard !value.summary.hasFunction else {
      throw Failure(.template, "evaluated template contained uncalled functions")
    }
    return value
  }

  /// Takes steps from the budget.
  @inline(__always)
  mutating func charge(_ steps: Int = 1) throws(Failure) {
    stepsLeft -= steps
    if stepsLeft < 0 { throw Failure.budget("steps", budget.steps) }
  }

  /// A list, if it is not nested too deep.
  func array(_ elements: [TemplateValue]) throws(Failure) -> TemplateValue {
    let array = TemplateArray(elements)
    guard array.summary.depth <= budget.depth else { throw Failure.budget("levels of nesting", budget.depth) }
    return .array(array)
  }

  /// A mapping of distinct keys, if it is not nested too deep.
  func object(_ members: [TemplateObject.Member]) throws(Failure) -> TemplateValue {
    let object = TemplateObject(distinct: members)
    guard object.summary.depth <= budget.depth else { throw Failure.budget("levels of nesting", budget.depth) }
    return .object(object)
  }

  /// A text, if it is not too long; its length is paid for.
  mutating func text(_ text: String) throws(Failure) -> TemplateValue {
    try charge(text.utf8.count >> 6)
    guard text.utf8.count <= budget.textBytes else { throw Failure.budget("bytes in a text", budget.textBytes) }
    return .string(text)
  }

  /// The value of a variable; nil where there is none.
  mutating func variable(_ symbol: Int32) -> TemplateValue? {
    var index = stack.count - 1
    while index >= 0 {
      if stack[index].symbol == symbol { return stack[index].value }
      index -= 1
    }
    guard symbol < program.names.count else { return nil }
    if let value = known[Int(symbol)] { return value }
    guard let value = context.value(program.names[Int(symbol)].text) else { return nil }
    known[Int(symbol)] = value
    return value
  }

  /// The value of a variable whose name is computed.
  mutating func variable(named name: String) -> TemplateValue? {
    if let symbol = symbol(for: name) { return variable(symbol) }
    return context.value(name)
  }

  private func symbol(for name: String) -> Int32? {
    if let symbol = program.symbols[ExactText(name)] { return symbol }
    return extraNames.firstIndex(of: name).map { Int32(program.names.count + $0) }
  }

  /// Binds a variable whose name is computed.
  mutating func bind(_ name: String, _ value: TemplateValue) {
    if let symbol = symbol(for: name) { return stack.append(Binding(symbol: symbol, value: value)) }
    extraNames.append(name)
    stack.append(Binding(symbol: Int32(program.names.count + extraNames.count - 1), value: value))
  }

  /// The names that are in scope, for suggestions.
  var namesInScope: [String] {
    let bound = stack.map {
      Int($0.symbol) < program.names.count
        ? program.names[Int($0.symbol)].text : extraNames[Int($0.symbol) - program.names.count]
    }
    return bound + context.variables.map(\.name) + Builtin.allCases.map(\.rawValue)
  }
}
