package import DocumentModel

/// Words for values and places in messages.
package enum ValueDescription {
  /// A value with its kind: `the text "4"`, `the number 4`, `true`, `null`, `a list`, `an object`.
  package static func value(_ node: NodeID, of document: Document, masked: Bool = false) -> String {
    switch document.kind(node) {
    case .null: "null"
    case .array: document.count(node) == 0 ? "an empty list" : "a list"
    case .object: document.count(node) == 0 ? "an empty object" : "an object"
    case .bool: masked ? "a truth value" : String(decoding: document.text(node), as: UTF8.self)
    case .int, .float: masked ? "a number" : "the number \(shortened(document.text(node)))"
    case .string: masked ? "a text" : "the text \"\(shortened(document.text(node)))\""
    }
  }

  /// A value as one would write it: `"a"`, `4`, `a list`.
  package static func literal(_ node: NodeID, of document: Document) -> String {
    switch document.kind(node) {
    case .string: "\"\(shortened(document.text(node)))\""
    case .int, .float: shortened(document.text(node))
    default: value(node, of: document)
    }
  }

  /// What a sentence about a value begins with: its key, with the positions in lists after it, in quotes.
  static func subject(_ node: NodeID, of document: Document) -> String {
    var suffix = ""
    var current = node
    while let parent = document.parent(current) {
      if let key = document.key(current) { return "\"\(shortened(ArraySlice(key.utf8)))\(suffix)\"" }
      suffix = "[\(document.indexInParent(current))]" + suffix
      current = parent
    }
    return suffix.isEmpty ? "the document" : "\"\(suffix)\""
  }

  /// A text cut off at 60 code points, on one line.
  package static func shortened(_ text: ArraySlice<UInt8>) -> String {
    var result = ""
    var count = 0
    for scalar in String(decoding: text.prefix(400), as: UTF8.self).unicodeScalars {
      guard count < 60 else { return result + "…" }
      count += 1
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        let isHidden = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        if isHidden {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// Texts in a sentence: `"a", "b" or "c"`.
  static func list(_ texts: [String], _ conjunction: String = "or") -> String {
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}

extension TypeSet {
  /// The types in words: `a text or null`.
  var description: String {
    var names: [String] = []
    if contains(.string) { names.append("a text") }
    if contains(.number) { names.append("a number") } else if contains(.integer) { names.append("an integer") }
    if contains(.bool) { names.append("true or false") }
    if contains(.array) { names.append("a list") }
    if contains(.object) { names.append("an object") }
    if contains(.null) { names.append("null") }
    return ValueDescription.list(names)
  }
}
