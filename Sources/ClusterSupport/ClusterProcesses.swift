internal import Foundation
internal import TestSupport

/// The running programs of a cluster.
///
/// A shell runs them, and stops them when it is told to, or when this process is gone; the kernel ends them should that
/// shell be killed. So nothing stays, however this process ends.
final class ClusterProcesses: Sendable {
  let port: UInt16
  let etcdPort: UInt16
  private let folder: String
  private let keeper: pid_t
  /// Where the keeper gets its orders.
  private let orders: Int32

  /// Starts the programs in the folder where `ClusterFiles` are; they are not ready yet.
  init(tools: String, files: ClusterFiles, options: TestCluster.Options) throws {
    folder = files.folder
    (port, etcdPort) = (try PostgresServer.freePort(), try PostgresServer.freePort())
    let peerPort = try PostgresServer.freePort()
    // etcd waits for the disk at every write, which tests need not.
    let memory = "/dev/shm"
    let data = FileManager.default.isWritableFile(atPath: memory) ? memory + "/" + Self.name(folder) : folder + "/data"
    let url = try files.writeKubeconfig(url: "https://127.0.0.1:\(port)")
    let programs = """
      start "$3/etcd" --data-dir "$2" --listen-client-urls http://127.0.0.1:\(etcdPort) \
        --advertise-client-urls http://127.0.0.1:\(etcdPort) --listen-peer-urls http://127.0.0.1:\(peerPort) \
        --initial-advertise-peer-urls http://127.0.0.1:\(peerPort) \
        --initial-cluster default=http://127.0.0.1:\(peerPort) --logger zap
      start "$3/kube-apiserver" \(Self.serverArguments(port: port, etcdPort: etcdPort).joined(separator: " ")) \
        \(options.arguments.map { "'\($0)'" }.joined(separator: " "))
      controllers() {
        start_again "$3/kube-controller-manager" \(Self.controllerArguments(url: url).joined(separator: " "))
      }
      """
    var ends: [Int32] = [-1, -1]
    // Not a pipe, as writing to one that nobody reads ends a process.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw ClusterFailure(description: "no socket")
    }
    let nothing = Spawn.open("/dev/null", writing: true)
    let process = Spawn.start(
      ["/bin/bash", "-c", Self.start + programs + Self.wait, "bash", folder, data, tools],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder], input: ends[0], output: nothing,
      errors: nothing)
    close(ends[0])
    close(nothing)
    guard let process else { throw ClusterFailure(description: "bash does not start") }
    (keeper, orders) = (process, ends[1])
  }

  /// How programs are started. Whatever else of this process was open is closed: while another cluster holds the end of
  /// this one's orders, neither would see their end.
  private static let start = """
    trap '' INT HUP TERM
    for file in /proc/$$/fd/*; do
      file=${file##*/}
      if [ "$file" -gt 2 ]; then eval "exec $file>&-"; fi
    done
    cd "$1"
    start() {
      setpriv --pdeathsig KILL sh -c 'trap "" INT HUP TERM; setpriv --pdeathsig KILL "$@"; echo "$1" >>ended' sh "$@" \
        </dev/null >"${1##*/}.log" 2>&1 &
      started="$started $!"
    }
    start_again() {
      setpriv --pdeathsig KILL sh -c 'trap "" INT HUP TERM
        while :; do setpriv --pdeathsig KILL "$@"; sleep 0.2; done' sh "$@" </dev/null >"${1##*/}.log" 2>&1 &
      started="$started $!"
    }

    """

  /// What is waited for then: an order, the end of the orders, or that another process is the parent.
  private static let wait = """

    while :; do
      result=0
      read -r -t 1 order || result=$?
      if [ $result -gt 128 ]; then
        read -r _ _ _ parent _ </proc/$$/stat
        [ "$parent" = "$PPID" ] || break
      elif [ $result -eq 0 ] && [ "$order" = controllers ]; then
        controllers "$@"
      else
        break
      fi
    done
    kill -KILL $started
    wait
    rm -rf "$1" "$2"
    """

  /// Starts the controllers. They give up where the server is not ready in ten seconds: for when it is.
  func startControllers() { order("controllers\n") }

  /// Ends all programs and removes the folder.
  func stop() {
    order("stop\n")
    close(orders)
    _ = Spawn.wait(for: keeper)
  }

  private func order(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { send(orders, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
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
