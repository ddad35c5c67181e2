public import DataBundle

/// A file that is not the same in target and merge result, as git sees it.
public struct ChangedFile: Hashable, Sendable {
  /// Path from the top of the repository.
  public var path: String
  /// What the target has there.
  public var old: SourceFile?
  /// What the merge result has there.
  public var new: SourceFile?

  /// A changed file from its sides.
  public init(path: String, old: SourceFile?, new: SourceFile?) {
    self.path = path
    self.old = old
    self.new = new
  }
}
