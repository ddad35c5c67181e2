import DocumentModel

import Diagnostics

extension Renderer {
  /// The value of an expression.
  mutating func evaluate(_ index: Int32) throws(Failure) -> TemplateValue {
    try charge()
    switch program.expressions[Int(index)] {
    case .constant(let value): return program.constants[Int(value)]
    case .variable(let symbol):
      if let value = variable(symbol) { return value }
      throw unknown(symbol, index)
    case .member(let value, let name): return try member(name, of: try evaluate(value), index)
    case .and(let left, let right):
      return .bool(try isTrue(try evaluate(left)) ? try isTrue(try evaluate(right)) : false)
    case .or(let left, let right):
      return .bool(try isTrue(try evaluate(left)) ? true : try isTrue(try evaluate(right)))
    case .not(let value): return .bool(try !isTrue(try evaluate(value)))
    case .binary(let name, let left, let right):
      let left = try evaluate(left)
      return try binary(name, left, try evaluate(right), index)
    default: return try compound(program.expressions[Int(index)], index)
    }
  }

  private mutating func compound(_ node: ExpressionNode, _ index: Int32) throws(Failure) -> TemplateValue {
    switch node {
    case .negate(let value): return try signed("-", try evaluate(value), index)
    case .plus(let value): return try signed("+", try evaluate(value), index)
    case .index(let value, let key):
      let value = try evaluate(value)
      return try element(try evaluate(key), of: value, index)
    case .slice(let value, let from, let to):
      let value = try evaluate(value)
      let first = from < 0 ? nil : try evaluate(from)
      return try slice(value, first, to < 0 ? nil : try evaluate(to), index)
    case .list(let run): return try array(try values(run))
    case .object(let run): return try objectLiteral(run)
    case .call(let function, let arguments):
      let function = try evaluate(function)
      return try call(function, try values(arguments), index)
    default: return .null
    }
  }

  private mutating func values(_ run: Run) throws(Failure) -> [TemplateValue] {
    var values: [TemplateValue] = []
    values.reserveCapacity(Int(run.count))
    for index in run.range { values.append(try evaluate(program.children[index])) }
    return values
  }

  private mutating func objectLiteral(_ run: Run) throws(Failure) -> TemplateValue {
    var members: [TemplateObject.Member] = []
    for index in stride(from: run.range.lowerBound, to: run.range.upperBound, by: 2) {
      let value = try evaluate(program.children[index + 1])
      members.append(TemplateObject.Member(key: program.names[Int(program.children[index])].text, value: value))
    }
    return try object(members)
  }

  private func unknown(_ symbol: Int32, _ index: Int32) -> Failure {
    let name = program.names[Int(symbol)].text
    if name == "now" { return Moment.missing.at(offset: offset(index)) }
    let near = Suggestion.nearest(to: name, among: namesInScope)
    return failure("unknown context value \(name)", index, help: near.map { "did you mean '\($0)'?" })
  }

  func offset(_ index: Int32) -> Int { Int(program.offsets[Int(index)]) }

  func failure(_ message: String, _ index: Int32, help: String? = nil) -> Failure {
    Failure(.interpreter, message, help: help, offset: offset(index))
  }

  private mutating func call(
    _ function: TemplateValue, _ arguments: [TemplateValue], _ index: Int32
  ) throws(Failure) -> TemplateValue {
    guard case .function(let function) = function else {
      throw failure("\(function.interpolated ?? "the \(function.typeName)") is not callable", index)
    }
    switch function.kind {
    case .builtin(let builtin):
      do throws(Failure) { return try call(builtin, arguments) } catch { throw error.at(offset: offset(index)) }
    case .added(let added):
      let result: TemplateValue
      do throws(TemplateError) { result = try added.body(arguments) } catch {
        throw Failure(error, offset: offset(index))
      }
      let summary = result.summary
      try charge(Int(min(summary.bytes >> 6, 1 << 20)))
      guard summary.depth <= budget.depth else { throw Failure.budget("levels of nesting", budget.depth) }
      guard summary.bytes <= budget.bytes else { throw Failure.budget("bytes of text", budget.bytes) }
      return result
    }
  }

  /// Whether a value counts as true: all but `null`, `false`, zero, and what is empty.
  func isTrue(_ value: TemplateValue) throws(Failure) -> Bool {
    switch value {
    case .null: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .double(let value): value != 0
    case .string(let text): !text.isEmpty
    case .array(let array): !array.elements.isEmpty
    case .object(let object): !object.members.isEmpty
    case .node(let node): node.document.count(node.id) > 0
    case .lazy(let object): try !object.listedKeys().isEmpty
    case .largeInteger, .function: true
    }
  }
}
