extension ObjectStore {
  /// Every path that differs in content or mode between two trees, sorted by the bytes of the paths.
  ///
  /// Folders with the same id on both sides are never opened, so the cost follows the size of the change. Nothing is
  /// taken for a rename. Throws `.limit` when a budget is used up and `.malformedTree` as `entries(of:under:)` does.
  public func diff(from old: ObjectID, to new: ObjectID) throws(GitError) -> [TreeChange] {
    var comparison = TreeComparison(store: self, path: PathBuilder([], limits: limits))
    try comparison.compare(old, new)
    return comparison.changes
  }
}

/// Goes through two trees side by side.
private struct TreeComparison {
  let store: ObjectStore
  var path: PathBuilder
  var changes: [TreeChange] = []

  mutating func compare(_ old: ObjectID?, _ new: ObjectID?) throws(GitError) {
    guard old != new else { return }
    try store.withTree(old) { (old) throws(GitError) in
      try store.withTree(new) { (new) throws(GitError) in
        try compare(old, new)
      }
    }
  }

  private mutating func compare(_ old: TreeItems, _ new: TreeItems) throws(GitError) {
    var (o, n) = (0, 0)
    while o < old.items.count || n < new.items.count {
      let order: Int
      if o == old.items.count {
        order = 1
      } else if n == new.items.count {
        order = -1
      } else {
        order = TreeItems.order(old.bytes, old.items[o], new.bytes, new.items[n])
      }
      let before = order <= 0 ? old.items[o] : nil
      let after = order >= 0 ? new.items[n] : nil
      if let before {
        try add(before, after, old.bytes[before.name])
        o += 1
      } else if let after {
        try add(nil, after, new.bytes[after.name])
      }
      if after != nil { n += 1 }
    }
  }

  /// Records what happened to one name; both sides are folders or neither is.
  private mutating func add(
    _ old: TreeItems.Item?, _ new: TreeItems.Item?, _ name: Slice<UnsafeRawBufferPointer>
  ) throws(GitError) {
    if old?.isFolder ?? new?.isFolder ?? false {
      guard old?.id != new?.id else { return }
      let length = try path.enter(name)
      try compare(old?.id, new?.id)
      return path.leave(to: length)
    }
    guard old?.version != new?.version else { return }
    guard changes.count < path.limits.entries else {
      throw GitError(.limit, "compare two trees", "more than \(path.limits.entries) paths differ")
    }
    changes.append(TreeChange(path: try path.path(of: name), old: old?.version, new: new?.version))
  }
}
