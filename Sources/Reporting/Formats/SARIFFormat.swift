internal import Diagnostics
internal import JSONCoding

/// SARIF 2.1.0 (OASIS), one run: what code scanning services read.
enum SARIFFormat {
  static func text(_ diagnostics: [Diagnostic]) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    writer.beginObject()
    writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
    writer.member("version", "2.1.0")
    writer.key("runs")
    writer.beginArray()
    writer.beginObject()
    writer.object("tool") { tool in
      tool.object("driver") { driver in
        driver.member("name", "remit")
        driver.key("rules")
        driver.beginArray()
        for code in Set(diagnostics.map(\.code.rawValue)).sorted() {
          driver.beginObject()
          driver.member("id", code)
          driver.endObject()
        }
        driver.endArray()
      }
    }
    writer.member("columnKind", "unicodeCodePoints")
    writer.key("results")
    writer.beginArray()
    for diagnostic in diagnostics { write(diagnostic, &writer) }
    writer.endArray()
    writer.endObject()
    writer.endArray()
    writer.endObject()
    return writer.text + "\n"
  }

  private static func write(_ diagnostic: Diagnostic, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("ruleId", diagnostic.code.rawValue)
    writer.member("level", diagnostic.severity.rawValue)
    writer.object("message") { $0.member("text", diagnostic.message + (diagnostic.help.map { " (\($0))" } ?? "")) }
    writer.key("locations")
    writer.beginArray()
    write(diagnostic.place, &writer)
    writer.endArray()
    let related = diagnostic.notes.filter { $0.place != nil }
    if !related.isEmpty {
      writer.key("relatedLocations")
      writer.beginArray()
      for note in related { if let place = note.place { write(place, message: note.message, &writer) } }
      writer.endArray()
    }
    writer.endObject()
  }

  private static func write(_ place: Place, message: String? = nil, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.object("physicalLocation") { location in
      location.object("artifactLocation") { $0.member("uri", percentEncoded(place.file)) }
      guard let range = place.range else { return }
      location.object("region") { region in
        for (key, value) in [
          ("startLine", range.start.line), ("startColumn", range.start.column), ("endLine", range.end.line),
          ("endColumn", range.end.column),
        ] {
          region.key(key)
          region.integer(max(1, value))
        }
      }
    }
    if let message { writer.object("message") { $0.member("text", message) } }
    writer.endObject()
  }

  /// A path as a relative URI (RFC 3986).
  private static func percentEncoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
