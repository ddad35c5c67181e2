internal import JSONCoding

/// Errors, in the form that the reader of a route expects.
struct Problems: Sendable {
  let pages: PageTemplates

  /// There is nothing of that name.
  func notFound(for reader: Route.Reader) -> Answer { problem(404, "there is nothing here", for: reader) }

  /// An error with a status and one line about it.
  func problem(_ status: Int, _ detail: String, for reader: Route.Reader) -> Answer {
    switch reader {
    case .program: .problem(status, detail)
    case .hook: .json(#"{"error":"\#(detail)"}"#, status: status)
    case .person:
      .html(
        pages.problem(["title": .text(Answer.title(of: status)), "status": .number(status), "detail": .text(detail)]),
        status: status)
    }
  }
}

extension Answer {
  /// An error for programs: problem details (RFC 9457).
  static func problem(_ status: Int, _ detail: String) -> Answer {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", "about:blank")
    writer.member("title", title(of: status))
    writer.member("status", status)
    writer.member("detail", detail)
    writer.endObject()
    return Answer(status, "application/problem+json", writer.text + "\n")
  }

  /// What a status code means (RFC 9110).
  static func title(of status: Int) -> String {
    switch status {
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 413: "Content Too Large"
    case 503: "Service Unavailable"
    default: "Error"
    }
  }
}
