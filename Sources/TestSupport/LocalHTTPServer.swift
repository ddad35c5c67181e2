internal import Dispatch
internal import Glibc
public import HTTPTransport
internal import Synchronization

/// A small HTTP server on this machine that answers by script, badly if need be. An answer ends its connection, unless
/// its last step keeps it.
public final class LocalHTTPServer: Sendable {
  /// One step of an answer.
  public enum Step: Sendable {
    /// Sends bytes as they stand.
    case send([UInt8])
    /// Does nothing until the client goes away.
    case hang
    /// Waits for another request on the same connection.
    case keep
  }

  /// The URL of the server, without a slash at the end.
  public let url: String
  private let listener: Int32
  private let received = Mutex<[HTTPRequest]>([])
  private let answer: @Sendable (HTTPRequest) -> [Step]

  /// A server on a free port; `answer` gets requests whose URL is the path and the query.
  public init(_ answer: @escaping @Sendable (HTTPRequest) -> [Step]) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let failed = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) != 0 || listen(listener, 16) != 0 || getsockname(listener, $0, &length) != 0
      }
    }
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    self.answer = answer
    if failed { throw NoServer() }
    DispatchQueue(label: "server").async { [self] in accept() }
  }

  /// A server that gives one answer to everything.
  public convenience init(_ status: Int, headers: HTTPHeaders = [:], body: String = "") throws {
    let step = Self.response(status, headers: headers, body: Array(body.utf8))
    try self.init { _ in [step] }
  }

  /// The requests that came, in order.
  public var requests: [HTTPRequest] { received.withLock { $0 } }

  /// Ends the server; connections that are open end with their clients.
  public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// A whole, correct answer.
  public static func response(_ status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) -> Step {
    let lines = headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
    return .send(
      Array("HTTP/1.1 \(status) X\r\n\(lines)Content-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8) + body)
  }

  private struct NoServer: Error {}

  private func accept() {
    while true {
      let connection = Glibc.accept(listener, nil, nil)
      guard connection >= 0 else { break }
      DispatchQueue(label: "connection").async { [self] in
        while serve(connection) {}
        close(connection)
      }
    }
    close(listener)
  }

  /// Answers one request; whether there may be another one.
  private func serve(_ connection: Int32) -> Bool {
    guard let request = read(connection) else { return false }
    received.withLock { $0.append(request) }
    for step in answer(request) {
      switch step {
      case .send(let bytes):
        var rest = bytes[...]
        while !rest.isEmpty {
          let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
          guard sent > 0 else { return false }
          rest = rest.dropFirst(sent)
        }
      case .hang:
        while receive(connection) != nil {}
      case .keep:
        return true
      }
    }
    return false
  }

  private func receive(_ connection: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(connection, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  private func read(_ connection: Int32) -> HTTPRequest? {
    var bytes: [UInt8] = []
    while true {
      guard let more = receive(connection) else { return nil }
      bytes += more
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
      let lines = text[..<end.lowerBound].split(separator: "\r\n")
      let words = lines[0].split(separator: " ")
      guard words.count == 3, let method = HTTPRequest.Method(rawValue: String(words[0])) else { return nil }
      var headers: HTTPHeaders = [:]
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        headers.append(String(parts[0]), parts.count == 2 ? String(parts[1].drop { $0 == " " }) : "")
      }
      let length = headers["Content-Length"].flatMap { Int($0) } ?? 0
      let start = text[..<end.upperBound].utf8.count
      guard bytes.count >= start + length else { continue }
      let body = length == 0 ? nil : Array(bytes[start..<start + length])
      return HTTPRequest(method, String(words[1]), headers: headers, body: body)
    }
  }
}
