internal import Diagnostics

/// JUnit XML: a test case a file, a failure for its errors. Warnings go to the case's output. A decision is a case of its
/// own, which fails unless the merge request is approved.
enum JUnitFormat {
  /// A verdict in one line.
  struct Verdict {
    var name: String
    var headline: String
    var isGood: Bool
  }

  static func text(_ diagnostics: [Diagnostic]) -> String { text(diagnostics, verdict: nil) }

  static func text(_ diagnostics: [Diagnostic], verdict: Verdict?) -> String {
    let files = Dictionary(grouping: diagnostics, by: \.place.file).sorted { $0.key < $1.key }
    let failures = files.filter { $0.value.hasErrors }.count + (verdict?.isGood == false ? 1 : 0)
    let cases = files.count + (verdict == nil ? 0 : 1)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites><testsuite name=\"remit\" tests=\"\(max(1, cases))\" failures=\"\(failures)\">\n"
    if let verdict {
      text += "  <testcase classname=\"remit\" name=\"decision\">"
      if verdict.isGood {
        text += "<system-out>\(escaped(verdict.headline))</system-out>"
      } else {
        text += "<failure message=\"\(attribute(verdict.headline))\" type=\"\(attribute(verdict.name))\"/>"
      }
      text += "</testcase>\n"
    }
    if cases == 0 { text += "  <testcase classname=\"remit\" name=\"all files\"/>\n" }
    for (file, found) in files {
      text += "  <testcase classname=\"remit\" name=\"\(attribute(file))\">\n"
      let errors = found.filter { $0.severity == .error }
      if let first = errors.first {
        text += "    <failure message=\"\(attribute(first.message))\" type=\"\(attribute(first.code.rawValue))\">"
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

  /// Text as XML 1.0 allows it in an attribute: a line end that stands there as it is would be read as a blank.
  private static func attribute(_ text: String) -> String { escaped(text).replacing("\n", with: "&#10;") }

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
