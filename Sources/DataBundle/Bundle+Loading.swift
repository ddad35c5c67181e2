public import Diagnostics
internal import DocumentModel
internal import JSONSchema

extension Bundle {
  /// The configuration in a folder of a source: its `.remit.yml`, or the classic layout where there is none.
  public static func configuration(
    in folder: String, of source: any FileSource
  ) throws(SourceError) -> (Configuration, [Diagnostic]) {
    let path = folder.isEmpty ? Configuration.fileName : "\(folder)/\(Configuration.fileName)"
    guard let file = try source.file(at: path) else { return (.classic(in: folder), []) }
    let bytes = try source.makeReader().bytes(of: file)
    let (document, diagnostics) = DocumentReader().read(bytes, file: path)
    guard let document else { return (.classic(in: folder), diagnostics) }
    let (configuration, found) = Configuration.read(document, file: path)
    return (configuration, diagnostics + found)
  }

  /// Loads everything a configuration names from a source, with all cores. Files whose content `previous` has already
  /// read are taken from there. Throws only where the source itself fails.
  public static func load(
    _ configuration: Configuration, from source: any FileSource, reusing previous: Bundle? = nil
  ) throws(SourceError) -> Bundle {
    var diagnostics: [Diagnostic] = []
    let data = try list(configuration.dataRoots, configuration, of: source, .error, &diagnostics)
    let known = previous?.loaded ?? [:]
    let candidates = data.filter { isDatafile($0, &diagnostics) }
    let results = try Parallel.map(candidates) { () throws(SourceError) in
      Worker(files: try source.makeReader())
    } _: { (worker: inout Worker, item: Rooted) throws(SourceError) -> LoadedFile in
      if let content = item.file.content, let before = known[item.file.path], before.content == content {
        return before
      }
      let bytes = try worker.files.bytes(of: item.file)
      return load(item, bytes, configuration, worker.memory)
    }
    var datafiles: [Datafile] = []
    var loaded: [String: LoadedFile] = [:]
    datafiles.reserveCapacity(results.count)
    if candidates.first?.file.content != nil { loaded.reserveCapacity(results.count) }
    for (item, result) in zip(candidates, results) {
      diagnostics += result.diagnostics
      if result.content != nil { loaded[item.file.path] = result }
      if let datafile = result.datafile { datafiles.append(datafile) }
    }
    let resources = try list(configuration.resourceRoots, configuration, of: source, .warning, &diagnostics).map {
      Resource(path: $0.path, file: $0.file.path, content: $0.file.content)
    }
    let schemas = try loadSchemas(configuration, source, previous, &diagnostics)
    let graphql = try loadGraphQL(configuration, source, &diagnostics)
    let (schemaSet, schemaSetID) = compile(schemas, previous, &diagnostics)
    return Bundle(
      configuration: configuration, datafiles: unique(datafiles, { ($0.path, $0.file) }, &diagnostics),
      resources: unique(resources, { ($0.path, $0.file) }, &diagnostics), schemas: schemas, schemaSet: schemaSet,
      schemaSetID: schemaSetID, graphql: graphql,
      diagnostics: diagnostics.sortedUnique(), source: source, loaded: loaded)
  }

  /// What one thread reads files with.
  private struct Worker {
    let files: any FileReader
    let memory = DocumentMemory()
  }

  /// A file and its path below the root it was found under.
  struct Rooted: Sendable {
    var path: String
    var file: SourceFile
  }

  /// The files below some roots. Nothing below a root that the configuration names is reported with `severity`.
  private static func list(
    _ roots: [String], _ configuration: Configuration, of source: any FileSource, _ severity: Severity,
    _ diagnostics: inout [Diagnostic]
  ) throws(SourceError) -> [Rooted] {
    var found: [Rooted] = []
    for root in roots {
      let files = try source.files(under: root)
      if files.isEmpty, let place = configuration.places[root] {
        diagnostics.append(
          Diagnostic(
            "config/not-found", severity, at: place, "there is no file below \"\(root)\"",
            help: "the path is relative to the folder of \(Configuration.fileName)"))
      }
      for file in files {
        if let problem = problem(with: file) {
          diagnostics.append(problem)
        } else {
          found.append(
            Rooted(
              path: root.isEmpty ? "/" + file.path : String(file.path.utf8.dropFirst(root.utf8.count)) ?? file.path,
              file: file))
        }
      }
    }
    // Canonically equal texts may be two files: their bytes give them an order too.
    found.sort {
      $0.path == $1.path ? $0.file.path.utf8.lexicographicallyPrecedes($1.file.path.utf8) : $0.path < $1.path
    }
    diagnostics += PathCollisions.problems(found.map(\.file.path))
    return found
  }

  /// Why something that is no plain file is not read.
  private static func problem(with file: SourceFile) -> Diagnostic? {
    let place = Place(file: file.path)
    return switch file.kind {
    case .regular: nil
    case .symbolicLink:
      Diagnostic("file/symlink", at: place, "symbolic links are not followed", help: "put the file itself here")
    case .submodule:
      Diagnostic("file/submodule", at: place, "submodules are not read", help: "put the files themselves here")
    case .badName:
      Diagnostic("file/bad-name", at: place, "the file's name is not UTF-8", help: "rename the file")
    }
  }

  private static func isDatafile(_ item: Rooted) -> Bool {
    DocumentReader.accepts(item.path) && !Paths.name(of: item.path).hasPrefix(".")
  }

  /// Also says which files look like datafiles but are not taken for ones.
  private static func isDatafile(_ item: Rooted, _ diagnostics: inout [Diagnostic]) -> Bool {
    if isDatafile(item) { return true }
    if DocumentReader.accepts(item.path.lowercased()) {
      diagnostics.append(
        Diagnostic(
          "file/ignored", .warning, at: Place(file: item.file.path), "the file is not read because of its name",
          help: "datafiles end in .yml, .yaml or .json in lower case and do not begin with a dot"))
    }
    return false
  }

  private static func load(
    _ item: Rooted, _ bytes: [UInt8], _ configuration: Configuration, _ memory: DocumentMemory
  ) -> LoadedFile {
    var (document, diagnostics) = DocumentReader().read(bytes, file: item.file.path, memory: memory)
    if let known = document, known.kind(known.root) != .object {
      if known.kind(known.root) != .null {
        diagnostics.append(
          Diagnostic(
            "file/not-an-object", at: Place(file: item.file.path, range: known.range(known.root)),
            "a datafile must be a mapping of keys to values"))
      }
      document = nil
    }
    guard let document else {
      if diagnostics.isEmpty {
        diagnostics.append(
          Diagnostic(
            "file/empty", .warning, at: Place(file: item.file.path), "the file has no content and is not a datafile"))
      }
      return LoadedFile(content: item.file.content, datafile: nil, diagnostics: diagnostics)
    }
    let schema = configuration.associations.first { Glob($0.files).matches(item.path.dropFirst()) }?.schema
    return LoadedFile(
      content: item.file.content,
      datafile: Datafile(
        path: item.path, file: item.file.path, content: item.file.content, document: document, associated: schema),
      diagnostics: diagnostics)
  }

  /// The elements with different paths; they come sorted by path. `place` gives an element's path and file.
  private static func unique<Element>(
    _ elements: [Element], _ place: (Element) -> (path: String, file: String), _ diagnostics: inout [Diagnostic]
  ) -> [Element] {
    let repeated = elements.indices.dropFirst().filter { place(elements[$0 - 1]).path == place(elements[$0]).path }
    guard !repeated.isEmpty else { return elements }
    var result = elements
    for index in repeated.reversed() {
      let (path, file) = place(result.remove(at: index))
      let first = place(elements[index - 1]).file
      // Two spellings of one path under one root are a collision, which is said already.
      if file == first, !file.utf8.elementsEqual(first.utf8) { continue }
      diagnostics.append(
        Diagnostic(
          "file/duplicate-path", at: Place(file: file), "the path \"\(path)\" exists under more than one root",
          help: "rename one of them", notes: [.init("the first one", at: Place(file: first))]))
    }
    return result
  }

  private static func loadSchemas(
    _ configuration: Configuration, _ source: any FileSource, _ previous: Bundle?, _ diagnostics: inout [Diagnostic]
  ) throws(SourceError) -> [SchemaFile] {
    let reader = try source.makeReader()
    var schemas: [SchemaFile] = []
    for item in try list(configuration.schemaRoots, configuration, of: source, .error, &diagnostics)
    where isDatafile(item) {
      let bytes = try reader.bytes(of: item.file)
      let (document, found) = DocumentReader().read(bytes, file: item.file.path)
      diagnostics += found
      guard let document else { continue }
      schemas.append(
        SchemaFile(path: item.path, file: item.file.path, document: document, digest: ContentDigest.sha256(bytes)))
    }
    return unique(schemas, { ($0.path, $0.file) }, &diagnostics)
  }

  /// Compiles the schemas, or takes those of a bundle with the same ones; what is wrong with them is reported anew.
  private static func compile(
    _ schemas: [SchemaFile], _ previous: Bundle?, _ diagnostics: inout [Diagnostic]
  ) -> (SchemaSet, String) {
    let id = ContentDigest.sha256(schemas.map { "\($0.path)\n\($0.digest)\n" }.joined().utf8)
    if let previous, previous.schemaSetID == id {
      diagnostics += previous.schemaDiagnostics
      return (previous.schemaSet, id)
    }
    let sources = schemas.map { SchemaSource(path: $0.path, file: $0.file, document: $0.document) }
    let (set, found) = SchemaSet.compile(sources)
    diagnostics += found
    return (set, id)
  }

  /// What is wrong with the schemas.
  private var schemaDiagnostics: [Diagnostic] {
    let files = Set(schemas.map(\.file))
    return diagnostics.filter { files.contains($0.place.file) }
  }

  private static func loadGraphQL(
    _ configuration: Configuration, _ source: any FileSource, _ diagnostics: inout [Diagnostic]
  ) throws(SourceError) -> GraphQLTypes? {
    guard let path = configuration.graphql else { return nil }
    guard let file = try source.file(at: path) else {
      if let place = configuration.places[path] {
        diagnostics.append(Diagnostic("config/not-found", at: place, "there is no file \"\(path)\""))
      }
      return nil
    }
    let (document, found) = DocumentReader().read(try source.makeReader().bytes(of: file), file: path)
    diagnostics += found
    guard let document else { return nil }
    let (types, problems) = GraphQLTypes.read(document, file: path)
    diagnostics += problems
    return types
  }
}
