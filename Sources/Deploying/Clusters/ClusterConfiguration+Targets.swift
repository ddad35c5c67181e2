internal import HTTPTransport
public import Kubernetes
internal import Workflows

extension ClusterConfiguration {
  /// The clusters, ready to be asked; nothing is sent yet. Throws where the access to one cannot be read: what is configured
  /// wrongly is to be known before anything is done.
  ///
  /// `names`: those that are wanted; nil: all. `environment`: what a pod is told of its cluster. `userAgent`: nil: this
  /// program and its version.
  public func targets(
    _ names: Set<String>? = nil, environment: [String: String], userAgent: String? = nil,
    read: @escaping Kubeconfig.FileReader
  ) throws(KubeconfigError) -> [String: ClusterTarget] {
    let userAgent = userAgent ?? "remit/\(RemitVersion.current)"
    var targets: [String: ClusterTarget] = [:]
    // Whoever does not answer is known soon; a page of a list may be large.
    var options = CurlOptions()
    options.connectTimeout = 5_000
    options.totalTimeout = 30_000
    options.maximumBodyBytes = 64 << 20
    for (name, access) in clusters where names?.contains(name) ?? true {
      switch access {
      case .directory(let path): targets[name] = .directory(DirectoryTarget(path))
      case .inCluster:
        let access = try ClusterAccess.inCluster(environment: environment, options: options, read: read)
        targets[name] = .api(access.client(userAgent: userAgent))
      case .kubeconfig(let file, let context):
        let access = try Kubeconfig(files: [file], read: read).access(context: context, options: options)
        targets[name] = .api(access.client(userAgent: userAgent))
      }
    }
    return targets
  }
}
