import CLibgit2

/// What is staged for the next commit.
public struct StagedContent: Hashable, Sendable {
  /// The files as they would be committed, sorted by the bytes of their paths.
  public let entries: [TreeEntry]
  /// The paths that an unfinished merge left open, sorted; none of them is in `entries`.
  public let conflicts: [TreePath]
}

extension Repository {
  /// What is staged, in the repository's index or in another index file.
  ///
  /// `git commit FILE` runs hooks with an index of its own and says where in the environment variable `GIT_INDEX_FILE`:
  /// whoever runs in a hook passes that here. A repository without an index has nothing staged. Files announced with
  /// `git add --intent-to-add` are left out, as in the commit. Throws if the index cannot be read (split and sparse
  /// indexes are unknown to libgit2) and `.limit` if it has too many entries.
  public func indexEntries(file: String? = nil) throws(GitError) -> StagedContent {
    let path = file ?? gitDirectory + "/index"
    let attempt = "read the index “\(path)”"
    try requireNoNUL(path, attempt)
    let index = try Handle(freeing: git_index_free, attempt) { git_index_open(&$0, path) }
    let count = git_index_entrycount(index.pointer)
    guard count <= objects.limits.entries else {
      throw GitError(.limit, attempt, "it has more than \(objects.limits.entries) entries")
    }
    var entries: [TreeEntry] = []
    entries.reserveCapacity(count)
    for position in 0..<count {
      guard let raw = git_index_get_byindex(index.pointer, position), let entry = TreeEntry(staged: raw) else {
        continue
      }
      entries.append(entry)
    }
    return StagedContent(entries: entries, conflicts: try conflicts(in: index, attempt))
  }
}

extension TreeEntry {
  /// An entry of the index, or nil if it would not be in the commit as it is.
  fileprivate init?(staged raw: UnsafePointer<git_index_entry>) {
    let entry = raw.pointee
    let isConflict = git_index_entry_stage(raw) != 0
    let isIntent = UInt32(entry.flags_extended) & GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue != 0
    guard !isConflict, !isIntent, let mode = FileMode(mode: entry.mode) else { return nil }
    self.init(path: TreePath(cString: entry.path), version: FileVersion(id: ObjectID(entry.id), mode: mode))
  }
}
