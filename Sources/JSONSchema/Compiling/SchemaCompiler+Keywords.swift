import Diagnostics
import DocumentModel

/// One function for each group of keywords. Cheap checks are emitted before dear ones.
extension SchemaCompiler {
  mutating func compileKeywords() {
    compileValues()
    compileNumbers()
    compileStrings()
    compileCounts()
    compileObjects()
    compileArrays()
    compileCombinations()
  }

  mutating func compileType(_ number: Int) -> TypeSet {
    guard let node = keywords["type"] else { return .all }
    tables.subschemas[number].typeNode = node
    if let name = document.string(node) { return TypeSet(name: name) ?? .all }
    return document.children(node).reduce(into: []) { set, name in
      set.formUnion(document.string(name).flatMap(TypeSet.init(name:)) ?? [])
    }
  }

  private mutating func compileValues() {
    if let value = keywords["const"] { emitValues(.constant, [value], value) }
    if let value = keywords["enum"] { emitValues(.enumeration, Array(document.children(value)), value) }
  }

  /// Texts, which most are, are kept as keys, so that comparing does not touch the schema's document.
  private mutating func emitValues(_ operation: Operation, _ values: [NodeID], _ keyword: NodeID) {
    guard !values.isEmpty, values.allSatisfy({ document.kind($0) == .string }) else { return emit(operation, keyword) }
    emit(operation, a: keys(values.map { document.text($0) }), b: UInt32(values.count), keyword)
  }

  private mutating func compileNumbers() {
    let operations: [(KeywordKey, Operation)] = [
      ("minimum", .minimum), ("maximum", .maximum), ("exclusiveMinimum", .exclusiveMinimum),
      ("exclusiveMaximum", .exclusiveMaximum), ("multipleOf", .multipleOf),
    ]
    for (name, operation) in operations {
      guard let value = keywords[name], let number = DecimalNumber(document.text(value)) else { continue }
      tables.numbers.append(NumberLimit(number))
      emit(operation, a: UInt32(tables.numbers.count - 1), value)
    }
  }

  private mutating func compileStrings() {
    if let value = keywords["pattern"] {
      let index = pattern(document.string(value) ?? "", at: value)
      if index == ProgramTables.none { emit(.broken, value) } else { emit(.pattern, a: index, value) }
    }
    if options.formats, let value = keywords["format"], let format = Format(name: document.string(value) ?? "") {
      emit(.format, a: UInt32(format.rawValue), value)
    }
  }

  private mutating func compileCounts() {
    let operations: [(KeywordKey, Operation)] = [
      ("minLength", .minLength), ("maxLength", .maxLength), ("minItems", .minItems), ("maxItems", .maxItems),
      ("minProperties", .minProperties), ("maxProperties", .maxProperties),
    ]
    for (name, operation) in operations {
      guard let value = keywords[name], let count = DecimalNumber(document.text(value))?.clampedCount else { continue }
      emit(operation, a: count, value)
    }
  }

  private mutating func compileObjects() {
    if let value = keywords["required"], document.count(value) > 0 {
      let names = document.children(value).map { document.text($0) }
      let run = keys(names)
      emit(.required, a: run, b: UInt32(names.count), value)
    }
    compileMembers()
    if let value = keywords["dependencies"], document.count(value) > 0 { compileDependencies(value) }
    if let value = keywords["propertyNames"] { emit(.propertyNames, a: subschema(value), value) }
  }

  private mutating func compileArrays() {
    if let value = keywords["items"] {
      if document.kind(value) == .array {
        let list = list(Array(document.children(value)))
        let count = UInt32(document.count(value))
        emit(.tuple, a: list, b: count, value)
        if let rest = keywords["additionalItems"] { emit(.items, a: subschema(rest), b: count, rest) }
      } else {
        emit(.items, a: subschema(value), b: 0, value)
      }
    }
    if let value = keywords["contains"] { emit(.contains, a: subschema(value), value) }
    if let value = keywords["uniqueItems"], document.bool(value) == true { emit(.uniqueItems, value) }
  }

  private mutating func compileCombinations() {
    let operations: [(KeywordKey, Operation)] = [("allOf", .allOf), ("anyOf", .anyOf), ("oneOf", .oneOf)]
    for (name, operation) in operations {
      guard let value = keywords[name] else { continue }
      emit(operation, a: list(Array(document.children(value))), b: UInt32(document.count(value)), value)
    }
    if let value = keywords["not"] { emit(.not, a: subschema(value), value) }
    guard let condition = keywords["if"], keywords["then"] != nil || keywords["else"] != nil else { return }
    let branches = [condition, keywords["then"], keywords["else"]].map {
      $0.map { subschema($0) } ?? ProgramTables.none
    }
    emit(.condition, a: UInt32(tables.lists.count), b: 3, condition)
    tables.lists += branches
  }

  private mutating func compileMembers() {
    let properties = keywords["properties"].map { Array(document.children($0)) } ?? []
    let patterns = keywords["patternProperties"].map { Array(document.children($0)) } ?? []
    let additional = keywords["additionalProperties"]
    guard let value = keywords["properties"] ?? keywords["patternProperties"] ?? additional else { return }
    guard !properties.isEmpty || !patterns.isEmpty || additional != nil else { return }
    var rule = MemberRule(additionalNode: additional ?? value)
    rule.additional = additional.map { subschema($0) } ?? ProgramTables.none
    rule.firstKey = keys(properties.map { document.keyBytes($0) })
    rule.keyCount = UInt32(properties.count)
    rule.firstSchema = list(properties)
    tables.addTable(to: &rule)
    var compiled: [PatternRule] = []
    for member in patterns {
      let pattern = pattern(document.key(member) ?? "", at: member, isKey: true)
      if pattern == ProgramTables.none { emit(.broken, member) }
      compiled.append(PatternRule(pattern: pattern, schema: subschema(member)))
    }
    rule.firstPattern = UInt32(tables.patternRules.count)
    rule.patternCount = UInt32(compiled.count)
    tables.patternRules += compiled
    tables.memberRules.append(rule)
    emit(.members, a: UInt32(tables.memberRules.count - 1), value)
  }

  private mutating func compileDependencies(_ value: NodeID) {
    var compiled: [Dependency] = []
    for member in document.children(value) {
      var dependency = Dependency(key: keys([document.keyBytes(member)]), schema: ProgramTables.none, value: member)
      if document.kind(member) == .array {
        dependency.firstKey = keys(document.children(member).map { document.text($0) })
        dependency.keyCount = UInt32(document.count(member))
      } else {
        dependency.schema = subschema(member)
      }
      compiled.append(dependency)
    }
    emit(.dependencies, a: UInt32(tables.dependencies.count), b: UInt32(compiled.count), value)
    tables.dependencies += compiled
  }

  private mutating func list(_ nodes: [NodeID]) -> UInt32 {
    let compiled = nodes.map { subschema($0) }
    let first = UInt32(tables.lists.count)
    tables.lists += compiled
    return first
  }

  private mutating func keys(_ texts: [ArraySlice<UInt8>]) -> UInt32 {
    let first = UInt32(tables.keys.count)
    for text in texts { tables.addKey(text) }
    return first
  }

  private static let markerKeys = Marker.allCases.filter(\.isKeyword).map { ($0, KeywordKey($0.rawValue)) }

  /// Takes note of the markers of a schema, those beside a `$ref` too.
  mutating func compileMarkers(_ number: Int) {
    let first = tables.markers.count
    if let reference = keywords["$ref"], let text = document.string(reference) {
      if text == options.resourceReference { addMarker(.resourceReference, reference) }
      if text == options.crossReference { addMarker(.crossReference, reference) }
    }
    for (marker, key) in SchemaCompiler.markerKeys {
      // What is switched off says nothing, but for `ordered`: lists are ordered unless their schema says otherwise.
      guard let value = keywords[key], document.bool(value) != false || marker == .ordered else { continue }
      addMarker(marker, value)
      if marker == .sensitive || marker == .secretRef { tables.subschemas[number].isSensitive = true }
    }
    tables.subschemas[number].firstMarker = UInt32(first)
    tables.subschemas[number].markerCount = UInt32(tables.markers.count - first)
  }

  private mutating func addMarker(_ marker: Marker, _ value: NodeID) {
    let nested = marker == .schemaRef && document.kind(value) == .object ? subschema(value) : ProgramTables.none
    if marker == .schemaRef, let path = document.string(value), !index.hasSource(path) {
      let near = Suggestion.nearest(to: path, among: index.sources.map(\.path))
      report(
        "schema/ref-not-found", value, "there is no schema \"\(path)\"", help: near.map { "did you mean \"\($0)\"?" })
    }
    checkForm(marker, value)
    tables.markers.append(
      MarkerEntry(marker: marker, value: value, text: document.string(value), nested: nested))
  }
  /// Reports what is wrong with the value of a marker that is more than a switch.
  private mutating func checkForm(_ marker: Marker, _ value: NodeID) {
    let problems: [MarkerProblem]
    switch marker {
    case .derivedName: problems = NameDeclaration.read(value, in: document).1
    case .claimWithin: problems = ClaimDeclaration.read(value, in: document).1
    case .sumWithin:
      problems = SumDeclaration.read(value, in: document).1
      for entry in SumDeclaration.entries(value, in: document) {
        guard let schema = document.member(entry, "in"), let path = document.string(schema), !index.hasSource(path)
        else { continue }
        let near = Suggestion.nearest(to: path, among: index.sources.map(\.path))
        report(
          "schema/ref-not-found", schema, "there is no schema \"\(path)\"", help: near.map { "did you mean \"\($0)\"?" }
        )
      }
    default: return
    }
    for problem in problems { report("schema/invalid", problem.node, problem.message) }
  }
}
