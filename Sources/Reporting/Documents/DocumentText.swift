public import DocumentModel
internal import JSONCoding

/// A document as YAML that leaves nothing to guess: every text in quotes, aliases and merges expanded. Reading it again
/// gives the same values.
public struct DocumentText {
  private let document: Document
  private var text = ""

  /// The text of a document.
  public static func text(_ document: Document) -> String {
    var writer = DocumentText(document: document)
    writer.block(document.root, level: 0)
    return writer.text
  }

  private init(document: Document) { self.document = document }

  /// Writes a value that stands at the beginning of a line.
  private mutating func block(_ node: NodeID, level: Int) {
    guard document.kind(node).isContainer, document.count(node) > 0 else {
      text += scalar(node) + "\n"
      return
    }
    let indent = String(repeating: "  ", count: level)
    for (position, child) in document.children(node).enumerated() {
      if position > 0 { text += indent }
      text += document.key(child).map { key($0) + ":" } ?? "-"
      if document.kind(child).isContainer, document.count(child) > 0 {
        if document.kind(node) == .object {
          text += "\n" + indent + "  "
        } else {
          text += " "
        }
        block(child, level: level + 1)
      } else {
        text += " " + scalar(child) + "\n"
      }
    }
  }

  private func scalar(_ node: NodeID) -> String {
    switch document.kind(node) {
    case .object: return "{}"
    case .array: return "[]"
    case .string: return DocumentText.quoted(document.json(node))
    case .null, .bool, .int: return String(decoding: document.text(node), as: UTF8.self)
    case .float: return YAMLFloat.text(String(decoding: document.text(node), as: UTF8.self))
    }
  }

  private func key(_ key: String) -> String {
    let isBare = !key.isEmpty && key.utf8.allSatisfy { DocumentText.isLetter($0) || $0 == UInt8(ascii: "_") }
    if isBare, !DocumentText.words.contains(key.lowercased()) { return key }
    if key.utf8.first == UInt8(ascii: "$"), key.utf8.dropFirst().allSatisfy(DocumentText.isLetter) { return key }
    var writer = JSONWriter()
    writer.string(key)
    return DocumentText.quoted(writer.text)
  }

  /// JSON text with what could deceive a reader escaped.
  private static func quoted(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: { TextStyle.isDeceptive($0) }) else { return json }
    var result = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      if TextStyle.isDeceptive(scalar) {
        let digits = String(scalar.value, radix: 16)
        result.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

  /// What YAML 1.1 takes for something else than a text.
  private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
}
