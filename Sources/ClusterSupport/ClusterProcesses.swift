internal import Foundation
internal import Processes
internal import TestSupport

/// The running programs of a cluster, and the shell that keeps them (`KeeperScript`): nothing stays, however this process
/// ends.
final class ClusterProcesses: Sendable {
  let port: UInt16
  let etcdPort: UInt16
  private let folder: String
  private let keeper: RunningProgram
  /// Where the keeper gets its orders.
  private let orders: Int32

  /// Starts the programs in the folder where `ClusterFiles` are; they are not ready yet.
  init(tools: String, files: ClusterFiles, options: TestCluster.Options) throws {
    folder = files.folder
    (port, etcdPort) = (try PostgresServer.freePort(), try PostgresServer.freePort())
    // etcd waits for the disk at every write, which tests need not.
    let memory = "/dev/shm"
    let data = FileManager.default.isWritableFile(atPath: memory) ? memory + "/" + Self.name(folder) : folder + "/data"
    let script = KeeperScript.text(
      etcd: Self.etcdArguments(data: data, port: etcdPort, peerPort: try PostgresServer.freePort()),
      server: Self.serverArguments(port: port, etcdPort: etcdPort) + options.arguments,
      controllers: Self.controllerArguments(url: try files.writeKubeconfig(url: "https://127.0.0.1:\(port)")))
    var ends: [Int32] = [-1, -1]
    // Not a pipe, as writing to one that nobody reads ends a process.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw ClusterFailure(description: "no socket")
    }
    let log = Program.Stream.file(folder + "/keeper.log")
    let program = Program(
      ["bash", "-c", script, "bash", folder, data, tools],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder])
    defer { close(ends[0]) }
    do { keeper = try program.start(input: .descriptor(ends[0]), output: log, errors: log) } catch {
      close(ends[1])
      throw error
    }
    orders = ends[1]
  }

  /// Starts the controllers, once the server is ready.
  func startControllers() { order(KeeperScript.startControllers) }

  /// Ends all programs and removes the folder.
  func stop() {
    order(KeeperScript.stop)
    close(orders)
    keeper.wait()
  }

  private func order(_ text: String) {
    _ = Array((text + "\n").utf8).withUnsafeBytes { send(orders, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// The end of the log of a program that has ended; nil while all run.
  func failure() -> String? {
    guard let ended = try? String(contentsOfFile: folder + "/ended", encoding: .utf8) else { return nil }
    return ended.split(separator: "\n").map { logEnd(Self.name(String($0))) }.joined(separator: "\n")
  }

  /// The last lines of a program's log.
  func logEnd(_ program: String) -> String {
    let log = (try? String(contentsOfFile: "\(folder)/\(program).log", encoding: .utf8)) ?? ""
    return "\(program): " + log.split(separator: "\n").suffix(15).joined(separator: "\n")
  }

  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func etcdArguments(data: String, port: UInt16, peerPort: UInt16) -> [String] {
    let (url, peer) = ("http://127.0.0.1:\(port)", "http://127.0.0.1:\(peerPort)")
    return [
      "--data-dir=\(data)", "--listen-client-urls=\(url)", "--advertise-client-urls=\(url)",
      "--listen-peer-urls=\(peer)", "--initial-advertise-peer-urls=\(peer)", "--initial-cluster=default=\(peer)",
      "--logger=zap",
    ]
  }

  private static func controllerArguments(url: String) -> [String] {
    let controllers = [
      "garbagecollector", "namespace", "serviceaccount", "serviceaccount-token", "clusterrole-aggregation",
      "resourcequota",
    ]
    return [
      "--kubeconfig=\(url)", "--leader-elect=false", "--port=0", "--secure-port=0",
      "--service-account-private-key-file=accounts.key", "--root-ca-file=ca.crt",
      "--controllers=\(controllers.joined(separator: ","))", "--concurrent-namespace-syncs=2",
    ]
  }

  private static func serverArguments(port: UInt16, etcdPort: UInt16) -> [String] {
    [
      "--etcd-servers=http://127.0.0.1:\(etcdPort)", "--bind-address=127.0.0.1", "--secure-port=\(port)",
      // Compaction is what tests of expired lists do themselves.
      "--etcd-compaction-interval=0", "--tls-cert-file=server.crt", "--tls-private-key-file=server.key",
      "--client-ca-file=ca.crt", "--token-auth-file=tokens.csv", "--authorization-mode=RBAC",
      "--service-account-issuer=https://cluster.test", "--service-account-key-file=accounts.pub",
      "--service-account-signing-key-file=accounts.key", "--service-cluster-ip-range=10.0.0.0/24",
      "--audit-policy-file=audit.yaml", "--audit-log-path=audit.log", "--allow-privileged=true", "--profiling=false",
    ]
  }
}
