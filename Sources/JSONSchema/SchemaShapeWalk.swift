import DocumentModel

/// Follows one step through everything that applies to a value in place: `$ref`, `allOf`, `anyOf`, `oneOf`, conditions
/// and dependencies.
struct SchemaShapeWalk {
  /// A step down from a value.
  enum Step {
    case named(DocumentKey), anyMember, unnamedMember, element
  }

  /// What is there after a step.
  enum Outcome {
    case impossible, anything
    /// Any of these subschemas may describe it.
    case described([UInt32])

    /// Both say something about the same value.
    func and(_ other: Outcome) -> Outcome {
      switch (self, other) {
      case (.impossible, _), (_, .impossible): .impossible
      case (.anything, let rest), (let rest, .anything): rest
      case (.described(let a), .described(let b)): .described(Array(Set(a + b)).sorted())
      }
    }

    /// One of the two is the case.
    func or(_ other: Outcome) -> Outcome {
      switch (self, other) {
      case (.impossible, let rest), (let rest, .impossible): rest
      case (.anything, _), (_, .anything): .anything
      case (.described(let a), .described(let b)): .described(Array(Set(a + b)).sorted())
      }
    }
  }

  let program: Program
  private var level = 0
  private var budget = 100_000

  init(program: Program) { self.program = program }

  private func instructions(_ number: UInt32) -> ArraySlice<Instruction> {
    let subschema = program.tables.subschemas[Int(number)]
    return program.tables.instructions[Int(subschema.first)..<Int(subschema.first + subschema.count)]
  }

  private func list(_ instruction: Instruction) -> ArraySlice<UInt32> {
    program.tables.lists[Int(instruction.a)..<Int(instruction.a) + Int(instruction.b)]
  }

  private func isNever(_ number: UInt32) -> Bool { instructions(number).contains { $0.operation == .never } }

  /// What a step from a subschema leads to. Where schemas loop or are too large the answer is "anything".
  mutating func step(_ step: Step, from number: UInt32) -> Outcome {
    budget -= 1
    guard level < 64, budget > 0 else { return .anything }
    level += 1
    defer { level -= 1 }
    let subschema = program.tables.subschemas[Int(number)]
    let wanted: TypeSet = if case .element = step { .array } else { .object }
    guard subschema.types.contains(wanted) else { return .impossible }
    var outcome = Outcome.anything
    for instruction in instructions(number) {
      outcome = outcome.and(self.step(step, instruction, wanted, subschema.source))
    }
    return outcome
  }

  private mutating func step(
    _ step: Step, _ instruction: Instruction, _ wanted: TypeSet, _ source: UInt32
  ) -> Outcome {
    switch instruction.operation {
    case .never: return .impossible
    case .reference: return self.step(step, from: instruction.a)
    case .allOf: return list(instruction).reduce(.anything) { $0.and(self.step(step, from: $1)) }
    case .anyOf, .oneOf: return list(instruction).reduce(.impossible) { $0.or(self.step(step, from: $1)) }
    case .condition:
      return list(instruction).dropFirst().reduce(.impossible) {
        $0.or($1 == ProgramTables.none ? .anything : self.step(step, from: $1))
      }
    case .constant, .enumeration: return admits(instruction, wanted, source) ? .anything : .impossible
    case .members: return wanted == .object ? member(step, program.tables.memberRules[Int(instruction.a)]) : .anything
    case .items where wanted == .array:
      return instruction.b == 0 && isNever(instruction.a) ? .impossible : .described([instruction.a])
    case .tuple where wanted == .array: return .described(Array(Set(list(instruction))).sorted())
    default: return .anything
    }
  }

  /// Whether one of the fixed values is of a type.
  private func admits(_ instruction: Instruction, _ wanted: TypeSet, _ source: UInt32) -> Bool {
    let document = program.sources[Int(source)].document
    if instruction.operation == .constant { return wanted.contains(instruction.value, of: document) }
    return document.children(instruction.value).contains { wanted.contains($0, of: document) }
  }

  private func member(_ step: Step, _ rule: MemberRule) -> Outcome {
    let properties = program.tables.lists[Int(rule.firstSchema)..<Int(rule.firstSchema + rule.keyCount)]
    let patterns = program.tables.patternRules[Int(rule.firstPattern)..<Int(rule.firstPattern + rule.patternCount)]
    var next: [UInt32] = []
    switch step {
    case .named(let key): return member(key, rule, properties, patterns)
    case .anyMember:
      next = properties + patterns.map(\.schema)
      if rule.additional == ProgramTables.none { return .anything }
      next.append(rule.additional)
    case .unnamedMember:
      next = patterns.map(\.schema)
      if rule.additional == ProgramTables.none { return .anything }
      next.append(rule.additional)
    case .element: return .anything
    }
    let possible = next.filter { !isNever($0) }
    return possible.isEmpty ? .impossible : .described(Array(Set(possible)).sorted())
  }

  private func member(
    _ key: DocumentKey, _ rule: MemberRule, _ properties: ArraySlice<UInt32>, _ patterns: ArraySlice<PatternRule>
  ) -> Outcome {
    let name = key.text
    var next: [UInt32] = []
    for position in 0..<rule.keyCount where program.tables.text(ofKey: rule.firstKey + position) == name {
      next.append(properties[properties.startIndex + Int(position)])
    }
    let scratch = MatchScratch(
      matchLimit: program.options.patternMatchLimit, heapLimit: program.options.patternHeapLimit)
    for pattern in patterns {
      guard let scratch, pattern.pattern != ProgramTables.none else { return .anything }
      let outcome = program.tables.patterns[Int(pattern.pattern)].search(ArraySlice(name.utf8), using: scratch)
      if outcome != .noMatch { next.append(pattern.schema) }
    }
    if next.isEmpty {
      if rule.additional == ProgramTables.none { return .anything }
      next = [rule.additional]
    }
    return next.contains(where: isNever) ? .impossible : .described(next)
  }

  /// The types a value may have.
  mutating func types(_ number: UInt32) -> TypeSet {
    budget -= 1
    guard level < 64, budget > 0 else { return .all }
    level += 1
    defer { level -= 1 }
    let subschema = program.tables.subschemas[Int(number)]
    var result = subschema.types
    for instruction in instructions(number) {
      switch instruction.operation {
      case .never: return []
      case .reference: result.formIntersection(types(instruction.a))
      case .allOf: for schema in list(instruction) { result.formIntersection(types(schema)) }
      case .anyOf, .oneOf:
        result.formIntersection(list(instruction).reduce(into: []) { $0.formUnion(types($1)) })
      default: break
      }
    }
    return result
  }

  /// The keys that are named for an object.
  mutating func collectNames(_ number: UInt32, _ names: inout Set<String>) {
    visitInPlace(number) { program, number in
      for instruction in SchemaShapeWalk(program: program).instructions(number) where instruction.operation == .members
      {
        let rule = program.tables.memberRules[Int(instruction.a)]
        for key in rule.firstKey..<rule.firstKey + rule.keyCount { names.insert(program.tables.text(ofKey: key)) }
      }
    }
  }

  /// The markers of everything that may apply in place.
  mutating func collectMarkers(_ number: UInt32, _ entries: inout [(marker: Marker, text: String?)]) {
    visitInPlace(number) { program, number in
      let subschema = program.tables.subschemas[Int(number)]
      let document = program.sources[Int(subschema.source)].document
      for index in subschema.firstMarker..<subschema.firstMarker + subschema.markerCount {
        let entry = program.tables.markers[Int(index)]
        entries.append((entry.marker, document.string(entry.value)))
      }
    }
  }

  /// Calls `body` for a subschema and all that may apply to the same value, each once.
  private func visitInPlace(_ number: UInt32, _ body: (Program, UInt32) -> Void) {
    var seen: Set<UInt32> = [number]
    var pending = [number]
    while let current = pending.popLast() {
      body(program, current)
      var next: [UInt32] = []
      for instruction in instructions(current) {
        switch instruction.operation {
        case .reference: next.append(instruction.a)
        case .allOf, .anyOf, .oneOf, .condition: next += list(instruction)
        case .dependencies:
          let run = Int(instruction.a)..<Int(instruction.a + instruction.b)
          next += program.tables.dependencies[run].map(\.schema)
        default: break
        }
      }
      for schema in next.reversed() where schema != ProgramTables.none && seen.insert(schema).inserted {
        pending.append(schema)
      }
    }
  }
}
