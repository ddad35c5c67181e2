import Foundation
import HTTPTransport
import TestSupport

/// One exchange with a real forge, from the recordings of other projects' tests.
struct Recording: Decodable {
  var file: String
  var method: String
  var url: String
  var status: Int
  var headers: [String: String]
  var body: String

  var response: HTTPResponse {
    var fields: HTTPHeaders = [:]
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { fields.append(name, value) }
    return HTTPResponse(status: status, headers: fields, body: Array(body.utf8))
  }

  /// The body, field by field, for comparison.
  func fields() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
  }

  /// All recordings in a folder of the shared data; nil where they are absent.
  static func all(in folder: String, for test: String = #function) throws -> [Recording]? {
    guard let url = SharedData.url("data/forges/" + folder, for: test),
      let lines = try PythonScript.lines("read_cassettes.py", [url.path], for: test)
    else { return nil }
    return try lines.map { try JSONDecoder().decode(Recording.self, from: $0) }
  }
}
