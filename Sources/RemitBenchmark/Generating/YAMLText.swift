/// Values as YAML in the layouts that people write, and as JSON.
struct YAMLText {
  /// Spaces before the dash of a list that is a member of a map.
  var listIndent = 0
  private(set) var text = "---\n"

  init(_ value: Value, listIndent: Int = 0) {
    self.listIndent = listIndent
    switch value {
    case .map(let members): append(members: members, indent: 0, firstInline: false)
    default: append(afterKey: value, indent: 0)
    }
  }

  private mutating func append(members: [Value.Member], indent: Int, firstInline: Bool) {
    for (position, member) in members.enumerated() {
      if position > 0 || !firstInline { pad(indent) }
      text += YAMLText.scalar(member.key, isKey: true)
      text += ":"
      append(afterKey: member.value, indent: indent)
    }
  }

  /// Writes a value behind `key:` with the line end.
  private mutating func append(afterKey value: Value, indent: Int) {
    switch value {
    case .map(let members) where !members.isEmpty:
      text += "\n"
      append(members: members, indent: indent + 2, firstInline: false)
    case .list(let elements) where !elements.isEmpty:
      text += "\n"
      for element in elements { append(element: element, indent: indent + listIndent) }
    case .block(let lines):
      text += " |\n"
      for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
        if !line.isEmpty {
          pad(indent + 2)
          text += line
        }
        text += "\n"
      }
    default:
      text += " " + YAMLText.inline(value) + "\n"
    }
  }

  private mutating func append(element: Value, indent: Int) {
    pad(indent)
    text += "-"
    switch element {
    case .map(let members) where !members.isEmpty:
      text += " "
      append(members: members, indent: indent + 2, firstInline: true)
    default: append(afterKey: element, indent: indent)
    }
  }

  private mutating func pad(_ count: Int) {
    for _ in 0..<count { text += " " }
  }

  private static func inline(_ value: Value) -> String {
    switch value {
    case .text(let string): scalar(string)
    case .number(let digits): digits
    case .bool(let flag): flag ? "true" : "false"
    case .list: "[]"
    case .map: "{}"
    case .block(let string): JSONText.quoted(string)
    }
  }

  /// The text plain where every YAML reader takes it for a string, else in double quotes.
  static func scalar(_ string: String, isKey: Bool = false) -> String {
    isPlain(Array(string.utf8), isKey: isKey) && !reserved.contains(string.lowercased())
      ? string : JSONText.quoted(string)
  }

  private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

  private static func isPlain(_ bytes: [UInt8], isKey: Bool) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    guard isLetter(first) || first == UInt8(ascii: "/") || (isKey && first == UInt8(ascii: "$")) else { return false }
    guard last != UInt8(ascii: " "), last != UInt8(ascii: ":") else { return false }
    for (position, byte) in bytes.enumerated().dropFirst() {
      if byte == UInt8(ascii: ":"), isKey || bytes[position + 1] == UInt8(ascii: " ") { return false }
      guard isLetter(byte) || UInt8(ascii: "-")...UInt8(ascii: ":") ~= byte || " ,_@()=+".utf8.contains(byte) else {
        return false
      }
    }
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }
}

/// Values as JSON, indented by two.
enum JSONText {
  static func render(_ value: Value, indent: Int = 0) -> String {
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch value {
    case .text(let string), .block(let string): return quoted(string)
    case .number(let digits): return digits
    case .bool(let flag): return flag ? "true" : "false"
    case .list(let elements):
      if elements.isEmpty { return "[]" }
      let lines = elements.map { inner + render($0, indent: indent + 2) }
      return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
    case .map(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { inner + quoted($0.key) + ": " + render($0.value, indent: indent + 2) }
      return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
    }
  }

  static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
