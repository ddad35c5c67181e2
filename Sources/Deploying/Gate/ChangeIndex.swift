public import GitObjects

/// Which merge last changed a file: what the provenance of an object is made from.
public struct ChangeIndex: Hashable, Sendable {
  private var merges: [String: RecordedMerge] = [:]
  private var order: [String: Int] = [:]

  /// The changes of merges, the oldest first. Paths are from the top of the repository.
  public init(_ merges: [RecordedMerge], repository path: String) throws(GitError) {
    let git = try Repository(opening: path)
    for (number, merge) in merges.enumerated() {
      let id = try git.resolve(merge.commit)
      var before: ObjectID? = id
      for _ in 0..<merge.commits {
        before = try before.flatMap { id throws(GitError) in try git.parents(of: id).first }
      }
      guard let before else { continue }
      for change in try git.objects.diff(from: try git.tree(of: before), to: try git.tree(of: id))
      where change.path.isUTF8 {
        self.merges[change.path.text] = merge
        order[change.path.text] = number
      }
    }
  }

  /// Where an object that was made from some files comes from; nil where no merge that is known changed one of them.
  public func provenance(of inputs: [String]) -> Provenance? {
    let newest = inputs.compactMap { path in order[path].map { ($0, path) } }.max { $0.0 < $1.0 }
    guard let newest, let merge = merges[newest.1] else { return nil }
    return Provenance(
      commit: merge.commit, mergeRequest: merge.mergeRequest, record: merge.digest, inputs: inputs)
  }
}
