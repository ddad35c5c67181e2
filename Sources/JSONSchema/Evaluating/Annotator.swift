import DocumentModel

/// Walks a document and its schema side by side and collects markers; enters only what reaches some.
struct Annotator {
  private var evaluator: Evaluator
  private var hits: [Evaluator.MarkerHit] = []

  static func annotations(_ program: Program, _ document: Document, _ schema: UInt32, _ node: NodeID) -> [Annotation] {
    guard program.tables.subschemas.indices.contains(Int(schema)),
      program.tables.subschemas[Int(schema)].reachesMarkers
    else { return [] }
    var annotator = Annotator(evaluator: Evaluator(program, document))
    annotator.visit(schema, node)
    return annotations(annotator.hits, program.tables)
  }

  /// The markers of hits, by node, each once, in the order they were found.
  static func annotations(_ hits: [Evaluator.MarkerHit], _ tables: ProgramTables) -> [Annotation] {
    var hits = hits
    // The standard library's sort is stable, and fast on what is sorted already.
    if zip(hits, hits.dropFirst()).contains(where: { $1.node < $0.node }) { hits.sort { $0.node < $1.node } }
    var result: [Annotation] = []
    result.reserveCapacity(hits.count)
    var first = 0
    for (position, hit) in hits.enumerated() {
      if hits[first].node != hit.node { first = position }
      if hits[first..<position].contains(hit) { continue }
      tables.collect(hit.subschema, at: hit.node, into: &result)
    }
    return result
  }

  private var program: Program { evaluator.program }
  private var document: Document { evaluator.document }

  private mutating func visit(_ number: UInt32, _ node: NodeID) {
    guard number != ProgramTables.none else { return }
    let subschema = program.tables.subschemas[Int(number)]
    guard subschema.reachesMarkers, evaluator.enter(number, node) else { return }
    defer { evaluator.depth -= 1 }
    if subschema.markerCount > 0 { hits.append(Evaluator.MarkerHit(subschema: number, node: node)) }
    for index in subschema.first..<subschema.first + subschema.count {
      visit(program.tables.instructions[Int(index)], index, node, subschema.source)
    }
  }

  private mutating func visit(_ instruction: Instruction, _ index: UInt32, _ node: NodeID, _ source: UInt32) {
    switch instruction.operation {
    case .reference: visit(instruction.a, node)
    case .allOf: for position in positions(instruction) { visit(program.tables.lists[position], node) }
    case .anyOf, .oneOf: visitChoice(instruction, node)
    case .condition:
      let condition = program.tables.lists[Int(instruction.a)]
      if evaluator.accepts(condition, node) { visit(condition, node) }
      visit(evaluator.branch(of: instruction, node), node)
    case .members: visitMembers(instruction, index, node, source)
    case .items, .tuple, .contains: visitItems(instruction, node)
    case .dependencies:
      for number in instruction.a..<instruction.a + instruction.b {
        let dependency = program.tables.dependencies[Int(number)]
        if evaluator.member(node, dependency.key) != nil { visit(dependency.schema, node) }
      }
    default: break
    }
  }

  private func positions(_ instruction: Instruction) -> Range<Int> {
    Int(instruction.a)..<Int(instruction.a) + Int(instruction.b)
  }

  private mutating func visitChoice(_ instruction: Instruction, _ node: NodeID) {
    let positions = positions(instruction)
    guard positions.contains(where: { reachesMarkers(program.tables.lists[$0]) }) else { return }
    var hasMatch = false
    for position in positions {
      let branch = program.tables.lists[position]
      guard evaluator.accepts(branch, node) else { continue }
      hasMatch = true
      visit(branch, node)
    }
    if !hasMatch { for branch in meant(Array(program.tables.lists[positions]), node) { visit(branch, node) } }
  }

  private func reachesMarkers(_ branch: UInt32) -> Bool { program.tables.subschemas[Int(branch)].reachesMarkers }

  /// The alternatives that a value with errors may have been meant for.
  private func meant(_ branches: [UInt32], _ node: NodeID) -> [UInt32] {
    let alternatives = branches.enumerated().map { Explainer.Branch(number: $0.offset, schema: $0.element) }
    guard case .candidates(let left, _) = Explainer(evaluator, limit: 0).select(alternatives, node) else { return [] }
    return left.map(\.schema)
  }

  private mutating func visitMembers(_ instruction: Instruction, _ index: UInt32, _ node: NodeID, _ source: UInt32) {
    guard document.kind(node) == .object else { return }
    let rule = program.tables.memberRules[Int(instruction.a)]
    for child in document.children(node) {
      var isKnown = false
      if let schema = evaluator.property(child, rule) {
        isKnown = true
        visit(schema, child)
      }
      for number in rule.firstPattern..<rule.firstPattern + rule.patternCount {
        let pattern = program.tables.patternRules[Int(number)]
        guard evaluator.search(pattern.pattern, document.keyBytes(child), index, child, source) else { continue }
        isKnown = true
        visit(pattern.schema, child)
      }
      if !isKnown { visit(rule.additional, child) }
    }
  }

  private mutating func visitItems(_ instruction: Instruction, _ node: NodeID) {
    guard document.kind(node) == .array else { return }
    for (position, child) in document.children(node).enumerated() {
      switch instruction.operation {
      case .contains: if evaluator.accepts(instruction.a, child) { visit(instruction.a, child) }
      case .items: if position >= Int(instruction.b) { visit(instruction.a, child) }
      default:
        if position < Int(instruction.b) { visit(program.tables.lists[Int(instruction.a) + position], child) }
      }
    }
  }
}
