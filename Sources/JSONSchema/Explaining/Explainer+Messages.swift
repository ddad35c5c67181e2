import Diagnostics
import DocumentModel

/// The problems of single keywords, in words.
extension Explainer {
  /// A problem with a keyword of a subschema.
  func problem(
    _ code: DiagnosticCode, _ node: NodeID, _ keyword: NodeID, _ subschema: Subschema, _ message: String,
    help: String? = nil, onKey: Bool = false, notes: [SchemaProblem.Note] = []
  ) -> SchemaProblem {
    let source = program.sources[Int(subschema.source)]
    return SchemaProblem(
      code: code, node: node, onKey: onKey && document.key(node) != nil,
      keyword: keywordName(keyword, subschema.node, source.document), schemaPath: source.reference(to: keyword),
      message: message, help: help, notes: notes)
  }

  /// The name of the keyword a value of a schema belongs to; `false` for a schema that is just that.
  private func keywordName(_ value: NodeID, _ schema: NodeID, _ document: Document) -> String {
    var current = value
    while let parent = document.parent(current), parent != schema, current > schema { current = parent }
    return value == schema ? "false" : document.key(current) ?? ""
  }

  func subject(_ node: NodeID) -> String { ValueDescription.subject(node, of: document) }

  /// The value in words; only its kind where it must not be shown.
  func shown(_ node: NodeID) -> String { ValueDescription.value(node, of: document, masked: isMasked(node)) }

  func wrongType(_ subschema: Subschema, _ node: NodeID) -> SchemaProblem {
    let message = "\(subject(node)) must be \(subschema.types.description), not \(shown(node))"
    return problem("schema/type", node, subschema.typeNode, subschema, message, help: typeHelp(subschema, node))
  }

  /// How a value of the wrong type was probably meant.
  private func typeHelp(_ subschema: Subschema, _ node: NodeID) -> String? {
    switch document.kind(node) {
    case .string where !subschema.types.isDisjoint(with: .number):
      let isNumberInQuotes = document.style(node) == .quoted && DecimalNumber(document.text(node)) != nil
      return isNumberInQuotes ? "write it without quotes" : nil
    case .string where subschema.types.contains(.object) && propertyNames(subschema).contains("$ref"):
      return "write {$ref: …} around it"
    case .int, .float, .bool: return subschema.types.contains(.string) ? "write it in quotes" : nil
    case .null where subschema.types.contains(.array): return "write [] for an empty list, or remove it"
    case .null where subschema.types.contains(.object): return "write {} for an empty object, or remove it"
    case .null: return "give it a value, or remove it"
    default: return nil
    }
  }

  /// The names of the `properties` that stand in a subschema itself.
  private func propertyNames(_ subschema: Subschema) -> [String] {
    let instructions = program.tables.instructions[Int(subschema.first)..<Int(subschema.first + subschema.count)]
    return instructions.filter { $0.operation == .members }.flatMap { instruction in
      let rule = program.tables.memberRules[Int(instruction.a)]
      return (rule.firstKey..<rule.firstKey + rule.keyCount).map { program.tables.text(ofKey: $0) }
    }
  }

  func missingProperty(
    _ key: UInt32, _ instruction: Instruction, _ node: NodeID, _ subschema: Subschema
  ) -> SchemaProblem {
    let name = program.tables.text(ofKey: key)
    let required = (instruction.a..<instruction.a + instruction.b).map { program.tables.text(ofKey: $0) }
    let known = Set(propertyNames(subschema) + required)
    let others = document.children(node).compactMap { document.key($0) }.filter { !known.contains($0) }
    let near = name.utf8.count > 2 ? Suggestion.nearest(to: name, among: others) : nil
    let help = near.map {
      "there is \"\(ValueDescription.shortened(ArraySlice($0.utf8)))\": did you mean \"\(name)\"?"
    }
    return problem(
      "schema/required", node, instruction.value, subschema, "missing required property \"\(name)\"", help: help,
      onKey: true)
  }

  /// The names of the `properties` of a rule, and those of them that an object does not have yet.
  typealias MemberNames = (all: [String], free: [String])

  func memberNames(_ rule: MemberRule, _ node: NodeID) -> MemberNames {
    let keys = rule.firstKey..<rule.firstKey + rule.keyCount
    let present = Set(document.children(node).map { document.keyHash($0) })
    let free = keys.filter { !present.contains(program.tables.keys[Int($0)].hash) }
    return (keys.map { program.tables.text(ofKey: $0) }, free.map { program.tables.text(ofKey: $0) })
  }

  func unknownProperty(
    _ child: NodeID, _ rule: MemberRule, _ names: MemberNames, _ subschema: Subschema
  ) -> SchemaProblem {
    let name = document.key(child) ?? ""
    var help: String?
    if let near = Suggestion.nearest(to: name, among: names.free) {
      help = "did you mean \"\(near)\"?"
    } else if !names.all.isEmpty, names.all.count <= 12 {
      help = "allowed: " + names.all.map { "\"\($0)\"" }.joined(separator: ", ")
    }
    let shown = ValueDescription.shortened(ArraySlice(name.utf8))
    return problem(
      "schema/additional-property", child, rule.additionalNode, subschema, "unknown property \"\(shown)\"", help: help,
      onKey: true)
  }

  func additionalItem(
    _ instruction: Instruction, _ child: NodeID, _ node: NodeID, _ subschema: Subschema
  ) -> SchemaProblem {
    let message = "\(subject(node)) must have at most \(instruction.b) items, not \(document.count(node))"
    return problem("schema/additional-item", child, instruction.value, subschema, message)
  }

  func missingDependency(
    _ key: UInt32, _ member: NodeID, _ dependency: Dependency, _ subschema: Subschema
  ) -> SchemaProblem {
    let message = "\(subject(member)) needs \"\(program.tables.text(ofKey: key))\" beside it"
    return problem("schema/dependencies", member, dependency.value, subschema, message, onKey: true)
  }

  func refusedName(_ instruction: Instruction, _ child: NodeID, _ subschema: Subschema) -> SchemaProblem {
    let name = ValueDescription.shortened(document.keyBytes(child))
    var message = "\"\(name)\" is not allowed as a name here"
    if let inner = document.nameDocument(child),
      let first = Explainer.problems(of: Evaluator(program, inner), instruction.a, inner.root, limit: 1).first
    {
      message += ": " + first.message.replacing("the document", with: "it", maxReplacements: 1)
    }
    return problem("schema/property-names", child, instruction.value, subschema, message, onKey: true)
  }

  /// Adds the problem of a keyword that has no parts.
  mutating func describe(_ instruction: Instruction, _ node: NodeID, _ subschema: Subschema) {
    let schema = program.sources[Int(subschema.source)].document
    let (code, message, help) = wording(instruction, node, subschema, schema)
    var notes: [SchemaProblem.Note] = []
    var place = node
    if instruction.operation == .uniqueItems, let pair = evaluator.duplicate(in: node) {
      place = pair.second
      notes = [SchemaProblem.Note(message: "the first one is here", node: pair.first)]
    }
    let onKey = instruction.operation == .never
    add(problem(code, place, instruction.value, subschema, message, help: help, onKey: onKey, notes: notes))
  }

  private mutating func wording(
    _ instruction: Instruction, _ node: NodeID, _ subschema: Subschema, _ schema: Document
  ) -> (DiagnosticCode, String, String?) {
    let limit = ValueDescription.literal(instruction.value, of: schema)
    let subject = subject(node)
    func number(_ code: DiagnosticCode, _ what: String) -> (DiagnosticCode, String, String?) {
      (code, "\(subject) must be \(what) \(limit), not \(shown(node))", nil)
    }
    switch instruction.operation {
    case .never: return ("schema/false", "\(subject) is not allowed here", nil)
    case .constant: return ("schema/const", "\(subject) must be \(limit), not \(shown(node))", nil)
    case .enumeration: return enumeration(instruction.value, node, schema)
    case .minimum: return number("schema/minimum", "at least")
    case .maximum: return number("schema/maximum", "at most")
    case .exclusiveMinimum: return number("schema/exclusive-minimum", "greater than")
    case .exclusiveMaximum: return number("schema/exclusive-maximum", "less than")
    case .multipleOf: return number("schema/multiple-of", "a multiple of")
    case .minLength, .maxLength, .minItems, .maxItems, .minProperties, .maxProperties:
      return count(instruction, node, instruction.a == .max ? limit : String(instruction.a))
    case .uniqueItems:
      let pair = evaluator.duplicate(in: node)
      let (first, second) = (pair.map { self.subject($0.first) }, pair.map { self.subject($0.second) })
      return ("schema/unique-items", "\(second ?? subject) repeats \(first ?? "an earlier item")", nil)
    case .pattern:
      let pattern = ValueDescription.shortened(schema.text(instruction.value))
      let unlike = isMasked(node) ? "" : ", unlike \(ValueDescription.literal(node, of: document))"
      return (
        "schema/pattern", "\(subject) must match the pattern \(pattern)\(unlike)", descriptionText(subschema, schema)
      )
    case .format:
      let format = Format(rawValue: UInt8(truncatingIfNeeded: instruction.a))?.description ?? limit
      return ("schema/format", "\(subject) must be \(format), not \(shown(node))", nil)
    case .contains: return ("schema/contains", "\(subject) must have an item as \"contains\" describes it", nil)
    case .not:
      return ("schema/not", "\(subject) must not be what \"not\" describes", descriptionText(subschema, schema))
    default: return ("schema/invalid-value", "\(subject) does not satisfy the schema", nil)
    }
  }

  /// The first sentence of a schema's `description`, if it is short: half a sentence helps nobody.
  private func descriptionText(_ subschema: Subschema, _ schema: Document) -> String? {
    schema.member(subschema.node, "description").flatMap(schema.string).flatMap { text in
      let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let sentence = line.firstRange(of: ". ").map { String(line[..<$0.lowerBound]) } ?? line
      return sentence.isEmpty || sentence.count > 160 ? nil : sentence
    }
  }

  private func enumeration(
    _ value: NodeID, _ node: NodeID, _ schema: Document
  ) -> (DiagnosticCode, String, String?) {
    let values = Array(schema.children(value))
    var help: String?
    if values.isEmpty { return ("schema/enum", "\(subject(node)) can have no value: its \"enum\" is empty", nil) }
    if values.count <= 2_000, let text = document.string(node), !isMasked(node),
      let near = Suggestion.nearest(to: text, among: values.compactMap { schema.string($0) })
    {
      help = "did you mean \"\(near)\"?"
    }
    guard values.count <= 12 else {
      let message = "\(subject(node)) must be one of \(values.count) values, \(shown(node)) is none of them"
      return ("schema/enum", message, help)
    }
    let names = ValueDescription.list(values.map { ValueDescription.literal($0, of: schema) })
    return ("schema/enum", "\(subject(node)) must be \(names), not \(shown(node))", help)
  }

  private func count(
    _ instruction: Instruction, _ node: NodeID, _ limit: String
  ) -> (DiagnosticCode, String, String?) {
    let isText = document.kind(node) == .string
    let actual = isText ? Evaluator.length(document.text(node)) : document.count(node)
    let (code, atLeast, unit): (DiagnosticCode, Bool, String) =
      switch instruction.operation {
      case .minLength: ("schema/min-length", true, "character")
      case .maxLength: ("schema/max-length", false, "character")
      case .minItems: ("schema/min-items", true, "item")
      case .maxItems: ("schema/max-items", false, "item")
      case .minProperties: ("schema/min-properties", true, "property")
      default: ("schema/max-properties", false, "property")
      }
    if atLeast, instruction.a == 1 { return (code, "\(subject(node)) must not be empty", nil) }
    let units = instruction.a == 1 ? unit : unit == "property" ? "properties" : unit + "s"
    let bound = "\(atLeast ? "at least" : "at most") \(limit) \(units)"
    return (code, "\(subject(node)) must have \(bound), not \(actual)", nil)
  }

  /// What says that not all problems are listed.
  func truncation(_ schema: UInt32, _ node: NodeID) -> SchemaProblem {
    let subschema = program.tables.subschemas[Int(schema)]
    return problem(
      "schema/too-many", node, subschema.node, subschema, "only the first \(limit) problems of this document are shown")
  }

  /// What says that a budget is exhausted.
  func problem(_ exhaustion: Evaluator.Exhaustion) -> SchemaProblem {
    let subschema = program.tables.subschemas[Int(exhaustion.subschema)]
    let code: DiagnosticCode = exhaustion.isDepth ? "schema/too-deep" : "schema/too-complex"
    let message =
      exhaustion.isDepth
      ? "schemas nest more than \(program.options.depthLimit) levels deep here"
      : "checking this document takes more than \(program.options.stepLimit) steps"
    let help = exhaustion.isDepth ? "the schema may refer to itself without end" : nil
    return problem(code, exhaustion.node, subschema.node, subschema, message, help: help)
  }

  /// Adds what must fail whatever surrounds it: broken keywords, and searches that exceeded their limits.
  mutating func addUnconditional() {
    for failure in evaluator.unconditional {
      let instruction = program.tables.instructions[Int(failure.instruction)]
      var subschema = Subschema(source: failure.source, node: instruction.value, typeNode: instruction.value)
      let schema = program.sources[Int(failure.source)].document
      subschema.node = schema.parent(instruction.value) ?? instruction.value
      let subject = subject(failure.node)
      if instruction.operation == .broken {
        let what = "\(subject) cannot be checked: its schema is broken"
        add(problem("schema/broken", failure.node, instruction.value, subschema, what, help: "repair the schema"))
      } else {
        let what = "\(subject) takes too long to match against a pattern of its schema"
        add(problem("schema/pattern-limit", failure.node, instruction.value, subschema, what))
      }
    }
  }
}
