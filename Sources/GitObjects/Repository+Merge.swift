import CLibgit2

/// What merging two commits gives.
public enum MergeOutcome: Hashable, Sendable {
  /// The tree of the merge, readable through the same repository's `objects`.
  case merged(tree: ObjectID, how: MergeKind)
  /// The paths that a person has to merge, sorted.
  case conflict([TreePath])
}

/// How a merge came about.
public enum MergeKind: Hashable, Sendable {
  /// The other side is already in ours: the tree is ours.
  case alreadyMerged
  /// Ours is already in the other side: the tree is theirs.
  case fastForward
  /// Both sides have commits of their own.
  case threeWay
}

extension Repository {
  /// Merges one commit into another, in memory: nothing is written to the repository, which may be read-only.
  ///
  /// The result is the tree that `git merge` gives, found by libgit2's recursive three-way merge with renames followed.
  /// Merge settings of the machine's user, `.gitattributes` of the working tree and merge drivers have no say, so that
  /// the outcome depends on the two commits only. Known difference: git (since 2.34) also follows renamed *folders*
  /// and would then report a conflict or move a new file; here the new file stays where it was made.
  ///
  /// Merged files and trees stay in memory as long as the repository is open. Throws `.unrelated` if there is no common
  /// ancestor (as `git merge` refuses), `.notFound` for commits outside a shallow clone, `.limit` if too much differs.
  public func merge(ours: ObjectID, theirs: ObjectID) throws(GitError) -> MergeOutcome {
    let attempt = "merge “\(theirs)” into “\(ours)”"
    guard let base = try mergeBase(ours, theirs) else {
      throw GitError(
        .unrelated, attempt, "the two have no common ancestor",
        advice: isShallow ? "the clone is shallow: `git fetch --unshallow`" : "rebase one onto the other")
    }
    let (ourTree, theirTree) = (try tree(of: ours), try tree(of: theirs))
    if base == theirs { return .merged(tree: ourTree, how: .alreadyMerged) }
    if base == ours { return .merged(tree: theirTree, how: .fastForward) }
    // libgit2 has no budget of its own: make sure that their tree is of honest size and form before it walks it.
    _ = try objects.diff(from: ourTree, to: theirTree)
    let scratch = try handle.scratch()
    let index = try threeWayIndex(in: scratch, ours, theirs, attempt)
    if git_index_has_conflicts(index.pointer) == 1 { return .conflict(try conflicts(in: index, attempt)) }
    var tree = git_oid()
    try check(git_index_write_tree_to(&tree, index.pointer, scratch), attempt)
    return .merged(tree: ObjectID(tree), how: .threeWay)
  }

  private func threeWayIndex(
    in scratch: OpaquePointer, _ ours: ObjectID, _ theirs: ObjectID, _ attempt: String
  ) throws(GitError) -> Handle {
    var (first, second) = (ours.raw, theirs.raw)
    let one = try Handle(freeing: git_commit_free, attempt) { git_commit_lookup(&$0, scratch, &first) }
    let other = try Handle(freeing: git_commit_free, attempt) { git_commit_lookup(&$0, scratch, &second) }
    var options = git_merge_options()
    try check(git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION)), attempt)
    options.flags = GIT_MERGE_FIND_RENAMES.rawValue
    options.target_limit = 1000
    do throws(GitError) {
      return try Handle(freeing: git_index_free, attempt) {
        git_merge_commits(&$0, scratch, one.pointer, other.pointer, &options)
      }
    } catch {
      throw objects.missing(error)
    }
  }

  /// The paths with a conflict in an index, each once, sorted.
  func conflicts(in index: borrowing Handle, _ attempt: String) throws(GitError) -> [TreePath] {
    let source = index.pointer
    let iterator = try Handle(freeing: git_index_conflict_iterator_free, attempt) {
      git_index_conflict_iterator_new(&$0, source)
    }
    var paths: Set<TreePath> = []
    while true {
      var sides: (UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?)
      sides = (nil, nil, nil)
      let status = git_index_conflict_next(&sides.0, &sides.1, &sides.2, iterator.pointer)
      if status == GIT_ITEROVER.rawValue { break }
      try check(status, attempt)
      for side in [sides.0, sides.1, sides.2] {
        if let side { paths.insert(TreePath(cString: side.pointee.path)) }
      }
    }
    return paths.sorted { $0.text < $1.text }
  }
}

extension TreePath {
  init(cString path: UnsafePointer<CChar>) {
    let bytes = UnsafeRawBufferPointer(start: path, count: length(of: path))
    self.init(bytes)
  }
}

/// How many bytes come before the NUL.
private func length(of text: UnsafePointer<CChar>) -> Int {
  var count = 0
  while text[count] != 0 { count += 1 }
  return count
}
