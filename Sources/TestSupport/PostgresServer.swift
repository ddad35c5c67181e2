public import Foundation
internal import Processes
internal import Synchronization

/// A real PostgreSQL server of this machine in a temporary folder, on a free port of 127.0.0.1.
///
/// It stops and its folder goes when the value goes, and also when the process ends in any way: what runs it waits for
/// the end of a pipe that only this process holds.
public final class PostgresServer: Sendable {
  /// Where the programs of the server are; nil where it is not installed.
  public static let programs: URL? = {
    let versions = URL(fileURLWithPath: "/usr/lib/postgresql")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: versions.path)) ?? []
    return names.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
      .map { versions.appendingPathComponent("\($0)/bin") }
      .first { FileManager.default.isExecutableFile(atPath: $0.appendingPathComponent("initdb").path) }
  }()

  /// Whether there is a server; where there is none, a line says what is skipped.
  public static func isInstalled(for suite: String) -> Bool {
    if programs != nil { return true }
    print("skipped on PostgreSQL: \(suite): /usr/lib/postgresql is not there (apt-get install postgresql)")
    return false
  }

  /// What did not work.
  public struct Failure: Error {
    /// What the programs said.
    public let output: String
  }

  /// The port on 127.0.0.1.
  public let port: UInt16
  /// The user, and the user's password.
  public static let (user, password) = ("remit", "pa55-word")

  private let programs: URL
  private let data: String
  private let log: URL
  private let keeper: RunningProgram
  private let server = Mutex<RunningProgram?>(nil)

  /// Makes a database cluster and starts a server on it. `flushes`: whether it waits for the disk, as a real one does.
  public init(flushes: Bool = false) throws {
    guard let programs = Self.programs else { throw Failure(output: "PostgreSQL is not installed") }
    self.programs = programs
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "remit-pg-\(UUID().uuidString.prefix(8))")
    (data, log) = (folder.appendingPathComponent("data").path, folder.appendingPathComponent("log"))
    port = try Self.freePort()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if getuid() == 0 { try Self.run(["chown", "postgres", folder.path]) }
    let secret = folder.appendingPathComponent("secret")
    try Data(Self.password.utf8).write(to: secret)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret.path)
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    try Self.run(
      Self.asServer + [
        programs.appendingPathComponent("initdb").path, "-D", data, "-U", Self.user, "-A", "scram-sha-256",
        "--pwfile", secret.path, "-E", "UTF8", "--locale", "C", "--no-sync",
      ])
    let settings = """
      port = \(port)
      listen_addresses = '127.0.0.1'
      unix_socket_directories = '\(folder.path)'
      fsync = \(flushes ? "on" : "off")
      full_page_writes = \(flushes ? "on" : "off")
      max_connections = 200
      """
    try Self.run(Self.asServer + ["sh", "-c", "cat >> \"$1\"", "sh", "\(data)/postgresql.conf"], input: settings)
    keeper = try Program(
      Self.asServer + [
        "sh", "-c", "trap '' INT TERM HUP; cat; \"$1/pg_ctl\" stop -D \"$2/data\" -m immediate; rm -rf \"$2\"", "sh",
        programs.path, folder.path,
      ], environment: ProcessInfo.processInfo.environment, folder: "/"
    ).start(input: .held)
    try start()
  }

  deinit {
    keeper.letGo()
    keeper.wait()
  }

  /// The URL of a database.
  public func url(_ database: String = "postgres") -> String {
    "postgres://\(Self.user):\(Self.password)@127.0.0.1:\(port)/\(database)"
  }

  /// Makes an empty database and gives its URL.
  public func makeDatabase() throws -> String {
    let name = "db_\(UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased())"
    try sql("CREATE DATABASE \(name)")
    return url(name)
  }

  /// Runs a statement with `psql` and gives what it printed, without a heading.
  @discardableResult
  public func sql(_ statement: String, in database: String = "postgres") throws -> String {
    try Self.run([
      programs.appendingPathComponent("psql").path, url(database), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement,
    ])
  }

  /// Starts the server and waits until it answers.
  public func start() throws {
    let server = try Program(
      Self.asServer + [programs.appendingPathComponent("postgres").path, "-D", data],
      environment: ProcessInfo.processInfo.environment, folder: "/"
    ).start(output: .file(log.path), errors: .file(log.path))
    self.server.withLock { $0 = server }
    let ready = [programs.appendingPathComponent("pg_isready").path, "-q", "-h", "127.0.0.1", "-p", "\(port)"]
    for _ in 0..<600 where server.isRunning {
      if (try? Self.run(ready)) != nil { return }
      usleep(50_000)
    }
    throw Failure(output: "the server does not start: \((try? String(contentsOf: log, encoding: .utf8)) ?? "")")
  }

  /// Stops the server: at once as in a crash, or in order.
  public func stop(crash: Bool = false) throws {
    let program = programs.appendingPathComponent("pg_ctl").path
    try Self.run(Self.asServer + [program, "stop", "-D", data, "-w", "-m", crash ? "immediate" : "fast"])
  }

  /// Stops and starts the server.
  public func restart(crash: Bool = false) throws {
    try stop(crash: crash)
    try start()
  }

  /// PostgreSQL does not run as root.
  private static var asServer: [String] {
    getuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
  }

  @discardableResult
  private static func run(_ arguments: [String], input: String? = nil) throws -> String {
    let outcome = try Program(
      arguments, environment: ProcessInfo.processInfo.environment, folder: "/", input: Array((input ?? "").utf8)
    ).run()
    guard outcome.isSuccess else { throw Failure(output: outcome.text + outcome.complaints) }
    return outcome.text.trimmingCharacters(in: .newlines)
  }

  /// A port that nobody listens on.
  public static func freePort() throws -> UInt16 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, length) == 0 ? getsockname(socket, pointer, &length) : -1
      }
    }
    guard status == 0 else { throw Failure(output: "no free port") }
    return UInt16(bigEndian: address.sin_port)
  }
}
