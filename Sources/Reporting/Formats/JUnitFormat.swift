internal import Diagnostics

/// JUnit XML: a test case a file, a failure for its errors. Warnings go to the case's output.
enum JUnitFormat {
  static func text(_ diagnostics: [Diagnostic]) -> String {
    let files = Dictionary(grouping: diagnostics, by: \.place.file).sorted { $0.key < $1.key }
    let failures = files.filter { $0.value.hasErrors }.count
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites><testsuite name=\"remit\" tests=\"\(max(1, files.count))\" failures=\"\(failures)\">\n"
    if files.isEmpty { text += "  <testcase classname=\"remit\" name=\"all files\"/>\n" }
    for (file, found) in files {
      text += "  <testcase classname=\"remit\" name=\"\(escaped(file))\">\n"
      let errors = found.filter { $0.severity == .error }
      if let first = errors.first {
        text += "    <failure message=\"\(escaped(first.message))\" type=\"\(escaped(first.code.rawValue))\">"
        text += escaped(errors.map { line($0) }.joined(separator: "\n")) + "</failure>\n"
      }
      let warnings = found.filter { $0.severity == .warning }
      if !warnings.isEmpty {
        text += "    <system-out>\(escaped(warnings.map { line($0) }.joined(separator: "\n")))</system-out>\n"
      }
      text += "  </testcase>\n"
    }
    return text + "</testsuite></testsuites>\n"
  }

  private static func line(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.place.range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
    return "\(diagnostic.place.file)\(place): \(diagnostic.message) [\(diagnostic.code.rawValue)]"
  }

  /// Text as XML 1.0 allows it.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "\n"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
