internal import JSONCoding

/// What all JSON reports begin with.
enum JSONReport {
  /// A report of a kind: `{"apiVersion", "kind", …}`, indented, with a line end at the end.
  static func text(_ kind: String, _ members: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", kind)
    members(&writer)
    writer.endObject()
    return writer.text + "\n"
  }
}
