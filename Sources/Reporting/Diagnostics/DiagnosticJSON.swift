public import Diagnostics
internal import JSONCoding

/// Diagnostics as JSON.
public enum DiagnosticJSON {
  /// A report: `{"apiVersion", "kind": "Diagnostics", "errors", "warnings", "diagnostics": […]}`, indented.
  public static func text(_ diagnostics: [Diagnostic]) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "Diagnostics")
    writer.key("errors")
    writer.integer(diagnostics.count(of: .error))
    writer.key("warnings")
    writer.integer(diagnostics.count(of: .warning))
    writer.key("diagnostics")
    writer.beginArray()
    for diagnostic in diagnostics { write(diagnostic, &writer) }
    writer.endArray()
    writer.endObject()
    return writer.text + "\n"
  }

  static func write(_ diagnostic: Diagnostic, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("code", diagnostic.code.rawValue)
    writer.member("severity", diagnostic.severity.rawValue)
    write(diagnostic.place, &writer)
    writer.member("message", diagnostic.message)
    writer.member("help", diagnostic.help)
    writer.key("notes")
    writer.beginArray()
    for note in diagnostic.notes {
      writer.beginObject()
      writer.member("message", note.message)
      if let place = note.place { write(place, &writer) }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  private static func write(_ place: Place, _ writer: inout JSONWriter) {
    writer.member("file", place.file)
    writer.member("pointer", place.pointer)
    for (key, value) in [
      ("line", place.range?.start.line), ("column", place.range?.start.column), ("endLine", place.range?.end.line),
      ("endColumn", place.range?.end.column),
    ] {
      writer.key(key)
      if let value { writer.integer(value) } else { writer.null() }
    }
  }
}
