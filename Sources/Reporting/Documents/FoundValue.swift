public import DocumentModel

/// A value that somebody asked for.
public struct FoundValue: Sendable {
  /// The file it is in, as it is shown.
  public var file: String
  /// The document it is in.
  public var document: Document
  /// The value.
  public var node: NodeID
  /// The way to it, as a selector writes it.
  public var path: String

  /// A value from its parts.
  public init(file: String, document: Document, node: NodeID, path: String) {
    self.file = file
    self.document = document
    self.node = node
    self.path = path
  }
}
