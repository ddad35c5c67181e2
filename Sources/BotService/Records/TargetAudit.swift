internal import Foundation
internal import Forges
internal import GitObjects
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
  }

  /// Goes through what has come into a branch up to the tip that the last sweep saw.
  func run(on branch: String, _ claim: Claim) async throws {
    let tip = try await repository.mirror.fetch(branch: branch)
    let (store, name) = (context.store, "\(repository.name)/\(branch)")
    guard let progress = try await store.decoded(Progress.self, Self.kind, name) else {
      return try await store.encode(Progress(audited: tip, seen: tip), Self.kind, name, under: claim)
    }
    if progress.audited != progress.seen {
      for commit in try await unrecorded(since: progress.audited, until: progress.seen) {
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
  /// So many commits are gone through at a time; the rest counts as unrecorded in one.
  private static let limit = 10_000

  /// The commits along the first parents that are no record's merge commit. Where merges put a branch's own commits on the
  /// target, those before a recorded one are its.
  private func unrecorded(since: String, until: String) async throws -> [String] {
    var recorded: Set<String> = []
    var last: Int64 = 0
    while case let records = try await context.store.records(in: repository.name, after: last, limit: 500),
      !records.isEmpty
    {
      for record in records {
        let parsed = try? DecisionRecord(parsing: Array(record.text.utf8), file: "record")
        if let commit = parsed?.mergeCommit { recorded.insert(commit) }
        last = record.sequence
      }
    }
    let path = repository.mirror.path
    let method = repository.settings.merging.instruction.method
    let isLinear = method == .rebase || method == .fastForward
    let known = recorded
    return try await Blocking.run { () throws(GitError) in
      let git = try Repository(opening: path)
      var found: [String] = []
      var next: ObjectID? = try git.resolve(until)
      var isCovered = false
      for _ in 0..<Self.limit {
        guard let id = next, id.description != since else { return found }
        if known.contains(id.description) {
          isCovered = true
        } else if !(isLinear && isCovered) {
          found.append(id.description)
        }
        next = try git.parents(of: id).first
      }
      return found
    }
  }
}
