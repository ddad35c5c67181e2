internal import DataBundle
internal import Diagnostics
internal import JSONCoding

/// GitLab's Code Quality report (a subset of Code Climate's): a list of issues, each with a stable fingerprint.
enum GitLabFormat {
  static func text(_ diagnostics: [Diagnostic]) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    var seen: [String: Int] = [:]
    writer.beginArray()
    for diagnostic in diagnostics {
      let name =
        "\(diagnostic.code.rawValue)\n\(diagnostic.place.file)\n\(diagnostic.place.pointer ?? "")\n\(diagnostic.message)"
      let count = seen[name, default: 0]
      seen[name] = count + 1
      writer.beginObject()
      writer.member("description", diagnostic.message + (diagnostic.help.map { " (\($0))" } ?? ""))
      writer.member("check_name", diagnostic.code.rawValue)
      writer.member("fingerprint", ContentDigest.sha256("\(name)\n\(count)".utf8))
      writer.member("severity", diagnostic.severity == .error ? "major" : "minor")
      writer.object("location") { location in
        location.member("path", diagnostic.place.file)
        location.object("lines") { lines in
          lines.key("begin")
          lines.integer(diagnostic.place.range?.start.line ?? 1)
        }
      }
      writer.endObject()
    }
    writer.endArray()
    return writer.text + "\n"
  }
}
