import Diagnostics
import DocumentModel

/// Turns the schemas of an index into the tables of a program.
struct SchemaCompiler {
  let index: SchemaIndex
  let options: SchemaOptions
  var tables = ProgramTables()
  var diagnostics: [Diagnostic] = []
  /// The keywords of the schema being compiled.
  var keywords = KeywordValues()
  var place: SchemaPlace
  private var known: [SchemaPlace: UInt32] = [:]
  private var pending: [SchemaPlace] = []
  private var patterns: [String: UInt32] = [:]
  private var targets: [String: SchemaPlace] = [:]

  /// Compiles every schema of the index.
  static func compile(_ index: SchemaIndex, options: SchemaOptions) -> (Program, [Diagnostic]) {
    guard let first = index.places.first else {
      return (Program(sources: [], options: options, tables: ProgramTables(), roots: [:]), [])
    }
    var compiler = SchemaCompiler(index: index, options: options, place: first)
    return compiler.run()
  }

  private init(index: SchemaIndex, options: SchemaOptions, place: SchemaPlace) {
    self.index = index
    self.options = options
    self.place = place
  }

  private mutating func run() -> (Program, [Diagnostic]) {
    for place in index.places { _ = subschema(at: place) }
    var next = 0
    while next < pending.count {
      compile(pending[next], as: next)
      next += 1
    }
    reportDuplicates()
    tables.spreadMarkers()
    var roots: [String: UInt32] = [:]
    for (number, source) in index.sources.enumerated() where roots[source.path] == nil {
      roots[source.path] = known[SchemaPlace(source: number, node: source.document.root)]
    }
    let program = Program(sources: index.sources, options: options, tables: tables, roots: roots)
    return (program, diagnostics)
  }

  /// The subschema compiled from a place, now or later.
  mutating func subschema(at place: SchemaPlace) -> UInt32 {
    if let known = known[place] { return known }
    let index = UInt32(tables.subschemas.count)
    tables.subschemas.append(Subschema(source: UInt32(place.source), node: place.node, typeNode: place.node))
    known[place] = index
    pending.append(place)
    return index
  }

  /// The subschema compiled from a value of the file being compiled.
  mutating func subschema(_ node: NodeID) -> UInt32 {
    subschema(at: SchemaPlace(source: place.source, node: node))
  }

  /// The file being compiled.
  var document: Document { index.sources[place.source].document }

  private mutating func compile(_ place: SchemaPlace, as number: Int) {
    self.place = place
    let document = document
    let first = UInt32(tables.instructions.count)
    var types = TypeSet.all
    keywords.removeAll()
    switch document.kind(place.node) {
    case .bool:
      if document.bool(place.node) == false { emit(.never, place.node) }
    case .object:
      collectKeywords()
      if let reference = keywords["$ref"] {
        compileReference(reference)
      } else {
        types = compileType(number)
        compileKeywords()
      }
      compileMarkers(number)
    default:
      report("schema/invalid", place.node, "a schema must be an object, true or false")
      emit(.broken, place.node)
    }
    tables.subschemas[number].types = types
    tables.subschemas[number].first = first
    tables.subschemas[number].count = UInt32(tables.instructions.count) - first
  }

  /// Finds the keywords of a schema; those of a wrong form are reported, and break the schema.
  private mutating func collectKeywords() {
    let document = document
    for member in document.children(place.node) {
      let key = document.keyHash(member)
      guard let keyword = Keyword.of(member, in: document, draft: index.drafts[place.source]), keywords[key] == nil
      else {
        continue
      }
      if keyword.shape.accepts(member, in: document) {
        keywords.add(key, member)
      } else {
        let found = ValueDescription.value(member, of: document)
        report("schema/invalid", member, "\"\(keyword.name)\" must be \(keyword.shape.expectation), not \(found)")
        emit(.broken, member)
      }
    }
  }

  private mutating func compileReference(_ reference: NodeID) {
    let text = document.string(reference) ?? ""
    guard let target = resolve(text) else {
      reportDangling(reference, text)
      return emit(.broken, reference)
    }
    guard index.sources[target.source].document.kind(target.node).isSchemaKind else {
      report("schema/ref-not-found", reference, "\"\(text)\" leads to something that is no schema")
      return emit(.broken, reference)
    }
    emit(.reference, a: subschema(at: target), reference)
  }

  /// What a `$ref` leads to. Where no schema has an `$id`, a reference to a path means the same everywhere.
  private mutating func resolve(_ text: String) -> SchemaPlace? {
    guard index.hasOnlyPaths, text.hasPrefix("/") else { return index.resolve(text, at: place) }
    if let known = targets[text] { return known }
    let target = index.resolve(text, at: place)
    targets[text] = target
    return target
  }

  private mutating func reportDangling(_ reference: NodeID, _ text: String) {
    let near =
      Suggestion.nearest(to: text, among: index.siblings(of: text, at: place))
      ?? Suggestion.nearest(to: text, among: index.resourceNames)
    report(
      "schema/ref-not-found", reference, "there is no schema \"\(text)\"", help: near.map { "did you mean \"\($0)\"?" })
  }

  private mutating func reportDuplicates() {
    for place in index.duplicates {
      self.place = place
      let what = document.string(place.node) ?? index.sources[place.source].path
      report("schema/duplicate-id", place.node, "another schema has the name \"\(what)\" already")
    }
  }

  /// The index of a compiled pattern; none (after a report) where it does not compile.
  mutating func pattern(_ text: String, at node: NodeID, isKey: Bool = false) -> UInt32 {
    if let known = patterns[text], known != ProgramTables.none { return known }
    do {
      tables.patterns.append(try Pattern(text))
      patterns[text] = UInt32(tables.patterns.count - 1)
      return UInt32(tables.patterns.count - 1)
    } catch {
      report("schema/bad-pattern", node, isKey: isKey, "\"\(text)\" is no regular expression: \(error.message)")
      return ProgramTables.none
    }
  }

  /// Appends an instruction to the schema being compiled.
  mutating func emit(_ operation: Operation, a: UInt32 = 0, b: UInt32 = 0, _ value: NodeID) {
    tables.instructions.append(Instruction(operation: operation, a: a, b: b, value: value))
  }

  /// Reports something wrong at a value (or its key) of the file being compiled.
  mutating func report(
    _ code: DiagnosticCode, _ node: NodeID, isKey: Bool = false, _ message: String, help: String? = nil
  ) {
    let place = index.sources[place.source].place(of: node, onKey: isKey)
    diagnostics.append(Diagnostic(code, at: place, message, help: help))
  }
}

extension SchemaSource {
  /// Where a value of the file, or its key, is.
  func place(of node: NodeID, onKey: Bool = false) -> Place {
    let range = onKey ? document.keyRange(node) : document.range(node)
    return Place(file: file, range: range, pointer: document.pointer(node).description)
  }

  /// The place as `$ref` would name it.
  func reference(to node: NodeID) -> String { path + "#" + document.pointer(node).description }
}
