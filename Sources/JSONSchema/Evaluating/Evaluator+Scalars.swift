import DocumentModel

extension Evaluator {
  /// `const` and `enum`.
  func matchesValue(_ instruction: Instruction, _ node: NodeID, _ source: UInt32) -> Bool {
    if instruction.b > 0 {
      guard document.kind(node) == .string else { return false }
      let text = document.text(node)
      return (instruction.a..<instruction.a + instruction.b).contains { program.tables.key($0, equals: text) }
    }
    let schema = program.sources[Int(source)].document
    if instruction.operation == .constant {
      return ValueEquality.equal(instruction.value, in: schema, node, in: document)
    }
    let end = schema.end(instruction.value)
    guard var value = schema.firstChild(instruction.value) else { return false }
    while value < end {
      if ValueEquality.equal(value, in: schema, node, in: document) { return true }
      value = schema.end(value)
    }
    return false
  }

  /// The limits of numbers, and `multipleOf`.
  func holdsNumber(_ instruction: Instruction, _ node: NodeID) -> Bool {
    guard let value = document.number(node) else { return true }
    let limit = program.tables.numbers[Int(instruction.a)]
    if instruction.operation == .multipleOf { return limit.divides(value) }
    guard let order = limit.order(of: value) else { return false }
    switch instruction.operation {
    case .minimum: return order >= 0
    case .maximum: return order <= 0
    case .exclusiveMinimum: return order > 0
    default: return order < 0
    }
  }

  /// The limits of lengths and counts. A text's length is in code points.
  func holdsCount(_ instruction: Instruction, _ node: NodeID) -> Bool {
    let kind = document.kind(node)
    switch instruction.operation {
    case .minLength, .maxLength:
      guard kind == .string else { return true }
      let text = document.text(node)
      // There are at most as many code points as bytes, and at least a quarter.
      if instruction.operation == .minLength, text.count / 4 >= Int(instruction.a) { return true }
      if instruction.operation == .maxLength, text.count <= Int(instruction.a) { return true }
      let length = Evaluator.length(text)
      return instruction.operation == .minLength ? length >= Int(instruction.a) : length <= Int(instruction.a)
    case .minItems: return kind != .array || document.count(node) >= Int(instruction.a)
    case .maxItems: return kind != .array || document.count(node) <= Int(instruction.a)
    case .minProperties: return kind != .object || document.count(node) >= Int(instruction.a)
    default: return kind != .object || document.count(node) <= Int(instruction.a)
    }
  }

  /// Code points of a UTF-8 text.
  static func length(_ text: ArraySlice<UInt8>) -> Int {
    text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}

extension Document {
  /// The first child of a container that has one; the next is at its `end`.
  @inline(__always)
  func firstChild(_ id: NodeID) -> NodeID? {
    var children = children(id)
    return children.next()
  }
}
