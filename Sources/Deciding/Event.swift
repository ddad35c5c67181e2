/// What happened on a merge request, in order.
public enum Event: Hashable, Sendable {
  /// Somebody wrote a comment.
  case comment(Comment)
  /// Somebody pushed to the branch.
  case push(by: String)
  /// The merge request was pointed at another branch: what was approved before was for another target.
  case retarget
}

/// A comment on a merge request.
public struct Comment: Hashable, Sendable {
  /// Account name of who wrote it.
  public var author: String
  /// The text, Markdown.
  public var body: String
  /// Whether it was changed after it was written; such comments have no effect in strict mode.
  public var isEdited: Bool
  /// The head of the merge request when it was written; nil: the present one.
  public var head: String?

  /// A comment from its parts.
  public init(author: String, body: String, isEdited: Bool = false, head: String? = nil) {
    self.author = author
    self.body = body
    self.isEdited = isEdited
    self.head = head
  }
}
