public import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import Workflows
internal import YAMLReader

/// How clusters are reached: a file of whoever runs this program, never one of the data repository, as it names programs to
/// run and files to read.
///
///     clusters:
///       dc1: {kubeconfig: /etc/remit/kubeconfig, context: dc1}
///       here: {inCluster: true}
///       review: {directory: /srv/review, drift: report}
public struct ClusterConfiguration: Hashable, Sendable {
  /// How a cluster is reached.
  public enum Access: Hashable, Sendable {
    /// By a kubeconfig; without a context, the file's current one.
    case kubeconfig(file: String, context: String?)
    /// As the pod that this runs in.
    case inCluster
    /// Not at all: objects are written to a folder.
    case directory(String)
  }

  /// The clusters by name.
  public var clusters: [String: Access]

  /// What becomes of what differs, on clusters for which the file says that.
  public var drift: [String: DriftMode]

  /// A configuration from its parts.
  public init(_ clusters: [String: Access], drift: [String: DriftMode] = [:]) {
    self.clusters = clusters
    self.drift = drift
  }

  /// Reads a configuration; relative paths in it are relative to the folder of the file. Throws all that is wrong with it:
  /// a key that nobody asks for is wrong, too, and a folder that is another cluster's, by whatever path.
  public init(_ bytes: [UInt8], file: String) throws(ClusterConfigurationError) {
    let result = YAMLReader(limits: .init(bytes: 1 << 20, nodes: 100_000)).read(bytes, file: file)
    var diagnostics = result.diagnostics.filter { $0.severity == .error }
    guard let document = result.document, diagnostics.isEmpty else {
      if diagnostics.isEmpty { diagnostics = [Diagnostic(Self.code, at: Place(file: file), "the file is empty")] }
      throw ClusterConfigurationError(diagnostics: diagnostics)
    }
    var root = FieldReader(document, document.root, file: file, code: Self.code)
    (clusters, drift) = ([:], [:])
    var folders: [(cluster: String, path: String)] = []
    if let node = root.value("clusters"), document.kind(node) == .object {
      for child in document.children(node) {
        let name = document.key(child) ?? ""
        var fields = FieldReader(document, child, file: file, code: Self.code)
        if !SetParent.isName(name) {
          fields.report(child, "\"\(name)\" is no name for a cluster", help: "use lower-case letters, digits and -")
        }
        drift[name] = fields.choice("drift", DriftMode.self)
        clusters[name] = Self.access(&fields, child, folder: Self.folder(of: file))
        if case .directory(let path)? = clusters[name] {
          // Each would remove the other's files.
          let real = Self.realPath(path)
          if let other = folders.first(where: { Self.isWithin($0.path, real) || Self.isWithin(real, $0.path) }) {
            fields.report(
              child, "its folder is that of the cluster \"\(other.cluster)\", or one is in the other",
              help: "name a folder of its own")
          }
          folders.append((name, real))
        }
        diagnostics += fields.diagnostics
      }
    } else {
      root.report(document.root, "\"clusters\" must be a mapping from names to clusters")
    }
    root.reportUnknown()
    diagnostics += root.diagnostics
    guard diagnostics.isEmpty else { throw ClusterConfigurationError(diagnostics: diagnostics) }
  }

  private static let code: DiagnosticCode = "clusters/invalid"

  private static func access(_ fields: inout FieldReader, _ node: NodeID, folder: String) -> Access? {
    let (kubeconfig, context) = (fields.string("kubeconfig"), fields.string("context"))
    let (isInCluster, directory) = (fields.bool("inCluster"), fields.string("directory"))
    fields.reportUnknown()
    guard fields.diagnostics.isEmpty else { return nil }
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
    switch (kubeconfig, isInCluster ?? false, directory) {
    case (let file?, false, nil) where !file.isEmpty: return .kubeconfig(file: absolute(file), context: context)
    case (nil, true, nil) where context == nil: return .inCluster
    case (nil, false, let path?) where context == nil && !path.isEmpty: return .directory(absolute(path))
    default:
      fields.report(
        node, "it is not clear how the cluster is reached",
        help: "write one of `kubeconfig` (with `context`), `inCluster: true` and `directory`")
      return nil
    }
  }

  /// Where a folder really is, links resolved as far as it is there.
  private static func realPath(_ path: String) -> String {
    if let real = Disk.absolute(path) { return real }
    guard let slash = path.lastIndex(of: "/") else { return realPath("./" + path) }
    let (above, name) = (path[..<slash], path[path.index(after: slash)...])
    let real = above.isEmpty ? "" : realPath(String(above))
    switch name {
    case "", ".": return real
    case "..": return real.lastIndex(of: "/").map { String(real[..<$0]) } ?? real
    default: return real == "/" ? "/\(name)" : "\(real)/\(name)"
    }
  }

  private static func isWithin(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? folder : folder + "/")
  }

  private static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
  }
}

/// What is wrong with a configuration of clusters.
public struct ClusterConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// All that is wrong.
  public var diagnostics: [Diagnostic]

  /// The places and what is wrong there.
  public var description: String {
    diagnostics.map { diagnostic in
      let place = diagnostic.place.range.map { "\(diagnostic.place.file):\($0.start.line)" } ?? diagnostic.place.file
      return "\(place): \(diagnostic.message)" + (diagnostic.help.map { "; \($0)" } ?? "")
    }.joined(separator: "\n")
  }
}
