internal import DataBundle
internal import DocumentModel

/// What a resource says: a mapping where it can be read as one, else one text.
struct ResourceContent {
  /// The mapping, or a document that is one string.
  let document: Document
  /// The schema a line `$schema: …` names (qontract-bundler's rule, bundler.py:26: the first line of that form in a
  /// YAML file).
  let declaredSchema: String?

  /// The schema in force for ownership.
  var schema: String? { declaredSchema }

  init(_ bytes: [UInt8], path: String) {
    declaredSchema = path.hasSuffix(".yml") || path.hasSuffix(".yaml") ? ResourceContent.schemaLine(bytes) : nil
    if ResourceContent.mayBeMapping(bytes),
      let read = DocumentReader().read(bytes, file: "resource.yml").document, read.kind(read.root) == .object
    {
      document = read
    } else {
      var builder = DocumentBuilder(sourceBytes: bytes.count)
      builder.scalar(.string, String(decoding: bytes, as: UTF8.self).utf8)
      document = builder.finish() ?? Document.emptyText
    }
  }

  /// Whether the text is tried as YAML: not if it begins like XML or an INI section (anymarkup's guess).
  private static func mayBeMapping(_ bytes: [UInt8]) -> Bool {
    for line in bytes.split(separator: 0x0A) {
      let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      guard let first = text.first, first != UInt8(ascii: "#") else { continue }
      if first == UInt8(ascii: "<") { return false }
      guard first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) else { return true }
      let name = text[text.index(after: text.startIndex)..<close]
      let isSection =
        !name.isEmpty
        && name.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
            || $0 == 0x2D
        }
      return !isSection
    }
    return true
  }

  private static func schemaLine(_ bytes: [UInt8]) -> String? {
    let start = Array("$schema: ".utf8)
    for line in bytes.split(separator: 0x0A) where line.starts(with: start) {
      let name = line.dropFirst(start.count)
      if name.count > 4, name.suffix(4) == Array(".yml".utf8)[...] || name.suffix(5) == Array(".yaml".utf8)[...] {
        return String(decoding: name, as: UTF8.self)
      }
    }
    return nil
  }
}
