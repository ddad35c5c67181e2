internal import DocumentModel
internal import YAMLReader

/// Values as YAML in the usual style: mappings and lists in lines, texts bare where nobody can take them for anything
/// else and in double quotes otherwise, lone references in braces.
public enum YAMLWriter {
  /// A file with a mapping.
  public static func file(_ members: [YAMLValue.Member]) -> String {
    "---\n" + members.map { member($0, indent: 0, lineBreak: "\n") + "\n" }.joined()
  }

  /// A member of a mapping in lines, without indentation of its first line and without the last line end.
  static func member(_ member: YAMLValue.Member, indent: Int, lineBreak: String) -> String {
    text(member.key) + ":" + value(member.value, indent: indent, lineBreak: lineBreak)
  }

  /// What stands behind the colon of a key that is indented by so much.
  static func value(_ value: YAMLValue, indent: Int, lineBreak: String) -> String {
    let margin = lineBreak + String(repeating: " ", count: indent)
    switch value {
    case .object(let members) where !members.isEmpty && !value.isReference:
      return members.map { margin + "  " + member($0, indent: indent + 2, lineBreak: lineBreak) }.joined()
    case .list(let elements) where !elements.isEmpty:
      return elements.map { margin + "-" + element($0, indent: indent + 2, lineBreak: lineBreak) }.joined()
    default: return " " + flow(value)
    }
  }

  /// What stands behind the dash of a list.
  private static func element(_ value: YAMLValue, indent: Int, lineBreak: String) -> String {
    guard case .object(let members) = value, !members.isEmpty, !value.isReference else { return " " + flow(value) }
    let margin = lineBreak + String(repeating: " ", count: indent)
    return " " + members.map { member($0, indent: indent, lineBreak: lineBreak) }.joined(separator: margin)
  }

  /// A value on one line.
  static func flow(_ value: YAMLValue) -> String {
    switch value {
    case .scalar(.string, let text): self.text(text)
    case .scalar(.float, let text): YAMLFloat.text(text)
    case .scalar(_, let text): text
    case .list(let elements): "[" + elements.map { flow($0) }.joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { text($0.key) + ": " + flow($0.value) }.joined(separator: ", ") + "}"
    }
  }

  /// A text: bare if the reader takes it for that text and has nothing to say about it.
  static func text(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 512, last != space else {
      return false
    }
    guard isWord(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "$") && text.utf8.count > 1 else {
      return false
    }
    guard text.utf8.dropFirst().allSatisfy({ isWord($0) || others.contains($0) }) else { return false }
    let result = YAMLReader().read(Array("text: \(text)\n".utf8), file: "")
    guard let document = result.document, result.diagnostics.isEmpty,
      let value = document.member(document.root, "text")
    else { return false }
    return document.string(value).map { $0.isSame(as: text) } ?? false
  }

  private static let space = UInt8(ascii: " ")
  private static let others = Set("-./+@ ".utf8)

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// A text in double quotes; what cannot be seen, or deceives, is escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if isVisible(scalar) { result.unicodeScalars.append(scalar) } else { result += escaped(scalar) }
      }
    }
    return result + "\""
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: false
    default: true
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }
}

extension YAMLValue {
  /// Whether it is nothing but a reference to another file.
  var isReference: Bool {
    guard case .object(let members) = self, members.count == 1, members[0].key == "$ref",
      case .scalar = members[0].value
    else { return false }
    return true
  }
}
