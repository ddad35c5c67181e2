extension ObjectStore {
  /// All files, links and submodules below a folder of a tree, sorted by the bytes of their paths.
  ///
  /// `folder` is a path from the root, `""` for everything. A folder that does not exist has no entries. Paths are given
  /// from the root of the tree. Throws `.wrongKind` if there is something else than a folder at `folder`, `.limit` when a
  /// budget is used up and `.malformedTree` for a tree that git itself would refuse.
  public func entries(of tree: ObjectID, under folder: String = "") throws(GitError) -> [TreeEntry] {
    let steps = try steps(of: folder, "list “\(folder)”")
    guard !steps.isEmpty else { return try walk(tree, at: []) }
    guard let found = try item(at: steps, in: tree) else { return [] }
    guard case .folder(let subtree) = found else {
      throw GitError(
        .wrongKind, "list “\(folder)” of tree “\(tree)”", "it is not a folder",
        advice: "files, symbolic links and submodules cannot be a root")
    }
    return try walk(subtree, at: Array(steps.joined(separator: [0x2F])))
  }

  /// The file, link or submodule at a path of a tree; nil if there is none, or a folder.
  public func entry(at path: String, of tree: ObjectID) throws(GitError) -> TreeEntry? {
    let steps = try steps(of: path, "find “\(path)”")
    guard case .file(let version) = try item(at: steps, in: tree) else { return nil }
    return TreeEntry(path: TreePath(Array(steps.joined(separator: [0x2F]))), version: version)
  }

  private func walk(_ tree: ObjectID, at path: [UInt8]) throws(GitError) -> [TreeEntry] {
    var listing = TreeListing(store: self, path: PathBuilder(path, limits: limits))
    try listing.add(tree)
    return listing.entries
  }

  private enum Found {
    case folder(ObjectID)
    case file(FileVersion)
  }

  private func item(at steps: [[UInt8]], in tree: ObjectID) throws(GitError) -> Found? {
    var found = Found.folder(tree)
    for step in steps {
      guard case .folder(let id) = found else { return nil }
      let next = try withTree(id) { (tree) throws(GitError) -> Found? in
        guard let item = tree.items.first(where: { tree.bytes[$0.name].elementsEqual(step) }) else { return nil }
        return item.isFolder ? .folder(item.id) : item.version.map { .file($0) }
      }
      guard let next else { return nil }
      found = next
    }
    return found
  }

  /// The names on the way to a path; slashes at its ends count for nothing.
  private func steps(of path: String, _ attempt: @autoclosure () -> String) throws(GitError) -> [[UInt8]] {
    let steps = path.utf8.split(separator: 0x2F).map { Array($0) }
    guard steps.count <= limits.depth else { throw GitError(.limit, attempt(), "the path is too deep") }
    return steps
  }
}

extension TreeItems.Item {
  /// What the entry holds; nil for a folder.
  var version: FileVersion? { FileMode(mode: mode).map { FileVersion(id: id, mode: $0) } }
}

/// The path of the entry that is being looked at, one name added and removed at a time.
struct PathBuilder {
  private(set) var bytes: [UInt8]
  private var depth = 0
  /// Folders entered so far: a bomb of empty ones costs time without ever giving an entry.
  private var folders = 0
  let limits: ReadLimits

  init(_ bytes: [UInt8], limits: ReadLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// The path of `name` in the present folder.
  mutating func path(of name: Slice<UnsafeRawBufferPointer>) throws(GitError) -> TreePath {
    let length = try append(name)
    defer { bytes.removeSubrange(length...) }
    return TreePath(bytes)
  }

  /// Goes into a folder; gives back what `leave` needs.
  mutating func enter(_ name: Slice<UnsafeRawBufferPointer>) throws(GitError) -> Int {
    guard depth < limits.depth else {
      throw GitError(.limit, "list “\(TreePath(bytes).text)”", "folders are deeper than the limit of \(limits.depth)")
    }
    guard folders < limits.entries else {
      throw GitError(.limit, "list “\(TreePath(bytes).text)”", "there are more than \(limits.entries) folders")
    }
    let length = try append(name)
    depth += 1
    folders += 1
    return length
  }

  /// Goes back to where `enter` was called.
  mutating func leave(to length: Int) {
    bytes.removeSubrange(length...)
    depth -= 1
  }

  /// Adds a name and gives back the length before.
  private mutating func append(_ name: Slice<UnsafeRawBufferPointer>) throws(GitError) -> Int {
    let length = bytes.count
    guard length + name.count < limits.pathBytes else {
      throw GitError(.limit, "list “\(TreePath(bytes).text)”", "a path is longer than \(limits.pathBytes) bytes")
    }
    if length > 0 { bytes.append(0x2F) }
    bytes.append(contentsOf: name)
    return length
  }
}

/// Collects the entries of a tree and of the trees in it.
private struct TreeListing {
  let store: ObjectStore
  var path: PathBuilder
  var entries: [TreeEntry] = []

  mutating func add(_ tree: ObjectID) throws(GitError) {
    try store.withTree(tree) { (tree) throws(GitError) in
      for item in tree.items { try add(item, tree.bytes[item.name]) }
    }
  }

  private mutating func add(_ item: TreeItems.Item, _ name: Slice<UnsafeRawBufferPointer>) throws(GitError) {
    guard let version = item.version else {
      let length = try path.enter(name)
      try add(item.id)
      return path.leave(to: length)
    }
    guard entries.count < path.limits.entries else {
      throw GitError(
        .limit, "list “\(TreePath(path.bytes).text)”", "the tree has more than \(path.limits.entries) files")
    }
    entries.append(TreeEntry(path: try path.path(of: name), version: version))
  }
}
