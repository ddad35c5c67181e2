/// Text as it has to stand in HTML.
enum HTMLText {
  /// A text with everything escaped that means something in HTML, in elements and in quoted attributes.
  ///
  /// It goes by Unicode scalars: of a `<` with a combining mark, which is one character in Swift, browsers see a `<`.
  /// Control characters and those that turn the direction of writing are shown as what they are and do nothing.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FEFF}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A link that may stand in a page: `http` and `https` only; nil otherwise.
  static func link(_ url: String) -> String? {
    let lower = url.lowercased()
    return lower.hasPrefix("https://") || lower.hasPrefix("http://") ? url : nil
  }
}
