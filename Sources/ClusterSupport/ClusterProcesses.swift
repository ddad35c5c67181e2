internal import Foundation
internal import TestSupport

/// The running programs of a cluster.
///
/// A shell runs them and waits for the end of a pipe that only this process holds; the kernel ends them should that shell
/// be killed. So nothing stays, however this process ends.
final class ClusterProcesses: Sendable {
  let port: UInt16
  let etcdPort: UInt16
  private let folder: String
  private let keeper: Process
  private let pipe: Pipe

  /// Starts the programs in the folder where `ClusterFiles` are; they are not ready yet.
  init(tools: String, files: ClusterFiles, options: TestCluster.Options) throws {
    folder = files.folder
    (port, etcdPort) = (try PostgresServer.freePort(), try PostgresServer.freePort())
    let peerPort = try PostgresServer.freePort()
    // etcd waits for the disk at every write, which tests need not.
    let memory = "/dev/shm"
    let data = FileManager.default.isWritableFile(atPath: memory) ? memory + "/" + Self.name(folder) : folder + "/data"
    let url = try files.writeKubeconfig(url: "https://127.0.0.1:\(port)")
    var script = """
      trap '' INT HUP TERM
      cd "$1"
      start() {
        setpriv --pdeathsig KILL sh -c 'trap "" INT HUP TERM; setpriv --pdeathsig KILL "$@"; echo "$1" >>ended' sh "$@" \
          </dev/null >"$(basename "$1").log" 2>&1 &
        started="$started $!"
      }
      start "$3/etcd" --data-dir "$2" --listen-client-urls http://127.0.0.1:\(etcdPort) \
        --advertise-client-urls http://127.0.0.1:\(etcdPort) --listen-peer-urls http://127.0.0.1:\(peerPort) \
        --initial-advertise-peer-urls http://127.0.0.1:\(peerPort) \
        --initial-cluster default=http://127.0.0.1:\(peerPort) --logger zap
      start "$3/kube-apiserver" \(Self.serverArguments(port: port, etcdPort: etcdPort).joined(separator: " ")) \
        \(options.arguments.map { "'\($0)'" }.joined(separator: " "))

      """
    if options.controllers {
      script += """
        start "$3/kube-controller-manager" --kubeconfig "\(url)" --leader-elect=false --port=0 --secure-port=0 \
          --service-account-private-key-file=accounts.key --root-ca-file=ca.crt --use-service-account-credentials=false \
          --controllers=garbagecollector,namespace,serviceaccount,serviceaccount-token,clusterrole-aggregation,resourcequota \
          --concurrent-namespace-syncs=2 --namespace-sync-period=1m

        """
    }
    script += """
      cat >/dev/null
      kill -KILL $started
      wait
      rm -rf "$1" "$2"

      """
    let path = try files.write("run.sh", script)
    (keeper, pipe) = (Process(), Pipe())
    keeper.executableURL = URL(fileURLWithPath: "/bin/sh")
    keeper.arguments = [path, folder, data, tools]
    keeper.currentDirectoryURL = URL(fileURLWithPath: "/")
    keeper.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder]
    keeper.standardInput = pipe
    keeper.standardOutput = FileHandle.nullDevice
    keeper.standardError = FileHandle.nullDevice
    try keeper.run()
  }

  /// Ends all programs and removes the folder.
  func stop() {
    try? pipe.fileHandleForWriting.close()
    keeper.waitUntilExit()
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
