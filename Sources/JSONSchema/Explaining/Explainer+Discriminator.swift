import Diagnostics
import DocumentModel

/// Finds the alternative that was meant by properties that have fixed values in each (`provider: aws`).
extension Explainer {
  /// What the fixed values leave of the alternatives.
  enum Selection {
    case candidates([Branch], reason: String?)
    /// The value decides, and no alternative has it.
    case wrongValue(NodeID, [Branch])
    /// The property decides, and is not there.
    case missing(String, [Branch])
  }

  /// A property and the subschema with its `const` or `enum`.
  private typealias FixedMember = (key: UInt32, schema: UInt32)

  /// The code of a choice's own problems.
  func choiceCode(_ instruction: Instruction) -> DiagnosticCode {
    instruction.operation == .oneOf ? "schema/one-of" : "schema/any-of"
  }

  func select(_ branches: [Branch], _ node: NodeID) -> Selection {
    guard document.kind(node) == .object else { return .candidates(branches, reason: nil) }
    let fixed = branches.map { fixedMembers($0.schema) }
    var names: [String] = []
    for member in fixed.joined() {
      let name = program.tables.text(ofKey: member.key)
      if !names.contains(name) { names.append(name) }
    }
    if let provider = names.firstIndex(of: "provider") { names.swapAt(0, provider) }
    var candidates = branches
    var reason: String?
    for name in names {
      func value(_ branch: Branch) -> UInt32? {
        fixed[branch.number].first { program.tables.text(ofKey: $0.key) == name }?.schema
      }
      let deciding = candidates.filter { value($0) != nil }
      guard let member = document.member(node, DocumentKey(name)) else {
        let isRequired = candidates.count > 1 && candidates.allSatisfy { requires($0.schema, name) }
        if isRequired, deciding.count == candidates.count, reason == nil, differ(deciding.compactMap(value)) {
          return .missing(name, deciding)
        }
        continue
      }
      let matching = deciding.filter { branch in value(branch).map { admits($0, member) } ?? false }
      let open = candidates.filter { value($0) == nil }
      if matching.isEmpty, open.isEmpty {
        return deciding.count > 1 ? .wrongValue(member, deciding) : .candidates(candidates, reason: reason)
      }
      let left = matching.isEmpty ? open : matching
      if left.count < candidates.count, !matching.isEmpty { reason = "\"\(name)\"" }
      candidates = left
    }
    return .candidates(candidates, reason: reason)
  }

  /// The properties with `const` or `enum` that a subschema has, through `$ref` and `allOf`.
  private func fixedMembers(_ number: UInt32, _ level: Int = 0) -> [FixedMember] {
    guard level < 8 else { return [] }
    var result: [FixedMember] = []
    for instruction in instructions(number) {
      switch instruction.operation {
      case .reference: result += fixedMembers(instruction.a, level + 1)
      case .allOf:
        for position in Int(instruction.a)..<Int(instruction.a) + Int(instruction.b) {
          result += fixedMembers(program.tables.lists[position], level + 1)
        }
      case .members:
        let rule = program.tables.memberRules[Int(instruction.a)]
        for position in 0..<rule.keyCount {
          let schema = program.tables.lists[Int(rule.firstSchema + position)]
          if let holder = valueHolder(schema) { result.append((rule.firstKey + position, holder)) }
        }
      default: break
      }
    }
    return result
  }

  /// The subschema with the `const` or `enum`, itself or through `$ref`.
  private func valueHolder(_ number: UInt32, _ level: Int = 0) -> UInt32? {
    guard level < 8 else { return nil }
    for instruction in instructions(number) {
      switch instruction.operation {
      case .constant, .enumeration: return number
      case .reference: return valueHolder(instruction.a, level + 1)
      default: break
      }
    }
    return nil
  }

  private func instructions(_ number: UInt32) -> ArraySlice<Instruction> {
    let subschema = program.tables.subschemas[Int(number)]
    return program.tables.instructions[Int(subschema.first)..<Int(subschema.first + subschema.count)]
  }

  private func admits(_ number: UInt32, _ member: NodeID) -> Bool {
    let source = program.tables.subschemas[Int(number)].source
    return instructions(number).contains { instruction in
      (instruction.operation == .constant || instruction.operation == .enumeration)
        && evaluator.matchesValue(instruction, member, source)
    }
  }

  private func requires(_ number: UInt32, _ name: String, _ level: Int = 0) -> Bool {
    guard level < 8 else { return false }
    return instructions(number).contains { instruction in
      switch instruction.operation {
      case .reference: requires(instruction.a, name, level + 1)
      case .allOf:
        program.tables.lists[Int(instruction.a)..<Int(instruction.a) + Int(instruction.b)]
          .contains { requires($0, name, level + 1) }
      case .required:
        (instruction.a..<instruction.a + instruction.b).contains { program.tables.text(ofKey: $0) == name }
      default: false
      }
    }
  }

  /// The fixed values of subschemas, as one would write them, each once.
  private func values(_ schemas: [UInt32]) -> [String] {
    var result: [String] = []
    for schema in schemas {
      let document = program.sources[Int(program.tables.subschemas[Int(schema)].source)].document
      for instruction in instructions(schema) {
        var nodes: [NodeID] = []
        if instruction.operation == .constant { nodes = [instruction.value] }
        if instruction.operation == .enumeration { nodes = Array(document.children(instruction.value)) }
        for node in nodes {
          let text = ValueDescription.literal(node, of: document)
          if !result.contains(text) { result.append(text) }
        }
      }
    }
    return result
  }

  private func differ(_ schemas: [UInt32]) -> Bool {
    guard let first = schemas.first else { return false }
    return schemas.contains { values([$0]) != values([first]) }
  }

  private func values(of name: String, in branches: [Branch]) -> [String] {
    values(
      branches.compactMap { branch in
        fixedMembers(branch.schema).first { program.tables.text(ofKey: $0.key) == name }?.schema
      })
  }

  func wrongDiscriminator(
    _ branches: [Branch], _ member: NodeID, _ instruction: Instruction, _ subschema: Subschema
  ) -> SchemaProblem {
    let allowed = values(of: document.key(member) ?? "", in: branches)
    let code = choiceCode(instruction)
    var help: String?
    if let text = document.string(member), !isMasked(member),
      let near = Suggestion.nearest(to: "\"\(text)\"", among: allowed)
    {
      help = "did you mean \(near)?"
    } else if allowed.count > 12 {
      help = "allowed: " + allowed.joined(separator: ", ")
    }
    let choice = allowed.count <= 12 ? ValueDescription.list(allowed) : "one of \(allowed.count) values"
    let message = "\(subject(member)) must be \(choice), not \(shown(member))"
    return problem(code, member, instruction.value, subschema, message, help: help)
  }

  func missingDiscriminator(
    _ name: String, _ branches: [Branch], _ instruction: Instruction, _ node: NodeID, _ subschema: Subschema
  ) -> SchemaProblem {
    let allowed = values(of: name, in: branches)
    let code = choiceCode(instruction)
    return problem(
      code, node, instruction.value, subschema,
      "missing required property \"\(name)\", which decides between \(branches.count) alternatives",
      help: "allowed: " + allowed.joined(separator: ", "), onKey: true)
  }
}

extension Document {
  /// How many containers a value is in.
  func depth(_ id: NodeID) -> Int {
    var result = 0
    var current = id
    while let parent = parent(current) {
      result += 1
      current = parent
    }
    return result
  }
}
