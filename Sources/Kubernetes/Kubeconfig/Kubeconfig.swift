internal import Diagnostics
internal import DocumentModel
internal import YAMLReader

/// The access to clusters as kubectl is told of it: files of one form, merged. An entry is looked at when its context is
/// asked for; what is wrong with others is no matter.
public struct Kubeconfig: Sendable {
  /// How files are read: the bytes of the file at a path; nil where there is none.
  public typealias FileReader = @Sendable (String) -> [UInt8]?

  private var clusters: [(name: String, node: KubeconfigNode)] = []
  private var users: [(name: String, node: KubeconfigNode)] = []
  private var contexts: [(name: String, node: KubeconfigNode)] = []
  private var files: [String] = []
  /// The context that is used where none is asked for.
  public private(set) var currentContext: String?
  let read: FileReader

  /// Reads files and merges them: of entries of a name the first counts.
  ///
  /// Throws where one cannot be read. A file that is not there is passed over, as kubectl does, unless none is there.
  public init(files paths: [String], read: @escaping FileReader) throws(KubeconfigError) {
    self.read = read
    for path in paths where !path.isEmpty {
      guard let bytes = read(path) else { continue }
      try add(bytes, path)
    }
    if files.isEmpty {
      throw KubeconfigError(
        file: paths.joined(separator: ":"), "there is no such file, or it cannot be read",
        help: "name a kubeconfig in the configuration, or in KUBECONFIG")
    }
  }

  /// The files that kubectl would read: those of `KUBECONFIG`, else `~/.kube/config`.
  public static func usualFiles(environment: [String: String]) -> [String] {
    if let list = environment["KUBECONFIG"], !list.isEmpty { return list.split(separator: ":").map(String.init) }
    return environment["HOME"].map { ["\($0)/.kube/config"] } ?? []
  }

  /// The names of all contexts, in order.
  public var contextNames: [String] { contexts.map(\.name) }

  private mutating func add(_ bytes: [UInt8], _ path: String) throws(KubeconfigError) {
    let result = YAMLReader(limits: YAMLReader.Limits(bytes: 4 << 20, nodes: 200_000)).read(bytes, file: path)
    // What the reader says of a file quotes it; only the place is told.
    guard let document = result.document, !result.diagnostics.contains(where: { $0.severity == .error }) else {
      let line = result.diagnostics.first { $0.severity == .error }.flatMap { $0.place.range }
      throw KubeconfigError(
        file: path, "this is no YAML" + (line.map { " (line \($0.start.line))" } ?? ""), help: "correct the file")
    }
    let root = KubeconfigNode(document: document, node: document.root, file: path, key: "")
    guard document.kind(document.root) == .object, try root.text("kind") ?? "Config" == "Config" else {
      throw KubeconfigError(file: path, "this is no kubeconfig", help: "its kind must be Config")
    }
    files.append(path)
    if currentContext == nil { currentContext = try root.text("current-context") }
    try Self.merge(root.mappings("clusters"), into: &clusters)
    try Self.merge(root.mappings("users"), into: &users)
    try Self.merge(root.mappings("contexts"), into: &contexts)
  }

  private static func merge(
    _ nodes: [KubeconfigNode], into entries: inout [(name: String, node: KubeconfigNode)]
  ) throws(KubeconfigError) {
    for node in nodes {
      guard let name = try node.text("name") else {
        throw node.error("name", "an entry without a name", "give it one, or remove it")
      }
      if !entries.contains(where: { $0.name == name }) { entries.append((name, node)) }
    }
  }

  /// The parts of a context: its cluster, its user (nil: nobody), its namespace.
  func parts(
    of name: String?
  ) throws(KubeconfigError) -> (name: String, cluster: KubeconfigNode, user: KubeconfigNode?, namespace: String?) {
    let all = files.joined(separator: ":")
    guard let name = name ?? currentContext else {
      throw KubeconfigError(
        file: all, key: "current-context", "no context is chosen", help: "name one of \(known(contexts))")
    }
    guard let context = try entry(name, in: contexts, "context", name) else {
      throw KubeconfigError(file: all, context: name, "there is no such context", help: "use one of \(known(contexts))")
    }
    guard let clusterName = try context.text("cluster") else {
      throw context.error("cluster", "no cluster is named", "use one of \(known(clusters))")
    }
    guard let cluster = try entry(clusterName, in: clusters, "cluster", name) else {
      throw context.error("cluster", "there is no such cluster", "use one of \(known(clusters))")
    }
    var user: KubeconfigNode?
    if let userName = try context.text("user") {
      user = try entry(userName, in: users, "user", name)
      if user == nil { throw context.error("user", "there is no such user", "use one of \(known(users))") }
    }
    return (name, cluster, user, try context.text("namespace"))
  }

  private func entry(
    _ name: String, in entries: [(name: String, node: KubeconfigNode)], _ kind: String, _ context: String
  ) throws(KubeconfigError) -> KubeconfigNode? {
    guard var node = entries.first(where: { $0.name == name })?.node else { return nil }
    node.context = context
    guard let inner = try node.mapping(kind) else {
      throw node.error(kind, "the entry has no content", "see the form of a kubeconfig")
    }
    return KubeconfigNode(
      document: inner.document, node: inner.node, file: inner.file, key: "\(kind)s[name=\(name)].\(kind)",
      context: context)
  }

  private func known(_ entries: [(name: String, node: KubeconfigNode)]) -> String {
    entries.isEmpty ? "(there are none)" : entries.map { "\"\($0.name)\"" }.joined(separator: ", ")
  }
}
