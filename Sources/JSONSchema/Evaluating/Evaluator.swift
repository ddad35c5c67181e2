import DocumentModel

/// Answers whether values satisfy subschemas, and nothing more: no error is described, no text is made.
///
/// One evaluator serves one document. Its budgets count over all questions; once one is exhausted every answer is
/// no. What must fail whatever surrounds it (a broken keyword or an endless pattern below a `not`) is kept in
/// `unconditional`.
struct Evaluator {
  let program: Program
  let document: Document
  var steps: Int
  var depth = 0
  var exhausted: Exhaustion?
  var unconditional: [UnconditionalFailure] = []
  /// The markers of the subschemas that have accepted something, in the order of the walk; filled if `collects`.
  private(set) var hits: [MarkerHit] = []
  /// Whether markers are collected. What could be left out (the second match of an `anyOf`) is evaluated then too.
  let collects: Bool
  private var scratch: MatchScratch?

  /// A subschema with markers that has accepted a value.
  struct MarkerHit: Hashable {
    let subschema: UInt32
    let node: NodeID
  }

  /// The budget that ran out, and where.
  struct Exhaustion {
    let isDepth: Bool
    let node: NodeID
    let subschema: UInt32
  }

  /// A check that could not be made.
  struct UnconditionalFailure: Hashable {
    let instruction: UInt32
    let node: NodeID
    let source: UInt32
  }

  init(_ program: Program, _ document: Document, collects: Bool = false) {
    self.collects = collects
    self.program = program
    self.document = document
    steps = program.options.stepLimit
  }

  /// Whether a value satisfies a subschema.
  mutating func accepts(_ number: UInt32, _ node: NodeID) -> Bool {
    let subschema = program.tables.subschemas[Int(number)]
    if subschema.types != .all, !subschema.types.contains(node, of: document) { return false }
    if subschema.count == 0, !collects || subschema.markerCount == 0 { return true }
    guard enter(number, node) else { return false }
    defer { depth -= 1 }
    let collected = hits.count
    if collects, subschema.markerCount > 0 { hits.append(MarkerHit(subschema: number, node: node)) }
    for index in subschema.first..<subschema.first + subschema.count {
      guard !holds(index, node, subschema.source) else { continue }
      hits.removeLast(hits.count - collected)
      return false
    }
    return true
  }

  /// Whether a subschema has to be evaluated although the answer is known.
  func isOfInterest(_ number: UInt32) -> Bool { collects && program.tables.subschemas[Int(number)].reachesMarkers }

  /// Takes a step down; false when a budget is exhausted. The caller takes it back.
  mutating func enter(_ number: UInt32, _ node: NodeID) -> Bool {
    guard exhausted == nil else { return false }
    steps -= 1
    guard steps > 0, depth < program.options.depthLimit else {
      exhausted = Exhaustion(isDepth: steps > 0, node: node, subschema: number)
      return false
    }
    depth += 1
    return true
  }

  /// Whether one check of a subschema holds.
  mutating func holds(_ index: UInt32, _ node: NodeID, _ source: UInt32) -> Bool {
    let instruction = program.tables.instructions[Int(index)]
    switch instruction.operation {
    case .never: return false
    case .broken: return fail(index, node, source)
    case .reference: return accepts(instruction.a, node)
    case .constant, .enumeration: return matchesValue(instruction, node, source)
    case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf: return holdsNumber(instruction, node)
    case .minLength, .maxLength, .minItems, .maxItems, .minProperties, .maxProperties:
      return holdsCount(instruction, node)
    case .format:
      guard document.kind(node) == .string, let format = Format(rawValue: UInt8(truncatingIfNeeded: instruction.a))
      else { return true }
      return format.accepts(document.text(node))
    case .pattern:
      guard document.kind(node) == .string else { return true }
      return search(instruction.a, document.text(node), index, node, source)
    case .required: return missingKey(instruction, node) == nil
    case .members: return holdsMembers(index, instruction, node, source)
    case .propertyNames: return refusedName(instruction, node) == nil
    case .dependencies: return holdsDependencies(instruction, node)
    case .items, .tuple, .contains, .uniqueItems: return holdsItems(instruction, node)
    case .allOf, .anyOf, .oneOf, .not, .condition: return holdsCombination(instruction, node)
    }
  }

  /// Notes a check that cannot be made, so that the document fails.
  mutating func fail(_ instruction: UInt32, _ node: NodeID, _ source: UInt32) -> Bool {
    let failure = UnconditionalFailure(instruction: instruction, node: node, source: source)
    if unconditional.count < 64, !unconditional.contains(failure) { unconditional.append(failure) }
    return false
  }

  /// Searches a text for a pattern. A search that exceeds its limits fails the document and costs an eighth of all
  /// steps, so that a document of many such texts comes to an end.
  mutating func search(
    _ pattern: UInt32, _ text: ArraySlice<UInt8>, _ instruction: UInt32, _ node: NodeID, _ source: UInt32
  ) -> Bool {
    guard exhausted == nil, pattern != ProgramTables.none else { return false }
    if scratch == nil {
      scratch = MatchScratch(
        matchLimit: program.options.patternMatchLimit, heapLimit: program.options.patternHeapLimit)
    }
    guard let scratch else { return fail(instruction, node, source) }
    switch program.tables.patterns[Int(pattern)].search(text, using: scratch) {
    case .match: return true
    case .noMatch: return false
    case .limit:
      steps -= program.options.stepLimit / 8
      return fail(instruction, node, source)
    }
  }

  private mutating func holdsCombination(_ instruction: Instruction, _ node: NodeID) -> Bool {
    let lists = Int(instruction.a)..<Int(instruction.a) + Int(instruction.b)
    switch instruction.operation {
    case .allOf:
      for position in lists where !accepts(program.tables.lists[position], node) { return false }
      return true
    case .anyOf:
      var holds = false
      for position in lists {
        let branch = program.tables.lists[position]
        if !holds || isOfInterest(branch), accepts(branch, node) { holds = true }
      }
      return holds
    case .oneOf:
      var matches = 0
      for position in lists where accepts(program.tables.lists[position], node) {
        matches += 1
        if matches > 1 { return false }
      }
      return matches == 1
    case .not: return !accepts(instruction.a, node) && exhausted == nil
    default:
      let branch = branch(of: instruction, node)
      return branch == ProgramTables.none || accepts(branch, node)
    }
  }

  /// The `then` or `else` that applies to a value; may be none.
  mutating func branch(of condition: Instruction, _ node: NodeID) -> UInt32 {
    let lists = Int(condition.a)
    return program.tables.lists[lists + (accepts(program.tables.lists[lists], node) ? 1 : 2)]
  }
}
