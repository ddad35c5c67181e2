import Diagnostics
import DocumentModel

/// `anyOf` and `oneOf`: says what is wrong with the alternative that was meant, if one can be told.
extension Explainer {
  /// One alternative.
  struct Branch {
    let number: Int
    let schema: UInt32
    var problems: [SchemaProblem] = []
  }

  mutating func explainChoice(_ instruction: Instruction, _ node: NodeID, _ subschema: Subschema) {
    let lists = Int(instruction.a)..<Int(instruction.a) + Int(instruction.b)
    let branches = lists.enumerated().map { Branch(number: $0.offset, schema: program.tables.lists[$0.element]) }
    let matching = branches.filter { evaluator.accepts($0.schema, node) }
    if matching.isEmpty { return explainMismatch(branches, instruction, node, subschema) }
    guard instruction.operation == .oneOf, matching.count > 1, evaluator.exhausted == nil else { return }
    let names = ValueDescription.list(matching.map { String($0.number + 1) }, "and")
    let message = "\(subject(node)) must match exactly one of \(branches.count) alternatives, but matches \(names)"
    let notes = matching.map { note($0, "alternative \($0.number + 1)") }
    add(problem("schema/one-of", node, instruction.value, subschema, message, onKey: true, notes: notes))
  }

  private mutating func explainMismatch(
    _ branches: [Branch], _ instruction: Instruction, _ node: NodeID, _ subschema: Subschema
  ) {
    guard evaluator.exhausted == nil else { return }
    let selection = select(branches, node)
    switch selection {
    case .wrongValue(let member, let candidates):
      return add(wrongDiscriminator(candidates, member, instruction, subschema))
    case .missing(let key, let candidates):
      return add(missingDiscriminator(key, candidates, instruction, node, subschema))
    case .candidates(let candidates, let reason):
      var explained = candidates
      for position in explained.indices {
        explained[position].problems = problems(of: explained[position].schema, node)
      }
      guard let best = best(explained, node) else {
        return add(summary(explained, branches.count, instruction, node, subschema))
      }
      let name = "alternative \(best.number + 1) of \(branches.count) is taken to be meant"
      let remark = note(best, reason.map { "\(name), because of \($0)" } ?? name)
      for var problem in best.problems {
        // The innermost choices say the most.
        if problem.notes.count < 4 { problem.notes.append(remark) }
        add(problem)
      }
    }
  }

  private mutating func problems(of schema: UInt32, _ node: NodeID) -> [SchemaProblem] {
    let outer = problems
    problems = []
    explain(schema, node)
    let inner = problems
    problems = outer
    return inner
  }

  private func note(_ branch: Branch, _ message: String) -> SchemaProblem.Note {
    let subschema = program.tables.subschemas[Int(branch.schema)]
    let source = program.sources[Int(subschema.source)]
    var message = message
    if let title = source.document.member(subschema.node, "title").flatMap(source.document.string) {
      message += " (\(ValueDescription.shortened(ArraySlice(title.utf8))))"
    }
    return SchemaProblem.Note(message: message, node: nil, schemaPlace: source.place(of: subschema.node))
  }

  /// The alternative whose problems are the most likely ones: fewest problems with the value itself, fewest at all,
  /// deepest. Nil where none is better than all others, or all want another type of value.
  private func best(_ branches: [Branch], _ node: NodeID) -> Branch? {
    let plausible = branches.filter { branch in
      !branch.problems.isEmpty && !branch.problems.contains { $0.node == node && $0.code == "schema/type" }
    }
    func score(_ branch: Branch) -> (Int, Int, Int) {
      let shallow = branch.problems.count { $0.node == node || document.parent($0.node) == node && $0.onKey }
      let depth = branch.problems.map { document.depth($0.node) }.max() ?? 0
      return (shallow, branch.problems.count, -depth)
    }
    let sorted = plausible.sorted { score($0) < score($1) }
    guard let first = sorted.first else { return nil }
    if sorted.count > 1, score(sorted[1]) == score(first) { return nil }
    return first
  }

  private func summary(
    _ branches: [Branch], _ count: Int, _ instruction: Instruction, _ node: NodeID, _ subschema: Subschema
  ) -> SchemaProblem {
    let code = choiceCode(instruction)
    let types = branches.reduce(into: TypeSet()) { set, branch in
      let isOther = branch.problems.contains { $0.node == node && $0.code == "schema/type" }
      if isOther { set.formUnion(expectedTypes(branch.schema)) }
    }
    let allAreTypes = branches.allSatisfy { branch in
      branch.problems.contains { $0.node == node && $0.code == "schema/type" }
    }
    if allAreTypes, !types.isEmpty {
      let message = "\(subject(node)) must be \(types.description), not \(shown(node))"
      return problem(code, node, instruction.value, subschema, message)
    }
    let notes = branches.prefix(8).compactMap { branch in
      branch.problems.first.map { note(branch, "alternative \(branch.number + 1): \($0.message)") }
    }
    let message = "\(subject(node)) matches none of \(count) alternatives"
    return problem(code, node, instruction.value, subschema, message, onKey: true, notes: notes)
  }

  private func expectedTypes(_ number: UInt32) -> TypeSet {
    var number = number
    for _ in 0..<16 {
      let subschema = program.tables.subschemas[Int(number)]
      if subschema.types != .all { return subschema.types }
      guard subschema.count == 1 else { return [] }
      let instruction = program.tables.instructions[Int(subschema.first)]
      guard instruction.operation == .reference else { return [] }
      number = instruction.a
    }
    return []
  }
}
