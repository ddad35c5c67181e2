internal import GitObjects
internal import Workflows

/// The way from what is to be deployed back to what is: the commits that a branch had one after the other.
///
/// From a commit that was itself decided the way leads to what its decision was made on, else along the first parents. Somebody
/// may push a merge whose first parents are not what the branch had (`git pull` before `git push`): from such a merge, which no
/// decision made, it leads along the parent whose records are the newest.
struct GateLine {
  /// A commit of the way.
  struct Step {
    var id: ObjectID
    /// The records that allow it, those of decisions first. Only the one that leads the way, where one does.
    var merges: [RecordedMerge]
  }

  let git: Repository
  let notes: String
  let trust: RecordTrust
  /// What is deployed.
  let start: ObjectID
  let limit: Int
  /// Whether it is looked at each fork which ways lead to the start: that takes time.
  var isChecked = false

  /// The commits after the start, the newest first; nil where the way does not lead there.
  func steps(to end: ObjectID) throws(GitError) -> [Step]? {
    var (steps, chain): ([Step], RecordChain) = ([], RecordChain())
    var next: ObjectID? = end
    while let id = next, id != start {
      guard steps.count < limit else { return nil }
      var merges: [RecordedMerge] = []
      for merge in try records(of: id) where chain.takes(merge) { merges.append(merge) }
      merges = merges.filter { $0.isAllowed && $0.head != nil } + merges.filter { $0.isAllowed && $0.head == nil }
      if let first = merges.first,
        let target = try MergeReach.before(id, head: first.head, target: first.target, in: git), try leads(target)
      {
        // Others say nothing of what is between the two.
        steps.append(Step(id: id, merges: [first]))
        next = target
      } else {
        steps.append(Step(id: id, merges: merges))
        next = try parent(of: id, merges)
      }
    }
    return next == nil ? nil : steps
  }

  private func records(of id: ObjectID) throws(GitError) -> [RecordedMerge] {
    try RecordedMerge.all(on: id, in: git, reference: notes, trust: trust)
  }

  private func leads(_ id: ObjectID) throws(GitError) -> Bool {
    guard isChecked else { return true }
    return try git.mergeBase(start, id) == start
  }

  private func parent(of id: ObjectID, _ merges: [RecordedMerge]) throws(GitError) -> ObjectID? {
    let parents = try git.parents(of: id)
    guard parents.count > 1 else { return parents.first }
    var open: [ObjectID] = []
    for parent in parents where try leads(parent) { open.append(parent) }
    guard var best = open.first else { return nil }
    // A merge that was decided is on top of what the branch had.
    if merges.first?.head != nil, best == parents.first { return best }
    var newest = try recorded(from: best)
    for parent in open.dropFirst() {
      guard let place = try recorded(from: parent), place != newest else { continue }
      if let known = newest, try git.mergeBase(known, place) != known { continue }
      (best, newest) = (parent, place)
    }
    return best
  }

  /// The first commit along the first parents that has a record, or is the start.
  private func recorded(from id: ObjectID) throws(GitError) -> ObjectID? {
    var next: ObjectID? = id
    for _ in 0..<MergeReach.longest {
      guard let id = next else { return nil }
      if id == start { return id }
      if try !records(of: id).isEmpty { return id }
      next = try git.parents(of: id).first
    }
    return nil
  }
}
