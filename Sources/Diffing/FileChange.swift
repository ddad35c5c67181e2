public import DataBundle
public import DocumentModel
public import JSONPath

/// One file that differs between target and merge result, with the places that differ.
public struct FileChange: Sendable {
  /// The file: where it is in the merge result, or where it was if it is gone.
  public var file: FileReference
  /// Path from the top of the repository: how people find it.
  public var repositoryPath: String
  /// Where it was, if it has moved.
  public var oldPath: String?
  /// The schema in force: that of the merge result, of the target if the file is gone.
  public var schema: String?
  /// What the target has; nil if the file is new.
  public var old: Document?
  /// What the merge result has; nil if the file is gone.
  public var new: Document?
  /// Name of the target's content; nil if the file is new.
  public var oldContent: ContentID?
  /// Name of the merge result's content; nil if the file is gone.
  public var newContent: ContentID?
  /// The places that differ, in order.
  public var items: [ChangeItem]
  /// How it is written, on both sides; nil in compat mode and where there is no document.
  var form: FormDifference?

  /// A change from its parts.
  public init(
    file: FileReference, repositoryPath: String, oldPath: String? = nil, schema: String? = nil, old: Document? = nil,
    new: Document? = nil,
    oldContent: ContentID? = nil, newContent: ContentID? = nil, items: [ChangeItem]
  ) {
    self.file = file
    self.repositoryPath = repositoryPath
    self.oldPath = oldPath
    self.schema = schema
    self.old = old
    self.new = new
    self.oldContent = oldContent
    self.newContent = newContent
    self.items = items
  }
}

/// How a place differs.
public enum ChangeKind: String, Hashable, Sendable, CaseIterable {
  /// It is new.
  case added
  /// It is gone.
  case removed
  /// It has another value.
  case changed
  /// A list has the same items in another order.
  case reordered
  /// The file is at another path.
  case moved
  /// The file is of another schema.
  case schema
  /// What both sides have is written in another way: comments, anchors, quoting, order of keys.
  case format
}

/// One place that differs.
public struct ChangeItem: Sendable {
  /// How it differs.
  public var kind: ChangeKind
  /// The way to the place: in the merge result, in the target for what is gone.
  public var path: ElementPath
  /// The way to the same place on the other side; for something new or gone, to its container there. Nil where the
  /// whole file is new or gone.
  public var otherPath: ElementPath?
  /// The value in the target.
  public var old: NodeID?
  /// The value in the merge result.
  public var new: NodeID?

  /// An item from its parts.
  public init(
    _ kind: ChangeKind, at path: ElementPath, otherPath: ElementPath? = nil, old: NodeID? = nil, new: NodeID? = nil
  ) {
    self.kind = kind
    self.path = path
    self.otherPath = otherPath
    self.old = old
    self.new = new
  }

  /// RFC 6901 pointer to the place; empty for the whole file.
  public var pointer: String { path.pointer.description }
}
