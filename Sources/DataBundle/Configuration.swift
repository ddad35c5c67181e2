public import Diagnostics
public import DocumentModel
internal import JSONCoding

/// What `.remit.yml` says: where the files are and how policy is applied.
public struct Configuration: Hashable, Sendable {
  /// Name of the configuration file.
  public static let fileName = ".remit.yml"

  /// Folder of the configuration file, from the top of the repository; `""` at the top.
  public var folder: String
  /// The folders datafiles are in, from the top of the repository; later ones add.
  public var dataRoots: [String]
  /// The folders resources are in.
  public var resourceRoots: [String]
  /// The folders schemas are in.
  public var schemaRoots: [String]
  /// qontract's GraphQL type file, if there is one.
  public var graphql: String?
  /// Schemas for files that carry no `$schema`.
  public var associations: [Association]
  /// How grants become approvals.
  public var policy: PolicySettings
  /// What is deployed; nil where nothing is.
  public var deploy: DeploySettings?
  /// What can be installed, and by which datafiles; nil where there is no catalogue.
  public var catalog: CatalogSettings?
  /// Where the file names the roots and the GraphQL file that it does name.
  public var places: [String: Place] = [:]

  /// The schema that a file (from the top of the repository) is associated with; nil where it is no datafile or has none.
  public func associatedSchema(of file: String) -> String? {
    for root in dataRoots where root.isEmpty || file.hasPrefix(root + "/") {
      let path = file.dropFirst(root.isEmpty ? 0 : root.utf8.count + 1)
      if let found = associations.first(where: { Glob($0.files).matches(path) }) { return found.schema }
    }
    return nil
  }

  /// The classic layout below a folder: `data/`, `resources/`, `schemas/`, `graphql-schemas/schema.yml`.
  public static func classic(in folder: String = "") -> Configuration {
    func inside(_ path: String) -> String { folder.isEmpty ? path : "\(folder)/\(path)" }
    return Configuration(
      folder: folder, dataRoots: [inside("data")], resourceRoots: [inside("resources")],
      schemaRoots: [inside("schemas")], graphql: inside("graphql-schemas/schema.yml"), associations: [],
      policy: PolicySettings())
  }

  /// Files that get a schema by their path.
  public struct Association: Hashable, Sendable {
    /// Glob over datafile paths: `*` stays inside a folder, `**` does not.
    public var files: String
    /// The schema's path.
    public var schema: String
  }
}

/// The `policy` part of `.remit.yml`.
public struct PolicySettings: Hashable, Sendable {
  /// When an author's own change counts as approved.
  public enum SelfApproval: String, Hashable, Sendable, CaseIterable {
    /// Whoever owns an item has approved it by proposing it.
    case owner
    /// Only where nobody else owns it either; else the author has to say `/lgtm` like everybody (as in qontract).
    case soleApprover
    /// Never: a second person has to look.
    case never
  }

  /// When an author's own change counts as approved.
  public var selfApproval: SelfApproval
  /// The fields of users and bots that hold their account names.
  public var identity: AccountFields
  /// Where `identity` is set, for diagnostics; nil where it is the default.
  public var identityPlace: Place?

  /// Settings from their values; the defaults are the design's.
  public init(selfApproval: SelfApproval = .owner, identity: AccountFields = .one("org_username")) {
    self.selfApproval = selfApproval
    self.identity = identity
  }
}

extension Configuration {
  /// Reads a configuration from its document. Whatever is wrong or missing takes the default and is reported under
  /// `config/invalid`; a path that leaves the repository is an error of its own, `config/path`.
  public static func read(_ document: Document, file: String) -> (Configuration, [Diagnostic]) {
    var configuration = classic(in: Paths.folder(of: file))
    var fields = FieldReader(document, document.root, file: file, code: "config/invalid")
    var outside: [Diagnostic] = []
    func path(_ text: String, _ key: String) -> String? {
      let place = Place(file: file, range: document.member(document.root, DocumentKey(key)).map { document.range($0) })
      if let joined = Paths.join(configuration.folder, text), !text.hasPrefix("/") {
        configuration.places[joined] = place
        return joined
      }
      outside.append(
        Diagnostic(
          "config/path", at: place,
          "\"\(key)\" leads out of the repository: \"\(text)\"",
          help: "use a path relative to \(fileName) that stays inside the repository"))
      return nil
    }
    let data = fields.strings("data")
    let resources = fields.strings("resources")
    let schemas = fields.strings("schemas")
    if !data.isEmpty { configuration.dataRoots = data.compactMap { path($0, "data") } }
    if !resources.isEmpty { configuration.resourceRoots = resources.compactMap { path($0, "resources") } }
    if !schemas.isEmpty { configuration.schemaRoots = schemas.compactMap { path($0, "schemas") } }
    if let graphql = fields.string("graphql") { configuration.graphql = path(graphql, "graphql") }
    var found: [Diagnostic] = []
    for entry in fields.list("associations") {
      var association = FieldReader(document, entry, file: file, code: "config/invalid")
      if let files = association.requiredString("files"), let schema = association.requiredString("schema") {
        configuration.associations.append(Association(files: files, schema: schema))
        if files.contains(where: { "[]{}!\\".contains($0) }) {
          association.report(entry, "\"\(files)\" is no pattern: only *, ** and ? have a meaning of their own")
        }
      }
      association.reportUnknown()
      found += association.diagnostics
    }
    if let policy = fields.value("policy") {
      found += configuration.policy.read(document, policy, file: file)
    }
    if let deploy = fields.value("deploy") {
      let (settings, problems) = DeploySettings.read(document, deploy, file: file)
      configuration.deploy = settings
      found += problems
    }
    if let catalog = fields.value("catalog") {
      let (settings, problems) = CatalogSettings.read(document, catalog, file: file)
      configuration.catalog = settings
      found += problems
    }
    fields.reportUnknown()
    return (configuration, (fields.diagnostics + found + outside).sortedUnique())
  }
}

extension PolicySettings {
  fileprivate mutating func read(_ document: Document, _ node: NodeID, file: String) -> [Diagnostic] {
    var fields = FieldReader(document, node, file: file, code: "config/invalid")
    selfApproval = fields.choice("selfApproval", SelfApproval.self) ?? selfApproval
    if let value = fields.value("identity") {
      identityPlace = Place(file: file, range: document.keyRange(value))
      if let text = document.string(value), !text.isEmpty {
        identity = .one(text)
      } else if document.kind(value) == .object, document.count(value) > 0 {
        var found: [Forge: String] = [:]
        for entry in document.children(value) {
          if let forge = document.key(entry).flatMap(Forge.init), let text = document.string(entry), !text.isEmpty {
            found[forge] = text
          } else {
            fields.report(entry, "\"identity\" maps gitlab, github or gitea to the name of a user field")
          }
        }
        identity = .byForge(found)
      } else {
        fields.report(value, "\"identity\" must be the name of a user field, or one per forge")
      }
    }
    fields.reportUnknown()
    return fields.diagnostics
  }
}
