internal import Foundation
internal import Processes
internal import TestSupport

/// Real git over HTTP on 127.0.0.1: nginx, fcgiwrap and git's own `http-backend`, without any right of an
/// administrator. Who knows the password may read; only the user named may also push.
///
/// The programs stop and the folder goes when the value goes, and also when the process ends in any way.
public final class GitHTTPServer: Sendable {
  /// Programs that are needed and are not there.
  private static let missing: [String] = [
    "/usr/sbin/nginx", "/usr/sbin/fcgiwrap", "/usr/lib/git-core/git-http-backend",
  ]
  .filter { !FileManager.default.isExecutableFile(atPath: $0) }

  /// Whether all programs are there; where they are not, a line says what is skipped.
  public static func isInstalled(for suite: String) -> Bool {
    if missing.isEmpty { return true }
    print("skipped: \(suite): \(missing.joined(separator: ", ")) not there (apt-get install nginx-light fcgiwrap)")
    return false
  }

  /// What did not work.
  public struct Failure: Error {
    /// What the programs said.
    public let output: String
  }

  /// The URL of the repository.
  public let url: String
  /// A URL that redirects to the one of the repository.
  public let redirectingURL: String
  private let folder: URL
  private let keeper: RunningProgram

  /// A server of the repository with that git folder, under `path` (`group/name.git`), for one user and password.
  public init(serving gitFolder: String, at path: String, user: String, password: String) throws {
    guard Self.missing.isEmpty else { throw Failure(output: "not installed: \(Self.missing)") }
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-http-\(UUID().uuidString.prefix(8))")
    let repository = folder.appendingPathComponent("repositories").appendingPathComponent(path)
    for made in [repository.deletingLastPathComponent(), folder.appendingPathComponent("temporary")] {
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(atPath: repository.path, withDestinationPath: gitFolder)
    let port = try PostgresServer.freePort()
    url = "http://127.0.0.1:\(port)/\(path)"
    redirectingURL = "http://127.0.0.1:\(port)/moved/\(path)"
    let configuration = Self.configuration(folder: folder.path, port: port, pusher: user)
    try Data(configuration.utf8).write(to: folder.appendingPathComponent("nginx.conf"))
    for log in ["nginx.log", "fcgiwrap.log"] {
      _ = FileManager.default.createFile(atPath: folder.appendingPathComponent(log).path, contents: nil)
    }
    try Self.setPassword(password, of: user, in: folder)
    keeper = try Program(
      ["/bin/sh", "-c", Self.script, "sh", folder.path],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"],
      folder: "/"
    ).start(input: .held)
    try waitUntilReady(port)
  }

  deinit {
    keeper.letGo()
    keeper.wait()
  }

  /// Lets nobody in any more but this user with this password.
  public func setPassword(_ password: String, of user: String) throws {
    try Self.setPassword(password, of: user, in: folder)
  }

  private static func setPassword(_ password: String, of user: String, in folder: URL) throws {
    try Data("\(user):{PLAIN}\(password)\n".utf8).write(to: folder.appendingPathComponent("users"), options: .atomic)
  }

  /// The lines of nginx's access log, for what was asked for and as whom.
  public func accesses() throws -> [String] {
    try String(contentsOf: folder.appendingPathComponent("access.log"), encoding: .utf8).split(separator: "\n")
      .map(String.init)
  }

  private func waitUntilReady(_ port: UInt16) throws {
    let socket = folder.appendingPathComponent("fcgi").path
    for _ in 0..<400 where keeper.isRunning {
      if FileManager.default.fileExists(atPath: socket), Self.isListening(port) { return }
      usleep(25_000)
    }
    throw Failure(
      output: (try? String(contentsOf: folder.appendingPathComponent("nginx.log"), encoding: .utf8)) ?? "no log")
  }

  private static func isListening(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  /// Runs both programs in the foreground of a shell that waits for the end of its input, which only this process holds.
  /// fcgiwrap does not end by SIGTERM, nor do its children by its end: all are of one process group.
  private static let script = """
    trap '' INT HUP
    setsid fcgiwrap -c 2 -s "unix:$1/fcgi" </dev/null >"$1/fcgiwrap.log" 2>&1 &
    wrap=$!
    nginx -p "$1" -c "$1/nginx.conf" -g 'daemon off;' </dev/null >"$1/nginx.log" 2>&1 &
    web=$!
    cat >/dev/null
    kill $web
    kill -9 -$wrap
    wait
    rm -rf "$1"
    """

  private static func configuration(folder: String, port: UInt16, pusher: String) -> String {
    """
    \(getuid() == 0 ? "user root;" : "")
    worker_processes 1;
    pid \(folder)/pid;
    error_log \(folder)/nginx.log;
    events { worker_connections 64; }
    http {
      log_format who '$request $remote_user $status';
      access_log \(folder)/access.log who;
      client_body_temp_path \(folder)/temporary/body;
      proxy_temp_path \(folder)/temporary/proxy;
      fastcgi_temp_path \(folder)/temporary/fastcgi;
      uwsgi_temp_path \(folder)/temporary/uwsgi;
      scgi_temp_path \(folder)/temporary/scgi;
      client_max_body_size 64m;
      map $remote_user $pusher { default ""; "\(pusher)" $remote_user; }
      server {
        listen 127.0.0.1:\(port);
        location /moved/ { rewrite ^/moved/(.*)$ /$1 permanent; }
        location ~ ^/(.+\\.git/(HEAD|info/refs|objects/.*|git-(upload|receive)-pack))$ {
          auth_basic git;
          auth_basic_user_file \(folder)/users;
          fastcgi_pass unix:\(folder)/fcgi;
          fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
          fastcgi_param GIT_PROJECT_ROOT \(folder)/repositories;
          fastcgi_param GIT_HTTP_EXPORT_ALL "";
          fastcgi_param PATH_INFO /$1;
          fastcgi_param REMOTE_USER $pusher;
          fastcgi_param QUERY_STRING $query_string;
          fastcgi_param REQUEST_METHOD $request_method;
          fastcgi_param CONTENT_TYPE $content_type;
          fastcgi_param CONTENT_LENGTH $content_length;
          fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
          fastcgi_param GIT_PROTOCOL $http_git_protocol;
        }
      }
    }
    """
  }
}
