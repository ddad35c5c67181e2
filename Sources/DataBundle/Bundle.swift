public import Diagnostics
public import DocumentModel
public import JSONSchema

/// One commit's (or working tree's) datafiles, resources and schemas, loaded.
///
/// Every list is sorted by path. Two bundles that share unchanged files share their documents.
public struct Bundle: Sendable {
  /// Where the files are and how policy is applied.
  public let configuration: Configuration
  /// The datafiles.
  public let datafiles: [Datafile]
  /// The resources; their bytes stay with the source.
  public let resources: [Resource]
  /// The schemas.
  public let schemas: [SchemaFile]
  /// The schemas, compiled.
  public let schemaSet: SchemaSet
  /// Names the schemas' contents: bundles with the same name share their compiled schemas.
  public let schemaSetID: String
  /// qontract's GraphQL types, if there is such a file.
  public let graphql: GraphQLTypes?
  /// What went wrong while loading.
  public let diagnostics: [Diagnostic]
  /// Where the bytes come from.
  public let source: any FileSource
  /// What each datafile was read from, kept so that the next bundle need not read it again.
  let loaded: [String: LoadedFile]
  private let datafilesBySchema: [String: [Datafile]]
  private let datafilePositions: PathIndex
  private let resourcePositions: PathIndex

  init(
    configuration: Configuration, datafiles: [Datafile], resources: [Resource], schemas: [SchemaFile],
    schemaSet: SchemaSet, schemaSetID: String, graphql: GraphQLTypes?, diagnostics: [Diagnostic],
    source: any FileSource, loaded: [String: LoadedFile]
  ) {
    self.configuration = configuration
    self.datafiles = datafiles
    self.resources = resources
    self.schemas = schemas
    self.schemaSet = schemaSet
    self.schemaSetID = schemaSetID
    self.graphql = graphql
    self.diagnostics = diagnostics
    self.source = source
    self.loaded = loaded
    datafilesBySchema = Dictionary(grouping: datafiles.lazy.filter { $0.schema != nil }) { $0.schema ?? "" }
    datafilePositions = PathIndex(datafiles.map(\.path))
    resourcePositions = PathIndex(resources.map(\.path))
  }

  /// The datafile at a path (with leading slash).
  public func datafile(_ path: String) -> Datafile? { datafileIndex(path).map { datafiles[$0] } }

  /// The datafile that a `$ref` of another one leads to.
  public func datafile(_ reference: NodeID, of datafile: Datafile) -> Datafile? {
    let text = datafile.document.text(reference)
    if text.first == UInt8(ascii: "/") { return datafilePositions.position(of: text).map { datafiles[$0] } }
    return self.datafile(datafile.target(reference))
  }

  /// The datafile that was read from a file, given by its path from the top of the repository.
  public func datafile(inFile file: String) -> Datafile? {
    Bundle.paths(of: file, in: configuration.dataRoots).lazy.compactMap { datafile($0) }.first { $0.file == file }
  }

  /// The resource that a file is, given by its path from the top of the repository.
  public func resource(inFile file: String) -> Resource? {
    Bundle.paths(of: file, in: configuration.resourceRoots).lazy.compactMap { resource($0) }.first { $0.file == file }
  }

  /// What a file is called below each of the roots that it is in.
  private static func paths(of file: String, in roots: [String]) -> [String] {
    roots.filter { $0.isEmpty || file.hasPrefix($0 + "/") }.map { "/" + file.dropFirst($0.isEmpty ? 0 : $0.count + 1) }
  }

  /// The position of a datafile in `datafiles`.
  public func datafileIndex(_ path: String) -> Int? { datafilePositions.position(of: path) }

  /// The resource at a path (with leading slash).
  public func resource(_ path: String) -> Resource? { resourcePositions.position(of: path).map { resources[$0] } }

  /// The resource whose path a value of a datafile is.
  public func resource(_ node: NodeID, of datafile: Datafile) -> Resource? {
    resourcePositions.position(of: datafile.document.text(node)).map { resources[$0] }
  }

  /// The datafiles of a schema, by path.
  public func datafiles(ofSchema schema: String) -> [Datafile] { datafilesBySchema[schema] ?? [] }

  /// The bytes of a datafile, read now.
  public func bytes(of datafile: Datafile) throws(SourceError) -> [UInt8] {
    try source.makeReader().bytes(of: SourceFile(path: datafile.file, content: datafile.content))
  }

  /// The bytes of a resource, read now.
  public func bytes(of resource: Resource) throws(SourceError) -> [UInt8] {
    try source.makeReader().bytes(of: SourceFile(path: resource.file, content: resource.content))
  }
}

/// What reading one datafile gave.
struct LoadedFile: Sendable {
  var content: ContentID?
  var datafile: Datafile?
  var diagnostics: [Diagnostic]
}
