/// How text for people looks: with colours or without, and never with control characters from outside.
public struct TextStyle: Sendable {
  /// Whether to use ANSI colours.
  public var isColored: Bool

  /// A style with or without colours.
  public init(isColored: Bool = false) { self.isColored = isColored }

  func strong(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func bad(_ text: String) -> String { wrap(text, "31") }
  func good(_ text: String) -> String { wrap(text, "32") }
  func warn(_ text: String) -> String { wrap(text, "33") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// Text from outside without what could deceive a reader: control characters, line ends and marks that change the
  /// direction of writing are shown as `\u{…}`.
  func safe(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { TextStyle.isDeceptive($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if TextStyle.isDeceptive(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text for a terminal that may repeat something from outside, in one or more lines, without what could deceive a reader.
  public static func plain(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { TextStyle().safe(String($0)) }
      .joined(separator: "\n")
  }

  static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
