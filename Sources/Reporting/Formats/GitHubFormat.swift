internal import Diagnostics

/// Workflow commands that GitHub Actions turns into annotations.
enum GitHubFormat {
  static func text(_ diagnostics: [Diagnostic]) -> String {
    var text = ""
    for diagnostic in diagnostics {
      var properties = ["file=\(property(diagnostic.place.file))"]
      if let range = diagnostic.place.range {
        properties += ["line=\(range.start.line)", "endLine=\(range.end.line)"]
        if range.start.line == range.end.line {
          properties += ["col=\(range.start.column)", "endColumn=\(range.end.column)"]
        }
      }
      properties.append("title=\(property(diagnostic.code.rawValue))")
      let message = diagnostic.message + (diagnostic.help.map { "\n\($0)" } ?? "")
      text += "::\(diagnostic.severity.rawValue) \(properties.joined(separator: ","))::\(data(message))\n"
    }
    return text
  }

  /// Escapes as the runner reads them back: no text can begin a command of its own.
  private static func data(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func property(_ text: String) -> String {
    var result = ""
    for scalar in data(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
