import CLibgit2

extension Repository {
  /// Writes a commit that follows another one and has other contents in some files that are there; gives its id. No reference
  /// moves. The same arguments give the same commit.
  ///
  /// Throws `.notFound` where the parent has no such file, `.wrongKind` where it is no plain file.
  public func writeCommit(
    on parent: ObjectID, replacing files: [String: [UInt8]], message: String, by signature: Signature
  ) throws(GitError) -> ObjectID {
    let attempt = "write a commit on “\(parent)”"
    for part in [message, signature.name, signature.email] + files.keys { try requireNoNUL(part, attempt) }
    let base = try tree(of: parent)
    // The handle of this repository cannot write objects, on purpose.
    let writer = try Handle(freeing: git_repository_free, attempt) { git_repository_open(&$0, gitDirectory) }
    var updates: [(path: String, id: git_oid, mode: FileMode)] = []
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      guard let entry = try objects.entry(at: path, of: base) else {
        throw GitError(.notFound, attempt, "there is no file “\(path)”")
      }
      guard entry.version.mode.isFile else {
        throw GitError(.wrongKind, attempt, "“\(path)” is no plain file")
      }
      var id = git_oid()
      try check(git_blob_create_from_buffer(&id, writer.pointer, bytes, bytes.count), attempt)
      updates.append((path, id, entry.version.mode))
    }
    let tree = try writeTree(base, updates, writer, attempt)
    return try writeCommit(tree, on: parent, message, signature, writer, attempt)
  }

  private func writeTree(
    _ base: ObjectID, _ updates: [(path: String, id: git_oid, mode: FileMode)], _ writer: borrowing Handle,
    _ attempt: String
  ) throws(GitError) -> git_oid {
    var (raw, tree) = (base.raw, git_oid())
    let baseline = try Handle(freeing: git_tree_free, attempt) { git_tree_lookup(&$0, writer.pointer, &raw) }
    // All paths in one buffer, as C wants them to stay where they are.
    var (bytes, starts): ([CChar], [Int]) = ([], [])
    for update in updates {
      starts.append(bytes.count)
      bytes += update.path.utf8.map { CChar(bitPattern: $0) } + [0]
    }
    let result = bytes.withUnsafeBufferPointer { buffer in
      let list = zip(updates, starts).map { update, start in
        git_tree_update(
          action: GIT_TREE_UPDATE_UPSERT, id: update.id, filemode: git_filemode_t(update.mode.rawValue),
          path: buffer.baseAddress.map { $0 + start })
      }
      return git_tree_create_updated(&tree, writer.pointer, baseline.pointer, list.count, list)
    }
    try check(result, attempt)
    return tree
  }

  private func writeCommit(
    _ tree: git_oid, on parent: ObjectID, _ message: String, _ signature: Signature, _ writer: borrowing Handle,
    _ attempt: String
  ) throws(GitError) -> ObjectID {
    var (treeID, parentID, commit) = (tree, parent.raw, git_oid())
    let tree = try Handle(freeing: git_tree_free, attempt) { git_tree_lookup(&$0, writer.pointer, &treeID) }
    let before = try Handle(freeing: git_commit_free, attempt) { git_commit_lookup(&$0, writer.pointer, &parentID) }
    var made: UnsafeMutablePointer<git_signature>?
    try check(git_signature_new(&made, signature.name, signature.email, signature.time, signature.offset), attempt)
    defer { git_signature_free(made) }
    var parents: [OpaquePointer?] = [before.pointer]
    try check(
      git_commit_create(&commit, writer.pointer, nil, made, made, "UTF-8", message, tree.pointer, 1, &parents), attempt)
    return ObjectID(commit)
  }
}
