import DocumentModel

extension Evaluator {
  /// `properties`, `patternProperties` and `additionalProperties`.
  mutating func holdsMembers(_ index: UInt32, _ instruction: Instruction, _ node: NodeID, _ source: UInt32) -> Bool {
    guard document.kind(node) == .object, var child = document.firstChild(node) else { return true }
    let rule = program.tables.memberRules[Int(instruction.a)]
    let end = document.end(node)
    while child < end {
      var isKnown = false
      if let schema = property(child, rule) {
        isKnown = true
        guard accepts(schema, child) else { return false }
      }
      for number in rule.firstPattern..<rule.firstPattern + rule.patternCount {
        let pattern = program.tables.patternRules[Int(number)]
        guard search(pattern.pattern, document.keyBytes(child), index, child, source) else { continue }
        isKnown = true
        guard accepts(pattern.schema, child) else { return false }
      }
      if !isKnown, rule.additional != ProgramTables.none, !accepts(rule.additional, child) { return false }
      child = document.end(child)
    }
    return true
  }

  /// The subschema that `properties` has for a member.
  func property(_ child: NodeID, _ rule: MemberRule) -> UInt32? {
    guard rule.hasTable else { return nil }
    let hash = document.keyHash(child)
    var slot = hash & rule.mask
    while true {
      let entry = program.tables.slots[Int(rule.firstSlot + slot)]
      if entry.schema == ProgramTables.none { return nil }
      if entry.hash == hash, hasKey(child, entry.key) { return entry.schema }
      slot = (slot + 1) & rule.mask
    }
  }

  /// Whether a member stands under a key of the schema.
  func hasKey(_ child: NodeID, _ number: UInt32) -> Bool {
    document.keyHash(child) == program.tables.keys[Int(number)].hash
      && program.tables.key(number, equals: document.keyBytes(child))
  }

  /// The member under a key of the schema.
  func member(_ node: NodeID, _ number: UInt32) -> NodeID? {
    guard document.kind(node) == .object, var child = document.firstChild(node) else { return nil }
    let end = document.end(node)
    while child < end {
      if hasKey(child, number) { return child }
      child = document.end(child)
    }
    return nil
  }

  /// The first key of `required` that an object has not.
  func missingKey(_ instruction: Instruction, _ node: NodeID) -> UInt32? {
    guard document.kind(node) == .object else { return nil }
    return (instruction.a..<instruction.a + instruction.b).first { member(node, $0) == nil }
  }

  /// The first member whose key `propertyNames` refuses.
  mutating func refusedName(_ instruction: Instruction, _ node: NodeID) -> NodeID? {
    guard document.kind(node) == .object else { return nil }
    for child in document.children(node) where !acceptsName(instruction.a, child) { return child }
    return nil
  }

  /// Whether a subschema accepts the key of a member, taken as a text.
  mutating func acceptsName(_ schema: UInt32, _ child: NodeID) -> Bool {
    guard exhausted == nil, let name = document.nameDocument(child) else { return false }
    var inner = Evaluator(program, name)
    inner.steps = steps
    inner.depth = depth
    let result = inner.accepts(schema, name.root)
    steps = inner.steps - 1
    for failure in inner.unconditional { _ = fail(failure.instruction, child, failure.source) }
    if let exhaustion = inner.exhausted {
      exhausted = Exhaustion(isDepth: exhaustion.isDepth, node: child, subschema: exhaustion.subschema)
    }
    return result
  }

  /// `dependencies`
  mutating func holdsDependencies(_ instruction: Instruction, _ node: NodeID) -> Bool {
    guard document.kind(node) == .object else { return true }
    for number in instruction.a..<instruction.a + instruction.b {
      let dependency = program.tables.dependencies[Int(number)]
      guard member(node, dependency.key) != nil else { continue }
      if dependency.schema != ProgramTables.none {
        guard accepts(dependency.schema, node) else { return false }
      } else {
        let keys = dependency.firstKey..<dependency.firstKey + dependency.keyCount
        guard keys.allSatisfy({ member(node, $0) != nil }) else { return false }
      }
    }
    return true
  }

  /// The keywords of arrays.
  mutating func holdsItems(_ instruction: Instruction, _ node: NodeID) -> Bool {
    guard document.kind(node) == .array else { return true }
    switch instruction.operation {
    case .uniqueItems: return duplicate(in: node) == nil
    case .contains:
      var holds = false
      for child in document.children(node) {
        if accepts(instruction.a, child) { holds = true }
        if holds, !isOfInterest(instruction.a) { return true }
      }
      return holds
    default: break
    }
    guard var child = document.firstChild(node) else { return true }
    let end = document.end(node)
    var position: UInt32 = 0
    while child < end {
      if instruction.operation == .items {
        if position >= instruction.b, !accepts(instruction.a, child) { return false }
      } else {
        guard position < instruction.b else { return true }
        guard accepts(program.tables.lists[Int(instruction.a + position)], child) else { return false }
      }
      position += 1
      child = document.end(child)
    }
    return true
  }

  /// The first item of a list that repeats an earlier one, and that one.
  mutating func duplicate(in node: NodeID) -> (first: NodeID, second: NodeID)? {
    let found = ValueEquality.duplicate(among: Array(document.children(node)), in: document, budget: &steps)
    if steps <= 0, exhausted == nil { exhausted = Exhaustion(isDepth: false, node: node, subschema: 0) }
    return found
  }
}

extension Document {
  /// The key of a member as a document of its own.
  func nameDocument(_ child: NodeID) -> Document? {
    var builder = DocumentBuilder()
    builder.scalar(.string, keyBytes(child))
    return builder.finish()
  }
}
