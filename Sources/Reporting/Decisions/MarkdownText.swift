/// Text from outside, made harmless for Markdown and HTML.
public enum MarkdownText {
  /// One line in which nothing means anything: no formatting, no mention, no reference, no tag. It must not begin a
  /// line of the comment, where a forge would take a slash for a quick action.
  public static func escaped(_ text: String) -> String { escaped(text, breaksReferences: true) }

  /// `breaksReferences`: GitLab looks for `#1`, `!1`, `%1`, `~1` … after it has decoded characters; a word joiner behind the sign is
  /// invisible and makes it none. In code it looks for nothing.
  private static func escaped(_ text: String, breaksReferences: Bool) -> String {
    let joiner = breaksReferences ? "\u{2060}" : ""
    var result = ""
    for scalar in TextStyle().safe(text).unicodeScalars {
      switch scalar {
      case "#", "!", "~", "&", "$": result += "&#\(scalar.value);\(joiner)"
      case "%": result += "%\(joiner)"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "+", "|":
        result += "&#\(scalar.value);"
      case "@": result += "@\u{2060}"
      case "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text as code, also in a table cell.
  public static func code(_ text: String) -> String { "<code>\(escaped(text, breaksReferences: false))</code>" }

  /// Text as the value of an attribute in double quotes.
  public static func attribute(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }
}
