import Diagnostics
import DocumentModel

/// Describes why a value does not satisfy a subschema: the second, slow pass, which only invalid documents see.
struct Explainer {
  var evaluator: Evaluator
  var problems: [SchemaProblem] = []
  /// Values that must not be shown, with all below them.
  private var masked = SensitivePlaces()
  private var maskDepth = 0
  let limit: Int

  /// An explainer that goes on where an evaluator is.
  init(_ evaluator: Evaluator, limit: Int) {
    self.evaluator = evaluator
    self.limit = limit
  }

  /// All problems of a value, in document order. `failed` has found that there are some, or has exhausted a budget.
  static func problems(of failed: Evaluator, _ schema: UInt32, _ node: NodeID, limit: Int) -> [SchemaProblem] {
    guard failed.program.tables.subschemas.indices.contains(Int(schema)) else { return [] }
    var explainer = Explainer(failed, limit: limit)
    if failed.exhausted == nil {
      explainer.evaluator.steps = failed.program.options.stepLimit
      explainer.collectMasks(schema, node)
      explainer.explain(schema, node)
    }
    explainer.addUnconditional()
    var problems = explainer.ordered()
    if problems.count > limit {
      problems.removeLast(problems.count - limit)
      problems.append(explainer.truncation(schema, node))
    }
    if let exhaustion = explainer.evaluator.exhausted { problems.append(explainer.problem(exhaustion)) }
    return problems
  }

  var program: Program { evaluator.program }
  var document: Document { evaluator.document }

  /// The problems so far by place, each once.
  private func ordered() -> [SchemaProblem] {
    var seen: Set<SchemaProblem> = []
    let sorted = problems.enumerated().sorted { ($0.element.node, $0.offset) < ($1.element.node, $1.offset) }
    return sorted.map(\.element).filter { seen.insert($0).inserted }
  }

  private mutating func collectMasks(_ schema: UInt32, _ node: NodeID) {
    masked = SensitivePlaces(Annotator.annotations(program, document, schema, node))
  }

  /// Whether a value must not be shown.
  func isMasked(_ node: NodeID) -> Bool { maskDepth > 0 || masked.contains(node, in: document) }

  /// Adds the problems a value has with a subschema.
  mutating func explain(_ number: UInt32, _ node: NodeID) {
    let subschema = program.tables.subschemas[Int(number)]
    guard problems.count <= limit, evaluator.enter(number, node) else { return }
    defer { evaluator.depth -= 1 }
    if subschema.isSensitive { maskDepth += 1 }
    defer { if subschema.isSensitive { maskDepth -= 1 } }
    if subschema.types != .all, !subschema.types.contains(node, of: document) {
      add(wrongType(subschema, node))
      // What else the schema says is about values of another type, mostly.
      return
    }
    for index in subschema.first..<subschema.first + subschema.count { explain(index, node, subschema) }
  }

  private mutating func explain(_ index: UInt32, _ node: NodeID, _ subschema: Subschema) {
    let instruction = program.tables.instructions[Int(index)]
    let lists = Int(instruction.a)..<Int(instruction.a) + Int(instruction.b)
    switch instruction.operation {
    case .reference: explain(instruction.a, node)
    case .members: explainMembers(index, instruction, node, subschema)
    case .items, .tuple: explainItems(instruction, node, subschema)
    case .allOf: for position in lists { explain(program.tables.lists[position], node) }
    case .anyOf, .oneOf: explainChoice(instruction, node, subschema)
    case .dependencies: explainDependencies(instruction, node, subschema)
    case .condition:
      let branch = evaluator.branch(of: instruction, node)
      if branch != ProgramTables.none { explain(branch, node) }
    case .required: explainRequired(instruction, node, subschema)
    case .propertyNames: explainNames(instruction, node, subschema)
    default:
      guard !evaluator.holds(index, node, subschema.source), evaluator.exhausted == nil,
        !isUnconditional(index, node)
      else { return }
      describe(instruction, node, subschema)
    }
  }

  func isUnconditional(_ index: UInt32, _ node: NodeID) -> Bool {
    evaluator.unconditional.contains { $0.instruction == index && $0.node == node }
  }

  private mutating func explainMembers(
    _ index: UInt32, _ instruction: Instruction, _ node: NodeID, _ subschema: Subschema
  ) {
    guard document.kind(node) == .object else { return }
    let rule = program.tables.memberRules[Int(instruction.a)]
    var names: MemberNames?
    for child in document.children(node) where problems.count <= limit {
      var isKnown = false
      if let schema = evaluator.property(child, rule) {
        isKnown = true
        explain(schema, child)
      }
      for number in rule.firstPattern..<rule.firstPattern + rule.patternCount {
        let pattern = program.tables.patternRules[Int(number)]
        guard evaluator.search(pattern.pattern, document.keyBytes(child), index, child, subschema.source) else {
          continue
        }
        isKnown = true
        explain(pattern.schema, child)
      }
      if isKnown || rule.additional == ProgramTables.none || isUnconditional(index, child) { continue }
      if isNever(rule.additional) {
        let allowed = names ?? memberNames(rule, node)
        names = allowed
        add(unknownProperty(child, rule, allowed, subschema))
      } else {
        explain(rule.additional, child)
      }
    }
  }

  /// Whether a subschema is `false`.
  func isNever(_ number: UInt32) -> Bool {
    let subschema = program.tables.subschemas[Int(number)]
    return subschema.count == 1 && program.tables.instructions[Int(subschema.first)].operation == .never
  }

  private mutating func explainItems(_ instruction: Instruction, _ node: NodeID, _ subschema: Subschema) {
    guard document.kind(node) == .array else { return }
    for (position, child) in document.children(node).enumerated() {
      if instruction.operation == .tuple {
        guard position < Int(instruction.b) else { return }
        explain(program.tables.lists[Int(instruction.a) + position], child)
      } else if position >= Int(instruction.b) {
        guard instruction.b > 0, isNever(instruction.a) else {
          explain(instruction.a, child)
          continue
        }
        return add(additionalItem(instruction, child, node, subschema))
      }
    }
  }

  private mutating func explainDependencies(_ instruction: Instruction, _ node: NodeID, _ subschema: Subschema) {
    for number in instruction.a..<instruction.a + instruction.b {
      let dependency = program.tables.dependencies[Int(number)]
      guard let member = evaluator.member(node, dependency.key) else { continue }
      if dependency.schema != ProgramTables.none {
        explain(dependency.schema, node)
        continue
      }
      for key in dependency.firstKey..<dependency.firstKey + dependency.keyCount
      where evaluator.member(node, key) == nil {
        add(missingDependency(key, member, dependency, subschema))
      }
    }
  }

  private mutating func explainRequired(_ instruction: Instruction, _ node: NodeID, _ subschema: Subschema) {
    guard document.kind(node) == .object else { return }
    for key in instruction.a..<instruction.a + instruction.b where evaluator.member(node, key) == nil {
      add(missingProperty(key, instruction, node, subschema))
    }
  }

  private mutating func explainNames(_ instruction: Instruction, _ node: NodeID, _ subschema: Subschema) {
    guard document.kind(node) == .object else { return }
    for child in document.children(node) where !evaluator.acceptsName(instruction.a, child) {
      guard evaluator.exhausted == nil else { return }
      add(refusedName(instruction, child, subschema))
    }
  }

  /// Keeps a problem.
  mutating func add(_ problem: SchemaProblem) { problems.append(problem) }
}
