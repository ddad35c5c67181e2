internal import Diagnostics
public import DocumentModel
internal import YAMLReader

/// Puts another value in the place of one, in the text of a file: everything else, comments and spelling too, stays as it is.
public enum ScalarEdit {
  /// A value to write.
  public enum Value: Hashable, Sendable {
    /// A text.
    case text(String)
    /// A number or a truth value, as JSON writes it.
    case literal(String)
  }

  /// The bytes of a file with another value in the place of a scalar; nil where the result would not read as exactly that: where
  /// the scalar is a block, has an anchor that others use, or is written over several lines.
  public static func replacing(
    _ node: NodeID, of document: Document, in bytes: [UInt8], with value: Value
  ) -> [UInt8]? {
    guard !document.kind(node).isContainer, document.style(node) != .block else { return nil }
    let (range, lines) = (document.range(node), TextLines(bytes))
    guard range.start.line == range.end.line, let start = lines.offset(of: range.start),
      let end = lines.offset(of: range.end), start < end
    else { return nil }
    for form in forms(of: value, instead: bytes[start]) {
      let result = Array(bytes[..<start]) + Array(form.utf8) + Array(bytes[end...])
      if isThat(result, document, node, value) { return result }
    }
    return nil
  }

  /// The ways to write a value, the one that is most like the former one first.
  private static func forms(of value: Value, instead first: UInt8) -> [String] {
    switch value {
    case .literal(let text): return [text]
    case .text(let text):
      let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
      let double = YAMLWriter.quoted(text)
      let single = "'" + text.replacing("'", with: "''") + "'"
      switch first {
      case UInt8(ascii: "'") where isPlain: return [single, double]
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return [double]
      default: return isPlain ? [text, double] : [double]
      }
    }
  }

  /// Whether a file reads as a document does, but for one value, which is the one that was to be written.
  private static func isThat(_ bytes: [UInt8], _ document: Document, _ node: NodeID, _ value: Value) -> Bool {
    let result = YAMLReader().read(bytes, file: "edited")
    guard let edited = result.document, !result.diagnostics.contains(where: { $0.severity == .error }),
      edited.nodeCount == document.nodeCount
    else { return false }
    var id = document.root
    for _ in 0..<document.nodeCount {
      defer { id = document.next(after: id) }
      guard document.keyBytes(id) == edited.keyBytes(id), document.end(id) == edited.end(id) else { return false }
      if id == node {
        switch value {
        case .text(let text): guard edited.string(id) == text else { return false }
        case .literal(let text):
          guard edited.kind(id) != .string, edited.text(id) == Array(text.utf8)[...] else { return false }
        }
      } else if document.kind(id) != edited.kind(id)
        || !document.kind(id).isContainer && document.text(id) != edited.text(id)
      {
        return false
      }
    }
    return true
  }
}
