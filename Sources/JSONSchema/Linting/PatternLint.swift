/// Finds regular expressions that mean something else than they look like.
enum PatternLint {
  /// What is suspicious about an expression.
  static func finding(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    var position = 0
    var atStart = true
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\\"):
        position += 1
        atStart = false
      case UInt8(ascii: "["):
        let end = classEnd(bytes, position)
        if looksLikeWords(bytes[(position + 1)..<end]) {
          let written = String(decoding: bytes[position..<min(end + 1, bytes.count)], as: UTF8.self)
          return "\"\(written)\" matches a single character; words are told apart with (…|…)"
        }
        position = end
        atStart = false
      case UInt8(ascii: "|"):
        if atStart { return "an alternative of the pattern is empty, and matches everything" }
        atStart = true
      default: atStart = false
      }
      position += 1
    }
    return bytes.last == UInt8(ascii: "|") ? "an alternative of the pattern is empty, and matches everything" : nil
  }

  private static func classEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var position = start + 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "]") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position, bytes.count)
  }

  /// Whether a character class reads like alternatives: a bar with a word of three letters on one side of it.
  private static func looksLikeWords(_ content: ArraySlice<UInt8>) -> Bool {
    guard content.contains(UInt8(ascii: "|")), !content.contains(UInt8(ascii: "\\")) else { return false }
    return content.split(separator: UInt8(ascii: "|")).contains { part in
      let word = part.first == UInt8(ascii: "^") ? part.dropFirst() : part
      return word.count >= 3 && word.allSatisfy(ASCII.isAlphanumeric)
    }
  }
}
