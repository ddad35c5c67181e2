internal import Foundation
internal import Forges
public import HTTPTransport
internal import Synchronization

/// A request as a face sees it.
public struct FaceRequest: Sendable {
  /// What came over the wire; its URL is path and query.
  public var wire: HTTPRequest
  /// The parts of the path that the route leaves open, decoded.
  public var values: [String: String] = [:]

  /// The parts of the path, decoded: `%2F` does not separate them.
  var parts: [String] {
    wire.url.prefix { $0 != "?" }.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
  }

  /// The first value of each name in the query.
  var query: [String: String] {
    guard let start = wire.url.firstIndex(of: "?") else { return [:] }
    let pairs = wire.url[wire.url.index(after: start)...].split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? String($0) }
      return (sides[0], sides.count == 2 ? sides[1] : "")
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// The body; null where there is none.
  var body: JSONValue { wire.body.flatMap { JSONValue($0) } ?? .null }

  /// A text of the body; refused where it is missing.
  func text(_ name: String) throws(FaceAnswer) -> String {
    guard let text = body[name].text else { throw FaceAnswer(422, ["message": .string("\(name) is missing")]) }
    return text
  }

  /// The number in the path: of the merge request.
  func number() throws(FaceAnswer) -> Int {
    guard let number = values["n"].flatMap({ Int($0) }) else { throw .notFound }
    return number
  }
}

/// An answer of a face.
public struct FaceAnswer: Error, Sendable {
  /// The status.
  public var status: Int
  /// The body; nil: none.
  public var body: JSONValue?
  /// More header fields.
  public var headers: HTTPHeaders = [:]
  /// Whether the body is a list that comes in pages.
  var isPaged = false

  /// An answer from its parts.
  public init(_ status: Int = 200, _ body: JSONValue? = nil, headers: HTTPHeaders = [:]) {
    self.status = status
    self.body = body
    self.headers = headers
  }

  /// A list that comes in pages.
  static func list(_ elements: [JSONValue]) -> FaceAnswer {
    var answer = FaceAnswer(200, .array(elements))
    answer.isPaged = true
    return answer
  }

  static let notFound = FaceAnswer(404, ["message": "404 Not Found"])
}

/// One operation of a forge's API.
struct FaceRoute: Sendable {
  typealias Handler = @Sendable (FaceRequest, FaceCore) throws -> FaceAnswer

  var method: HTTPRequest.Method
  var template: [Substring]
  var handler: Handler

  init(_ method: HTTPRequest.Method, _ template: String, _ handler: @escaping Handler) {
    self.method = method
    self.template = template.split(separator: "/")
    self.handler = handler
  }

  /// The values of the open parts (`{name}`) where a request is for this operation.
  func values(_ request: FaceRequest) -> [String: String]? {
    let parts = request.parts
    guard request.wire.method == method, parts.count == template.count else { return nil }
    var values: [String: String] = [:]
    for (part, expected) in zip(parts, template) {
      if expected.hasPrefix("{") {
        values[String(expected.dropFirst().dropLast())] = part
      } else if part != expected {
        return nil
      }
    }
    return values
  }
}

/// How one kind of forge speaks.
protocol FaceRules: Sendable {
  /// What its descriptions are known by to `check_requests.py`.
  var description: String { get }
  /// The longest page, and that where none is asked for.
  var pageSizes: (most: Int, usual: Int) { get }
  /// The name of the query's page size.
  var pageSizeName: String { get }
  /// The operations.
  var routes: [FaceRoute] { get }
  /// Whether the open parts of a path name the project.
  func isProject(_ values: [String: String]) -> Bool
  /// The token a request comes with.
  func token(_ headers: HTTPHeaders) -> String?
  /// Whether a request comes from somebody who may ask.
  func admits(_ request: FaceRequest, _ core: FaceCore) -> Bool
  /// What it says of the limit of requests.
  func limits(remaining: Int, now: Timestamp) -> HTTPHeaders
  /// Whether it answers conditional requests.
  var hasTags: Bool { get }
  /// What a hook sends when something happened: event, header fields and body, signed.
  func delivery(_ event: HookEvent, _ core: FaceCore) -> HookDelivery
}

extension FaceRules {
  func admits(_ request: FaceRequest, _ core: FaceCore) -> Bool {
    guard let token = token(request.wire.headers) else { return false }
    return core.state.withLock { $0.token == token }
  }
}
