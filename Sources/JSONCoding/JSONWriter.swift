public import DocumentModel

/// Writes values as JSON text, always the same bytes for the same value.
public struct JSONWriter {
  /// How the text looks.
  public struct Style: Sendable {
    /// Members sorted by the code points of their keys instead of in the order of the file.
    public var sortedKeys: Bool
    /// Everything outside ASCII written as `\uXXXX`, as Python's `json.dumps` does.
    public var asciiOnly: Bool
    /// Spaces per level; nil writes everything on one line without blanks.
    public var indent: Int?
    /// The numbers that JSON has not as bare words (`Infinity`, `NaN`), as Python writes them; else they are texts, so
    /// that the result is JSON.
    public var bareNonFinite: Bool

    /// A style from its parts.
    public init(
      sortedKeys: Bool = false, asciiOnly: Bool = false, indent: Int? = nil, bareNonFinite: Bool = false
    ) {
      self.sortedKeys = sortedKeys
      self.asciiOnly = asciiOnly
      self.indent = indent
      self.bareNonFinite = bareNonFinite
    }

    /// One line, keys in the order of the file.
    public static let compact = Style()
    /// One line, keys sorted: the form digests are computed over.
    public static let canonical = Style(sortedKeys: true, bareNonFinite: true)
    /// As Python's `json.dumps` with sorted keys.
    public static let python = Style(sortedKeys: true, asciiOnly: true, bareNonFinite: true)
  }

  /// The text written so far, UTF-8.
  public private(set) var bytes: [UInt8] = []
  private let style: Style
  private var level = 0
  private var first = true

  /// An empty writer.
  public init(style: Style = .compact) { self.style = style }

  /// The text written so far.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Gives the text written so far, and begins a new one that goes on where it ends.
  public mutating func take() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    return text
  }

  /// Writes a value of a document with all below it.
  public mutating func value(_ id: NodeID, of document: Document) {
    switch document.kind(id) {
    case .object:
      beginObject()
      var members = Array(document.children(id))
      if style.sortedKeys {
        members.sort { document.keyBytes($0).lexicographicallyPrecedes(document.keyBytes($1)) }
      }
      for member in members {
        key(utf8: document.keyBytes(member))
        value(member, of: document)
      }
      endObject()
    case .array:
      beginArray()
      for element in document.children(id) { value(element, of: document) }
      endArray()
    case .string: string(utf8: document.text(id))
    case .null, .bool, .int: raw(document.text(id))
    case .float: float(document.text(id))
    }
  }

  /// Opens an object.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }
  /// Closes an object.
  public mutating func endObject() { close(UInt8(ascii: "}")) }
  /// Opens an array.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }
  /// Closes an array.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a member's key; its value must follow.
  public mutating func key(_ text: String) { key(utf8: text.utf8) }

  /// Writes a text.
  public mutating func string(_ text: String) { string(utf8: text.utf8) }

  /// Writes a text, or `null`.
  public mutating func string(_ text: String?) {
    if let text { string(utf8: text.utf8) } else { null() }
  }

  /// Writes an integer.
  public mutating func integer(_ value: Int) { raw(String(value).utf8) }

  /// Writes a truth value.
  public mutating func bool(_ value: Bool) { raw((value ? "true" : "false").utf8) }

  /// Writes `null`.
  public mutating func null() { raw("null".utf8) }

  /// Writes an array of texts.
  public mutating func strings(_ texts: some Sequence<String>) {
    beginArray()
    for text in texts { string(text) }
    endArray()
  }

  private mutating func key(utf8 text: some Sequence<UInt8>) {
    separate()
    quote(text)
    bytes.append(UInt8(ascii: ":"))
    if style.indent != nil { bytes.append(UInt8(ascii: " ")) }
    first = true
    afterKey = true
  }

  private var afterKey = false

  private mutating func string(utf8 text: some Sequence<UInt8>) {
    separate()
    quote(text)
  }

  private mutating func raw(_ text: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: text)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    level += 1
    first = true
  }

  private mutating func close(_ bracket: UInt8) {
    level -= 1
    if !first { newline() }
    bytes.append(bracket)
    first = false
    afterKey = false
  }

  private mutating func separate() {
    if afterKey {
      afterKey = false
      first = false
      return
    }
    if !first { bytes.append(UInt8(ascii: ",")) }
    if level > 0 { newline() }
    first = false
  }

  private mutating func newline() {
    guard let indent = style.indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  private mutating func quote(_ text: some Sequence<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    if style.asciiOnly {
      for unit in String(decoding: Array(text), as: UTF8.self).utf16 {
        if unit < 0x7F { escape(UInt8(unit)) } else { unicode(unit) }
      }
    } else {
      for byte in text { escape(byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0..<0x20: unicode(UInt16(byte))
    default: bytes.append(byte)
    }
  }

  private mutating func unicode(_ unit: UInt16) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> UInt16(shift)) & 0xF]) }
  }

  /// A double as Python's `repr` writes it, with the names `json.dumps` gives the values JSON has not.
  private mutating func float(_ text: ArraySlice<UInt8>) {
    let name: String? =
      switch String(decoding: text, as: UTF8.self) {
      case "inf": "Infinity"
      case "-inf": "-Infinity"
      case "nan": "NaN"
      default: nil
      }
    guard let name else { return raw(text) }
    if style.bareNonFinite { raw(name.utf8) } else { string(name) }
  }
}

extension Document {
  /// A value as JSON text.
  public func json(_ id: NodeID? = nil, style: JSONWriter.Style = .compact) -> String {
    var writer = JSONWriter(style: style)
    writer.value(id ?? root, of: self)
    return writer.text
  }
}
