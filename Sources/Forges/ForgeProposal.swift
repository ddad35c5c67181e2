/// A merge request that Remit itself opens: from a branch of the project into another one.
public struct ForgeProposal: Hashable, Sendable {
  /// The branch it comes from, without `refs/heads/`; it must be there.
  public var sourceBranch: String
  /// The branch it is to go into.
  public var targetBranch: String
  /// Its title.
  public var title: String
  /// Its text, Markdown.
  public var text: String

  /// A proposal from its parts.
  public init(sourceBranch: String, targetBranch: String, title: String, text: String) {
    self.sourceBranch = sourceBranch
    self.targetBranch = targetBranch
    self.title = title
    self.text = text
  }
}
