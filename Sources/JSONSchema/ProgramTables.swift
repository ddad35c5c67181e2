import DocumentModel

extension ProgramTables {
  /// Appends a key.
  mutating func addKey(_ text: ArraySlice<UInt8>) {
    let hash = text.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
    keys.append(ProgramKey(hash: hash, offset: UInt32(keyPool.count), length: UInt32(text.count)))
    keyPool += text
  }

  /// Whether a key has these bytes.
  func key(_ number: UInt32, equals text: ArraySlice<UInt8>) -> Bool {
    let key = keys[Int(number)]
    guard text.count == Int(key.length) else { return false }
    return keyPool.withUnsafeBytes { pool in
      text.withUnsafeBytes { $0.elementsEqual(pool[Int(key.offset)..<Int(key.offset + key.length)]) }
    }
  }

  /// Builds the hash table of a rule's keys: open addressing, at most half full.
  mutating func addTable(to rule: inout MemberRule) {
    guard rule.keyCount > 0 else { return }
    var size: UInt32 = 4
    while size < rule.keyCount * 2 { size *= 2 }
    rule.firstSlot = UInt32(slots.count)
    rule.mask = size - 1
    rule.hasTable = true
    slots += Array(repeating: MemberSlot(), count: Int(size))
    for number in 0..<rule.keyCount {
      let key = rule.firstKey + number
      let hash = keys[Int(key)].hash
      var slot = hash & rule.mask
      while slots[Int(rule.firstSlot + slot)].schema != ProgramTables.none { slot = (slot + 1) & rule.mask }
      slots[Int(rule.firstSlot + slot)] =
        MemberSlot(hash: hash, key: key, schema: lists[Int(rule.firstSchema + number)])
    }
  }

  /// The text of a key.
  func text(ofKey key: UInt32) -> String {
    let key = keys[Int(key)]
    return String(decoding: keyPool[Int(key.offset)..<Int(key.offset + key.length)], as: UTF8.self)
  }

  /// The subschemas that apply to a value, or to what is below it, where a subschema does, and may annotate it.
  func successors(of number: Int) -> [UInt32] {
    let subschema = subschemas[number]
    var result: [UInt32] = []
    for instruction in instructions[Int(subschema.first)..<Int(subschema.first + subschema.count)] {
      switch instruction.operation {
      case .reference, .items, .contains: result.append(instruction.a)
      case .tuple, .allOf, .anyOf, .oneOf, .condition:
        result += lists[Int(instruction.a)..<Int(instruction.a + instruction.b)]
      case .members:
        let rule = memberRules[Int(instruction.a)]
        result += lists[Int(rule.firstSchema)..<Int(rule.firstSchema + rule.keyCount)]
        result += patternRules[Int(rule.firstPattern)..<Int(rule.firstPattern + rule.patternCount)].map(\.schema)
        result.append(rule.additional)
      case .dependencies:
        result += dependencies[Int(instruction.a)..<Int(instruction.a + instruction.b)].map(\.schema)
      default: break
      }
    }
    return result.filter { $0 != ProgramTables.none }
  }

  /// Adds the markers of a subschema that applies to a value.
  func collect(_ number: UInt32, at node: NodeID, into annotations: inout [Annotation]) {
    let subschema = subschemas[Int(number)]
    for entry in markers[Int(subschema.firstMarker)..<Int(subschema.firstMarker + subschema.markerCount)] {
      annotations.append(
        Annotation(
          node: node, marker: entry.marker, schema: SchemaID(index: number), source: Int(subschema.source),
          value: entry.value, text: entry.text,
          nested: entry.nested == ProgramTables.none ? nil : SchemaID(index: entry.nested)))
    }
  }

  /// Sets `reachesMarkers` everywhere.
  mutating func spreadMarkers() {
    var users = [[UInt32]](repeating: [], count: subschemas.count)
    for number in subschemas.indices {
      for successor in successors(of: number) { users[Int(successor)].append(UInt32(number)) }
    }
    var pending = subschemas.indices.filter { subschemas[$0].markerCount > 0 }
    for number in pending { subschemas[number].reachesMarkers = true }
    while let number = pending.popLast() {
      for user in users[number] where !subschemas[Int(user)].reachesMarkers {
        subschemas[Int(user)].reachesMarkers = true
        pending.append(Int(user))
      }
    }
  }
}
