internal import HTTPTransport

/// What the server answers.
struct Answer: Hashable, Sendable {
  /// The status code.
  var status: Int
  /// The header fields of this answer, beside those that all have.
  var headers: HTTPHeaders
  /// The body.
  var body: [UInt8]

  /// An answer with a text.
  init(_ status: Int = 200, _ type: String, _ text: String, headers: HTTPHeaders = ["Cache-Control": "no-store"]) {
    self.status = status
    self.headers = headers
    self.headers["Content-Type"] = type
    body = Array(text.utf8)
  }

  static func html(_ text: String, status: Int = 200) -> Answer { Answer(status, "text/html; charset=utf-8", text) }

  static func json(_ text: String, status: Int = 200) -> Answer { Answer(status, "application/json", text + "\n") }

  static func plain(_ text: String, status: Int = 200) -> Answer {
    Answer(status, "text/plain; charset=utf-8", text + "\n")
  }
}
