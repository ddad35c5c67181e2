import DocumentModel

/// Writes values as JSON on one line, members sorted by the code points of their keys: the same bytes for the same value.
struct ValueWriter {
  private(set) var bytes: [UInt8] = []
  let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func write(_ value: TemplateValue) throws(Failure) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .largeInteger(let text): bytes += text.utf8
    case .double(let value): try double(value)
    case .string(let text): quote(text.utf8)
    case .array(let array): try list(array.elements)
    case .object(let object): try members(object.members)
    case .node(let node): try write(node.id, of: node.document)
    case .lazy: throw Failure(.template, "a lazy object cannot be written")
    case .function: throw Failure(.template, "a function cannot be written")
    }
    guard bytes.count <= limit else { throw Failure.budget("bytes of JSON", limit) }
  }

  private mutating func list(_ elements: [TemplateValue]) throws(Failure) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      try write(element)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func members(_ members: [TemplateObject.Member]) throws(Failure) {
    bytes.append(UInt8(ascii: "{"))
    let isSorted = zip(members, members.dropFirst()).allSatisfy { $0.key.precedes($1.key) }
    let sorted = isSorted ? members : members.sorted { $0.key.precedes($1.key) }
    for (index, member) in sorted.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      quote(member.key.utf8)
      bytes.append(UInt8(ascii: ":"))
      try write(member.value)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func write(_ id: NodeID, of document: Document) throws(Failure) {
    switch document.kind(id) {
    case .object:
      bytes.append(UInt8(ascii: "{"))
      let sorted = document.children(id).sorted {
        document.keyBytes($0).lexicographicallyPrecedes(document.keyBytes($1))
      }
      for (index, child) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        quote(document.keyBytes(child))
        bytes.append(UInt8(ascii: ":"))
        try write(child, of: document)
      }
      bytes.append(UInt8(ascii: "}"))
    case .array:
      bytes.append(UInt8(ascii: "["))
      for (index, child) in document.children(id).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try write(child, of: document)
      }
      bytes.append(UInt8(ascii: "]"))
    case .string: quote(document.text(id))
    case .float: try double(document.double(id) ?? .nan)
    case .null, .bool, .int: bytes += document.text(id)
    }
    guard bytes.count <= limit else { throw Failure.budget("bytes of JSON", limit) }
  }

  private mutating func double(_ value: Double) throws(Failure) {
    guard value.isFinite else { throw Failure(.template, "JSON has no number \(value.canonicalText)") }
    bytes += value.canonicalText.utf8
  }

  private mutating func quote(_ text: some Collection<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    let quick: Void? = text.withContiguousStorageIfAvailable { escape($0) }
    if quick == nil { Array(text).withUnsafeBufferPointer { escape($0) } }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Adds a text, whatever needs no escape at once.
  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(contentsOf: text[start..<index])
      start = index + 1
      escape(byte)
    }
    bytes.append(contentsOf: text[start...])
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case 0x08: bytes += "\\b".utf8
    case 0x09: bytes += "\\t".utf8
    case 0x0A: bytes += "\\n".utf8
    case 0x0C: bytes += "\\f".utf8
    case 0x0D: bytes += "\\r".utf8
    default:
      let digits = Array("0123456789abcdef".utf8)
      bytes += "\\u00".utf8
      bytes += [digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
    }
  }
}
