/// How much is read from a repository before it counts as an attack.
///
/// A few kilobytes of git objects can spell a tree of billions of files, so each budget is checked before the work.
public struct ReadLimits: Hashable, Sendable {
  /// The largest blob, in bytes.
  public var blobBytes: Int
  /// The largest single tree object, in bytes.
  public var treeBytes: Int
  /// The most files listed in one tree or changes listed between two.
  public var entries: Int
  /// The deepest folder.
  public var depth: Int
  /// The longest path, in bytes.
  public var pathBytes: Int

  /// The given limits, the others as in `standard`.
  public init(
    blobBytes: Int = 64 << 20, treeBytes: Int = 32 << 20, entries: Int = 1_000_000, depth: Int = 128,
    pathBytes: Int = 4096
  ) {
    self.blobBytes = blobBytes
    self.treeBytes = treeBytes
    self.entries = entries
    self.depth = depth
    self.pathBytes = pathBytes
  }

  /// Far above what honest data repositories hold.
  public static let standard = ReadLimits()
}
