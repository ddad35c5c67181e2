internal import Foundation
internal import Forges
internal import GitObjects
internal import Monitoring
internal import ServiceStore
internal import Workflows

/// Looks whether everything that came into a target branch has a record: what was pushed around all merge requests has
/// none.
struct TargetAudit: Sendable {
  let context: ServiceContext
  let repository: BotRepository

  /// How far a branch has been gone through.
  private struct Progress: Hashable, Codable {
    /// Everything up to this commit is accounted for.
    var audited: String
    /// The tip at the last sweep: what is up to there has had the time to be recorded.
    var seen: String
    /// Whether the branch was not there when it was looked for.
    var isGone: Bool?
  }

  /// Goes through all branches that merge requests go into: those that are configured or that somebody asks to merge into, the
  /// default branch, and those it went through before. What is wrong with one keeps nobody from the others.
  func run(on branches: Set<String>, _ claim: Claim) async throws {
    let prefix = repository.name + "/"
    var all = branches
    for (name, value) in try await context.store.values(Self.kind) where name.hasPrefix(prefix) {
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(value))
      if progress?.isGone != true { all.insert(String(name.dropFirst(prefix.count))) }
    }
    if repository.settings.branches.isEmpty, let branch = try? await repository.mirror.defaultBranch() {
      all.insert(branch)
    }
    for branch in all.sorted() {
      try await context.confirm(claim)
      do { try await run(on: branch, claim) } catch let error as MirrorError {
        if error.kind == .notThere, !repository.settings.branches.contains(branch) {
          try await noteGone(prefix + branch, claim)
        } else {
          context.log.warning(
            "a target branch cannot be gone through",
            ["repository": repository.name, "branch": branch, "error": "\(error)"])
        }
      } catch let error as GitError {
        context.log.warning(
          "a target branch cannot be gone through",
          ["repository": repository.name, "branch": branch, "error": "\(error)"])
      }
    }
  }

  /// A branch that is not there is not asked for any more. Where it comes back it is gone through from where it was.
  private func noteGone(_ name: String, _ claim: Claim) async throws {
    guard var progress = try await context.store.decoded(Progress.self, Self.kind, name) else { return }
    progress.isGone = true
    try await context.store.encode(progress, Self.kind, name, under: claim)
  }

  /// Goes through what has come into a branch up to the tip that the last sweep saw.
  private func run(on branch: String, _ claim: Claim) async throws {
    let tip = try await repository.mirror.fetch(branch: branch)
    let (store, name) = (context.store, "\(repository.name)/\(branch)")
    guard let progress = try await store.decoded(Progress.self, Self.kind, name) else {
      return try await store.encode(Progress(audited: tip, seen: tip), Self.kind, name, under: claim)
    }
    if progress.audited != progress.seen {
      for commit in try await unrecorded(
        in: branch, since: progress.audited, until: progress.seen)
      {
        context.metrics.add(.unrecorded, ["repository": repository.name, "branch": branch])
        context.log.error(
          "a commit came into the target without a merge request that Remit knows",
          ["repository": repository.name, "branch": branch, "commit": commit])
      }
    }
    if progress != Progress(audited: progress.seen, seen: tip) {
      try await store.encode(Progress(audited: progress.seen, seen: tip), Self.kind, name, under: claim)
    }
  }

  private static let kind = "audit"
  /// So many commits are gone through at a time; there is no alarm for those before.
  private static let limit = 10_000

  /// What a record says about a merge: the branch, the head that was decided, and the target it was decided on. Without a decision
  /// there was an alarm already.
  struct Recorded: Sendable {
    var branch: String
    var input: DecisionRecord.Input?
  }

  /// The recorded merges by their commits. The same commit may have come into several branches: this one counts first.
  static func merges(
    into branch: String, _ repository: String, _ store: any Store
  ) async throws -> [String: Recorded] {
    var merges: [String: Recorded] = [:]
    var last: Int64 = 0
    while case let records = try await store.records(in: repository, after: last, limit: 500), !records.isEmpty {
      for record in records {
        last = record.sequence
        guard let parsed = try? DecisionRecord(parsing: Array(record.text.utf8), file: "record"),
          let commit = parsed.mergeCommit, parsed.targetBranch == branch || merges[commit] == nil
        else { continue }
        merges[commit] = Recorded(branch: parsed.targetBranch, input: parsed.input)
      }
    }
    return merges
  }

  /// The commits that came into a branch and that no record covers, the newest first.
  private func unrecorded(in branch: String, since: String, until: String) async throws -> [String] {
    let recorded = try await Self.merges(into: branch, repository.name, context.store)
    let (path, known) = (repository.mirror.path, recorded)
    return try await Blocking.run { () throws(GitError) in
      let git = try Repository(opening: path)
      // Where the branch was rewritten, what both have was gone through before.
      var old: Set<ObjectID> = []
      if let start = try? git.resolve(since) {
        old = Set(
          try Self.line(from: start, limit: Self.limit) { id throws(GitError) in try git.parents(of: id).first })
      }
      let line = try Self.line(from: try git.resolve(until), limit: Self.limit, without: old) { id throws(GitError) in
        let input = known[id.description]?.input
        let target = try MergeReach.before(id, head: input?.head, target: input?.target, in: git)
        if let target { return target }
        return try git.parents(of: id).first
      }
      var (found, covered): ([String], Int) = ([], 0)
      for (index, id) in line.enumerated() {
        if let record = known[id.description] {
          var count = 1
          if let input = record.input { count = try Self.reach(of: input, line[index...], in: git) }
          covered = max(covered, count)
        }
        if covered == 0 { found.append(id.description) }
        covered = max(0, covered - 1)
      }
      return found
    }
  }

  /// A commit and those before it, the newest first, until there is none or one is known.
  private static func line(
    from start: ObjectID, limit: Int, without known: Set<ObjectID> = [],
    before: (ObjectID) throws(GitError) -> ObjectID?
  ) throws(GitError) -> [ObjectID] {
    var (line, next): ([ObjectID], ObjectID?) = ([], start)
    while let id = next, line.count < limit, !known.contains(id) {
      line.append(id)
      next = try before(id)
    }
    return line
  }

  /// How many commits a merge has put on the target; one where its commits are not there any more.
  private static func reach(
    of input: DecisionRecord.Input, _ line: ArraySlice<ObjectID>, in git: Repository
  ) throws(GitError) -> Int {
    do throws(GitError) {
      return try MergeReach.count(head: input.head, target: input.target, line: line, in: git)
    } catch {
      if error.code == .notFound { return 1 }
      throw error
    }
  }

  /// What the target had before a merge came into it; nil where it is not to be found. `others`: merges that came into it.
  static func target(
    before commit: ObjectID, _ input: DecisionRecord.Input, in git: Repository, after others: [String]
  ) throws(GitError) -> ObjectID? {
    if var target = try MergeReach.before(commit, head: input.head, target: input.target, in: git) {
      // It was moved forward from what came into it since it was decided on.
      for other in others {
        guard let other = try? git.resolve(other), other != commit, try git.mergeBase(other, commit) == other,
          try git.mergeBase(target, other) == target
        else { continue }
        target = other
      }
      return target
    }
    let line = try line(from: commit, limit: MergeReach.longest + 1) { id throws(GitError) in
      try git.parents(of: id).first
    }
    // What is no merge of the head alone is decided on its parent, as if it were.
    let count = max(1, try reach(of: input, line[...], in: git))
    return count < line.count ? line[count] : nil
  }
}
