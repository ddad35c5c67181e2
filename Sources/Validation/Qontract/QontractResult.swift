internal import JSONCoding

/// One entry of qontract-validator's report.
struct QontractResult: Hashable, Sendable {
  enum Kind: String, Sendable {
    case schema = "SCHEMA"
    case file = "FILE"
    case reference = "REF"
    case unique = "UNIQUE"
  }

  var kind: Kind
  var filename: String
  /// The target of a reference that is fine.
  var reference: String?
  var schema: String?
  /// Why it is an error; nil where all is well.
  var reason: String?
  /// What is wrong, in Remit's words.
  var message: String?

  var isError: Bool { reason != nil }

  var summary: String {
    var text = (isError ? "ERROR: " : "OK: ") + filename
    if let reference { text += " (\(reference))" }
    if let schema { text += " (\(schema))" }
    return text
  }

  /// The entry, its keys sorted.
  func write(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("filename")
    writer.string(filename)
    writer.key("kind")
    writer.string(kind.rawValue)
    writer.key("result")
    writer.beginObject()
    if let message, isError {
      writer.key("error")
      writer.string(message)
    }
    if let reason {
      writer.key("reason")
      writer.string(reason)
    }
    if let schema {
      writer.key("schema_url")
      writer.string(schema)
    }
    writer.key("status")
    writer.string(isError ? "ERROR" : "OK")
    writer.key("summary")
    writer.string(summary)
    writer.endObject()
    writer.endObject()
  }
}
