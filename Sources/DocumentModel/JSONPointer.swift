/// A JSON Pointer (RFC 6901): the way from the root of a document to a value.
public struct JSONPointer: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The reference tokens, unescaped.
  public var tokens: [String]

  /// A pointer from unescaped tokens.
  public init(_ tokens: [String] = []) { self.tokens = tokens }

  /// A pointer from its text; nil unless the text is empty or begins with `/` and every `~` is `~0` or `~1`.
  public init?(parsing text: some StringProtocol) {
    tokens = []
    if text.isEmpty { return }
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    var token: [UInt8] = []
    var escape = false
    for byte in text.utf8.dropFirst() {
      if escape {
        guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
        token.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
        escape = false
      } else if byte == UInt8(ascii: "~") {
        escape = true
      } else if byte == UInt8(ascii: "/") {
        tokens.append(String(decoding: token, as: UTF8.self))
        token.removeAll(keepingCapacity: true)
      } else {
        token.append(byte)
      }
    }
    if escape { return nil }
    tokens.append(String(decoding: token, as: UTF8.self))
  }

  /// The pointer's text; empty for the root.
  public var description: String {
    var result = ""
    for token in tokens {
      result += "/"
      for character in token.unicodeScalars {
        switch character {
        case "~": result += "~0"
        case "/": result += "~1"
        default: result.unicodeScalars.append(character)
        }
      }
    }
    return result
  }

  /// The pointer one step further down.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

  /// Whether this pointer is `other` or leads to something that contains it.
  public func isPrefix(of other: JSONPointer) -> Bool {
    tokens.count <= other.tokens.count && zip(tokens, other.tokens).allSatisfy(==)
  }

  /// Order by tokens; list positions (digits) by value, so that `/a/2` comes before `/a/10`.
  public static func < (a: JSONPointer, b: JSONPointer) -> Bool {
    for (x, y) in zip(a.tokens, b.tokens) where x != y {
      if let i = Int(x), let j = Int(y), i != j { return i < j }
      return x < y
    }
    return a.tokens.count < b.tokens.count
  }
}

extension Document {
  /// The pointer that leads to a value.
  public func pointer(_ id: NodeID) -> JSONPointer {
    var tokens: [String] = []
    var current = id
    while let parent = parent(current) {
      tokens.append(key(current) ?? String(indexInParent(current)))
      current = parent
    }
    return JSONPointer(tokens.reversed())
  }

  /// The value a pointer leads to, starting at `from`; nil where there is none.
  public func resolve(_ pointer: JSONPointer, from: NodeID? = nil) -> NodeID? {
    var current = from ?? root
    for token in pointer.tokens {
      switch kind(current) {
      case .object:
        guard let child = member(current, DocumentKey(token)) else { return nil }
        current = child
      case .array:
        guard let index = Int(token), String(index) == token, let child = element(current, index) else { return nil }
        current = child
      default: return nil
      }
    }
    return current
  }
}
