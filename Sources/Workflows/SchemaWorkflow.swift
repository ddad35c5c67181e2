internal import DataBundle
public import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// What files look like against a schema.
public struct SchemaCheckResult: Sendable {
  /// What is wrong with the schemas and the files, sorted.
  public var diagnostics: [Diagnostic]
  /// The lines of the files, to show them.
  public var lines: SourceLines
}

/// Checks any files against any schema, without a data repository.
public enum SchemaWorkflow {
  /// Checks files on disk against a schema file. Schemas are named by their path below `root`, which must hold the
  /// schema: that is what a `$ref` in them means. Nothing outside of `root` is read for a `$ref`.
  public static func check(
    schema: String, root: String?, instances: [String]
  ) throws(WorkflowError) -> SchemaCheckResult {
    guard let file = Disk.absolute(schema) else { throw .usage("\(schema): there is no such file") }
    let top = root ?? Paths.folder(of: schema)
    guard let folder = Disk.absolute(root ?? Paths.folder(of: file) + "/"), Disk.isFolder(folder) else {
      throw .usage("\(top): there is no such folder")
    }
    let prefix = folder == "/" ? "/" : folder + "/"
    guard file.hasPrefix(prefix) else { throw .usage("\(schema) is not inside of \(top): name its root with --root") }
    let name = "/" + file.dropFirst(prefix.count)
    let shown = schema.hasSuffix(name) ? String(schema.dropLast(name.utf8.count)) : root == nil ? "" : top
    var schemas = SchemaFiles(root: folder, shownRoot: shown)
    try schemas.add(name)
    let (set, problems) = SchemaSet.compile(schemas.sources)
    var found = schemas.diagnostics + problems
    let masking = Masking([set]) { file in instances.contains(file) ? [name] : [] }
    var bytes = schemas.bytes
    guard let id = set.schema(name) else {
      return SchemaCheckResult(
        diagnostics: found.sortedUnique(), lines: SourceLines(MemorySource(bytes: bytes), masking))
    }
    for path in instances {
      guard let absolute = Disk.absolute(path) else { throw .usage("\(path): there is no such file") }
      let content = try Disk.read(absolute)
      bytes[path] = content
      let read = DocumentReader().read(content, file: path)
      found += read.diagnostics
      if let document = read.document {
        found += set.validate(document, against: id).diagnostics(file: path, document: document)
      } else if read.diagnostics.isEmpty {
        found.append(Diagnostic("file/empty", at: Place(file: path), "the file has no content"))
      }
    }
    let lines = SourceLines(MemorySource(bytes: bytes), masking)
    return SchemaCheckResult(diagnostics: lines.masked(found.sortedUnique()), lines: lines)
  }
}

extension Workspace {
  /// The folder among the data repository's schema roots that holds a schema file; nil if none does.
  public func schemaRoot(of schema: String) -> String? {
    guard let file = Disk.absolute(schema), let source = try? source(.workingTree),
      let configuration = try? Bundle.configuration(in: folder, of: source).0
    else { return nil }
    return configuration.schemaRoots.map { "\(root)/\($0)" }.first { file.hasPrefix($0 + "/") }
  }
}

/// A schema file and those it refers to, read from below a folder.
private struct SchemaFiles {
  /// More files than any schema has reason to name.
  private static let limit = 10_000

  let root: String
  let shownRoot: String
  private(set) var sources: [SchemaSource] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var bytes: [String: [UInt8]] = [:]

  init(root: String, shownRoot: String) {
    self.root = root
    self.shownRoot = shownRoot
  }

  /// Reads a schema by its name and all that it leads to. What is not there is left for the compiler to report.
  mutating func add(_ name: String) throws(WorkflowError) {
    var pending = [name]
    var known: Set<String> = [name]
    while let name = pending.popLast() {
      let file = shownRoot.isEmpty ? String(name.dropFirst()) : (shownRoot == "/" ? "" : shownRoot) + name
      let content: [UInt8]
      do throws(SourceError) {
        let tree = WorkingTreeSource(root: root)
        guard let found = try tree.file(at: String(name.dropFirst())), found.kind == .regular else { continue }
        content = try tree.makeReader().bytes(of: found)
      } catch {
        throw .failure(error.description)
      }
      let read = DocumentReader().read(content, file: file)
      bytes[file] = content
      diagnostics += read.diagnostics
      guard let document = read.document else { continue }
      sources.append(SchemaSource(path: name, file: file, document: document))
      for target in SchemaFiles.references(of: document, named: name) where known.insert(target).inserted {
        guard known.count <= SchemaFiles.limit else {
          throw .failure("\(file): leads to more than \(SchemaFiles.limit) schema files")
        }
        pending.append(target)
      }
    }
  }

  /// The names of the files that the `$ref`s and `$schemaRef`s of a schema lead to.
  private static func references(of document: Document, named name: String) -> [String] {
    var found: [String] = []
    var node = document.root
    while node.index < document.nodeCount {
      defer { node = document.next(after: node) }
      guard document.hasKey(node, "$ref") || document.hasKey(node, "$schemaRef"), let text = document.string(node)
      else { continue }
      let path = text.prefix { $0 != "#" }
      if path.isEmpty || path.contains(":") { continue }
      let base = path.hasPrefix("/") ? "" : Paths.folder(of: name)
      if let joined = Paths.join(base, String(path)) { found.append("/" + joined) }
    }
    return found
  }
}
