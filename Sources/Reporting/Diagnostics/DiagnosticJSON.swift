public import Diagnostics
internal import JSONCoding

/// Diagnostics as JSON.
public enum DiagnosticJSON {
  /// A report: `{"apiVersion", "kind": "Diagnostics", "errors", "warnings", "diagnostics": […]}`, indented.
  public static func text(_ diagnostics: [Diagnostic]) -> String {
    JSONReport.text("Diagnostics") { writer in
      writer.member("errors", diagnostics.count(of: .error))
      writer.member("warnings", diagnostics.count(of: .warning))
      writer.objects("diagnostics", diagnostics, members)
    }
  }

  /// The members of the object for one.
  static func members(_ diagnostic: Diagnostic, _ writer: inout JSONWriter) {
    writer.member("code", diagnostic.code.rawValue)
    writer.member("severity", diagnostic.severity.rawValue)
    write(diagnostic.place, &writer)
    writer.member("message", diagnostic.message)
    writer.member("help", diagnostic.help)
    writer.objects("notes", diagnostic.notes) { note, writer in
      writer.member("message", note.message)
      if let place = note.place { write(place, &writer) }
    }
  }

  private static func write(_ place: Place, _ writer: inout JSONWriter) {
    writer.member("file", place.file)
    writer.member("pointer", place.pointer)
    writer.member("line", place.range?.start.line)
    writer.member("column", place.range?.start.column)
    writer.member("endLine", place.range?.end.line)
    writer.member("endColumn", place.range?.end.column)
  }
}
