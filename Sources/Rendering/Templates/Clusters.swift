internal import DataBundle
internal import Diagnostics
internal import DocumentModel

/// The cluster datafiles of a bundle.
struct Clusters: Sendable {
  /// Names by the positions of the datafiles.
  private(set) var names: [Int: String] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  private let schemas: Set<String>
  private let bundle: Bundle

  init(_ settings: DeploySettings, in bundle: Bundle) {
    schemas = Set(settings.clusters)
    self.bundle = bundle
    var positions: [String: Int] = [:]
    for schema in schemas.sorted() {
      if !bundle.schemas.contains(where: { $0.path == schema }) {
        diagnostics.append(
          Diagnostic(
            "deploy/cluster", at: settings.place ?? Place(file: Configuration.fileName),
            "\"clusters\" names a schema that is not there: \"\(schema)\""))
      }
      for datafile in bundle.datafiles(ofSchema: schema) {
        guard let position = bundle.datafileIndex(datafile.path), let name = name(of: datafile) else { continue }
        if let other = positions[name] {
          diagnostics.append(
            Diagnostic(
              "deploy/cluster", at: datafile.anchor, "two clusters are called \"\(name)\"",
              notes: [.init("the other one", at: bundle.datafiles[other].anchor)]))
          continue
        }
        positions[name] = position
        names[position] = name
      }
    }
  }

  /// Names by the paths of the datafiles.
  var namesByPath: [String: String] {
    Dictionary(names.map { (bundle.datafiles[$0.key].path, $0.value) }) { first, _ in first }
  }

  /// Whether a datafile is one of a cluster, be its name in order or not.
  func isCluster(_ position: Int) -> Bool { bundle.datafiles[position].schema.map { schemas.contains($0) } ?? false }

  private mutating func name(of datafile: Datafile) -> String? {
    let document = datafile.document
    guard let node = document.member(document.root, "name"), let name = document.string(node) else {
      diagnostics.append(
        Diagnostic("deploy/cluster", at: datafile.anchor, "a cluster must have a \"name\" that is a text"))
      return nil
    }
    guard let complaint = DNSName.complaint(aboutLabel: name) else { return name }
    diagnostics.append(
      Diagnostic(
        "deploy/cluster", at: datafile.place(node), "a cluster cannot be called \"\(name.shortened)\": \(complaint)",
        help: DNSName.help))
    return nil
  }
}
