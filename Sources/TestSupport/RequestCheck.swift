internal import Foundation
public import HTTPTransport

/// A request to be checked against a forge's own description of its interface by `check_requests.py`.
public struct CheckedRequest: Encodable, Sendable {
  /// `gitlab`, `github`, `gitea` or `forgejo`.
  public var forge: String
  /// What it is called in the outcome.
  public var name: String
  var method: String
  var url: String
  var headers: [String: String]
  var body: String?

  /// A request as it was sent.
  public init(_ forge: String, _ name: String, _ request: HTTPRequest) {
    self.init(
      forge, name, request.method.rawValue, request.url, body: request.body.map { String(decoding: $0, as: UTF8.self) })
    for field in request.headers.fields { headers[field.name] = field.value }
  }

  /// A request from its parts.
  public init(_ forge: String, _ name: String, _ method: String, _ url: String, body: String? = nil) {
    self.forge = forge
    self.name = name
    self.method = method
    self.url = url
    self.body = body
    headers = ["Authorization": "x", "PRIVATE-TOKEN": "x"]
  }

  /// What is wrong with each request, by its name; requests that are right are not there. Nil where the descriptions or
  /// the Python packages are absent.
  public static func problems(_ requests: [CheckedRequest], for test: String = #function) throws -> [String: [String]]?
  {
    struct Line: Decodable {
      var name: String
      var problems: [String]
    }
    guard let folder = SharedData.url("data/forges", for: test) else { return nil }
    let encoder = JSONEncoder()
    let input = try requests.map { try encoder.encode($0) }.reduce(into: Data()) { $0 += $1 + [0x0A] }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let forgeTests = package.appendingPathComponent("Tests/ForgeTests/RequestCheck").path
    guard
      let output = try PythonScript.lines(
        "check_requests.py", [folder.path], input: input, for: test, besides: forgeTests)
    else { return nil }
    let lines = try output.map { try JSONDecoder().decode(Line.self, from: $0) }
    guard lines.count == requests.count else { throw CocoaError(.coderReadCorrupt) }
    var problems: [String: [String]] = [:]
    for line in lines where !line.problems.isEmpty { problems[line.name, default: []] += line.problems }
    return problems
  }
}
