internal import Foundation

/// The programs of a cluster for tests, which `make cluster-tools` makes.
public enum ClusterTools {
  /// Where they are: what `make test-cluster` says in `REMIT_CLUSTER`. Nil where a test run is not to start a cluster.
  public static let folder: String? = ProcessInfo.processInfo.environment["REMIT_CLUSTER"].flatMap {
    $0.isEmpty ? nil : $0
  }

  /// Programs that are needed and are not there.
  static let missing: [String] =
    ["etcd", "kube-apiserver", "kube-controller-manager"].map { (folder ?? "") + "/" + $0 }
    .filter { !FileManager.default.isExecutableFile(atPath: $0) }
    + ["bash", "openssl", "setpriv"].filter { !isInstalled($0) }

  /// Whether a cluster can be started; where it cannot, a line says what is skipped.
  public static func areThere(for suite: String) -> Bool {
    if folder == nil {
      print("skipped: \(suite): needs a cluster (make test-cluster)")
    } else if !missing.isEmpty {
      print("skipped: \(suite): \(missing.joined(separator: ", ")) not there (make cluster-tools)")
    } else {
      return true
    }
    return false
  }

  /// Whether kubectl is installed; where it is not, a line says what is skipped.
  public static func kubectlIsThere(for test: String = #function) -> Bool {
    let found = isInstalled("kubectl")
    if !found { print("skipped: \(test): kubectl is not installed") }
    return found
  }

  private static func isInstalled(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
