public import DocumentModel
internal import JSONCoding

/// A document as JSON for people: indented, keys in the order of the file.
public enum DocumentJSON {
  /// The text, with a line end at the end.
  public static func text(_ document: Document) -> String { document.json(style: .init(indent: 2)) + "\n" }
}
