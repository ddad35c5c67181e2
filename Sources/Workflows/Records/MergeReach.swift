public import GitObjects

/// How much of a branch a merge brought that was decided by a head.
public enum MergeReach {
  /// The longest branch that is looked at.
  public static let longest = 250

  /// How many commits, the merge among them, a merge has put on its branch: one where it is a merge or a squash, else those of
  /// the head. 0: it holds something else than what was decided, for it is not what the head merges to with the commit
  /// before. How the project says that it merges does not count.
  ///
  /// `line`: the branch along its first parents, the newest first, and the merge at its beginning. So many as the head has of its
  /// own, at most; and what the target had when it was decided on was there before.
  public static func count(
    head name: String, target: String?, line: ArraySlice<ObjectID>, in git: Repository
  ) throws(GitError) -> Int {
    guard let merge = line.first else { return 0 }
    let (head, tree) = (try git.resolve(name), try git.tree(of: merge))
    var most = 1
    if try git.parents(of: merge).count == 1, let target {
      let target = try git.resolve(target)
      most = max(1, min(line.count, try own(head, since: try git.mergeBase(head, target), git)))
      for place in stride(from: 1, to: most, by: 1)
      where try git.mergeBase(line[line.startIndex + place], target) == line[line.startIndex + place] {
        most = place
        break
      }
    }
    for count in stride(from: most, to: 0, by: -1) {
      guard let before = try git.parents(of: line[line.startIndex + count - 1]).first else { continue }
      if try isMerge(of: head, into: before, tree, git) { return count }
    }
    return 0
  }

  /// What a branch had before it was moved forward to the head that was decided: what the decision was made on. (If the branch was
  /// merged into the head before, the head's first parents are its own, and what the branch had is not among them.) Nil where the
  /// commit is not that head, or does not come after that.
  public static func before(
    _ id: ObjectID, head: String?, target: String?, in git: Repository
  ) throws(GitError) -> ObjectID? {
    guard head == id.description, let name = target, let target = try? git.resolve(name), target != id,
      try git.mergeBase(target, id) == target
    else { return nil }
    return target
  }

  private static func own(_ head: ObjectID, since base: ObjectID?, _ git: Repository) throws(GitError) -> Int {
    var (count, next): (Int, ObjectID?) = (0, head)
    while let id = next, id != base, count < longest {
      count += 1
      next = try git.parents(of: id).first
    }
    return count
  }

  private static func isMerge(
    of head: ObjectID, into before: ObjectID, _ tree: ObjectID, _ git: Repository
  ) throws(GitError) -> Bool {
    do throws(GitError) {
      guard case .merged(let result, let how) = try git.merge(ours: before, theirs: head) else { return false }
      return result == tree && how != .alreadyMerged
    } catch {
      if error.code == .notFound { throw error }
      return false
    }
  }
}
