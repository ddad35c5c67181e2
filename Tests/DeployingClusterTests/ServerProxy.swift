import ClusterSupport
import Dispatch
import Foundation
import HTTPTransport
import Processes
import Synchronization
import TestSupport
import Testing

/// Stands between the program and the API server: counts what is written, kills the program at one of them, and does to
/// answers what networks and servers do.
final class ServerProxy: Sendable {
  /// What becomes of a request.
  enum Trouble: Sendable {
    /// The program dies by SIGKILL before it arrives, or after.
    case kill(arrives: Bool)
    /// It is answered with this, and arrives nowhere.
    case answer(Int, String)
    /// It arrives, and this is answered.
    case arrivesAnd(Int)
    /// The connection ends, and nothing arrives.
    case closes
    /// Nobody answers.
    case hangs
    /// Half of the answer comes.
    case half
  }

  /// A request as tests look at it.
  struct Seen: Sendable {
    var method: String
    var path: String
    /// Which write it is, from 1; 0: none, only tried, or of the lease, which is renewed whenever it is time.
    var write: Int
  }

  private struct State {
    var count = 0
    var writes: [String] = []
    var process: pid_t?
    var isDown = false
    var trouble: @Sendable (Seen) -> Trouble? = { _ in nil }
  }

  private let state = Mutex(State())
  private let upstream: CurlClient
  private let target: String
  /// A kubeconfig that leads through here.
  let kubeconfig: String
  private let pidFile: String
  // Set once, right after the server is made.
  private let server = Mutex<LocalHTTPServer?>(nil)

  init(_ cluster: TestCluster) throws {
    var options = CurlOptions()
    options.certificateAuthority = Array(cluster.authority.utf8)
    upstream = CurlClient(options)
    target = cluster.url
    let name = UUID().uuidString
    kubeconfig = cluster.folder + "/proxy-\(name).yaml"
    pidFile = cluster.folder + "/pid-\(name)"
    let server = try LocalHTTPServer { [weak self] request in self?.answer(request) ?? [] }
    self.server.withLock { $0 = server }
    let text = """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "\(server.url)"}}]
      users: [{name: u, user: {token: \(cluster.token(of: "admin"))}}]
      contexts: [{name: x, context: {cluster: c, user: u}}]
      current-context: x
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: kubeconfig))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: kubeconfig)
  }

  /// What the writes from now on are, in order.
  var writes: [String] { state.withLock { $0.writes } }

  /// Begins to count anew. `trouble` is asked about each request.
  func reset(_ trouble: @escaping @Sendable (Seen) -> Trouble? = { _ in nil }) {
    state.withLock { $0 = State(trouble: trouble) }
  }

  /// Runs a program that may be killed here.
  func run(_ program: Program) async throws -> Program.Outcome {
    var wrapped = program
    wrapped.arguments = ["/bin/sh", "-c", "echo $$ >'\(pidFile)'; exec \"$@\"", "sh"] + program.arguments
    return try await wrapped.runAside()
  }

  private func answer(_ request: HTTPRequest) -> [LocalHTTPServer.Step] {
    let isWrite =
      request.method != .get && !request.url.contains("dryRun=") && !request.url.contains("/leases")
    let trouble = state.withLock { state -> Trouble? in
      if isWrite {
        state.count += 1
        state.writes.append("\(request.method.rawValue) \(request.url.prefix { $0 != "?" })")
      }
      return state.trouble(
        Seen(method: request.method.rawValue, path: request.url, write: isWrite ? state.count : 0))
    }
    switch trouble {
    case nil: return forward(request).map { [Self.step($0), .keep] } ?? []
    case .kill(let arrives)?:
      if !arrives { killProgram() }
      if arrives { _ = forward(request) }
      killProgram()
      return []
    case .answer(let status, let body)?:
      return [Self.step(HTTPResponse(status: status, headers: ["Retry-After": "0"], body: Array(body.utf8))), .keep]
    case .arrivesAnd(let status)?:
      _ = forward(request)
      return [Self.step(HTTPResponse(status: status, headers: [:], body: [])), .keep]
    case .closes?: return []
    case .hangs?: return [.hang]
    case .half?:
      guard var response = forward(request) else { return [] }
      response.body = Array(response.body.prefix(response.body.count / 2))
      return [Self.step(response), .keep]
    }
  }

  private func killProgram() {
    guard let text = try? String(contentsOfFile: pidFile, encoding: .utf8),
      let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), process > 1
    else { return }
    kill(process, SIGKILL)
  }

  /// Asks the API server; blocks this connection's own thread.
  private func forward(_ request: HTTPRequest) -> HTTPResponse? {
    var headers: HTTPHeaders = [:]
    for field in request.headers.fields
    where !["host", "content-length", "connection", "expect", "accept-encoding"].contains(field.name.lowercased()) {
      headers.append(field.name, field.value)
    }
    let sent = HTTPRequest(request.method, target + request.url, headers: headers, body: request.body)
    let (done, result) = (DispatchSemaphore(value: 0), Box())
    let upstream = upstream
    Task.detached {
      do throws(HTTPError) {
        let response = try await upstream.send(sent)
        result.value.withLock { $0 = response }
      } catch {}
      done.signal()
    }
    done.wait()
    return result.value.withLock { $0 }
  }

  private final class Box: Sendable {
    let value = Mutex<HTTPResponse?>(nil)
  }

  private static func step(_ response: HTTPResponse) -> LocalHTTPServer.Step {
    var head = "HTTP/1.1 \(response.status) X\r\nContent-Length: \(response.body.count)\r\n"
    for name in ["Content-Type", "Audit-Id", "Warning", "Retry-After", "Date"] {
      for value in response.headers.values(of: name) { head += "\(name): \(value)\r\n" }
    }
    return .send(Array((head + "\r\n").utf8) + response.body)
  }
}
