/// Which of the two kinds of file a path names: datafiles and resources have trees of paths of their own.
public enum FileType: String, Hashable, Sendable, CaseIterable {
  /// A datafile, by its path under the data root.
  case datafile
  /// A resource, by its path under the resources root.
  case resource = "resourcefile"
  /// Any other file of the repository, by its path from the top.
  case other
}

/// A file of a bundle by type and path.
public struct FileReference: Hashable, Sendable, Comparable {
  /// Which tree the path is in.
  public var type: FileType
  /// The path in that tree.
  public var path: String

  /// A reference from its parts.
  public init(_ type: FileType, _ path: String) {
    self.type = type
    self.path = path
  }

  /// By type, then path.
  public static func < (a: FileReference, b: FileReference) -> Bool {
    (a.type.rawValue, a.path) < (b.type.rawValue, b.path)
  }
}
