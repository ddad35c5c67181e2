import DataBundle
import Deciding
import Foundation
import Reporting
import Testing
import Workflows

/// Merge requests as the service takes them: decided by what the target says, merged, and recorded in a note on the merge
/// commit (`Recorder`), each record with the digest of the one before it.
final class MergeRequests {
  private let example: Example
  private(set) var records: [DecisionRecord] = []

  init(_ example: Example) { self.example = example }

  static func page(_ number: Int) -> String { "https://forge.test/data/-/merge_requests/\(number)" }

  /// A commit for a merge request on a branch of its own; its head.
  func propose(_ number: Int, _ files: [String: String?]) throws -> String {
    try example.git("switch", "-q", "-c", "mr-\(number)", "main")
    let head = try example.commit("merge request \(number)", files)
    try example.git("switch", "-q", "main")
    return head
  }

  /// A merge request from its proposal to its record; the merge commit.
  @discardableResult
  func merge(
    _ number: Int, by author: String, approvedBy approvers: [String] = [], _ files: [String: String?]
  ) throws -> String {
    let head = try propose(number, files)
    var record = try decide(number, head, by: author, approvedBy: approvers)
    try example.git("merge", "-q", "--no-ff", "--no-edit", "mr-\(number)")
    record.mergeCommit = try example.git("rev-parse", "HEAD")
    try publish(record)
    return record.mergeCommit ?? ""
  }

  /// The decision about a head, as the draft of a record. It has to allow the merge.
  func decide(
    _ number: Int, _ head: String, by author: String, approvedBy approvers: [String]
  ) throws -> DecisionRecord {
    let workspace = try Workspace(at: example.data.path)
    let query = MergeRequestQuery(
      base: "main", head: .commit(head), author: author,
      events: approvers.map { .comment(Comment(author: $0, body: "/lgtm", head: head)) }, today: "2026-11-21")
    let result = try workspace.decide(query)
    let text = DecisionJSON(
      result.decision, revisions: .init(target: result.target, head: result.head, tree: result.tree)
    ).text
    try #require(result.decision.verdict == .approved, "\(text)")
    return DecisionRecord(
      sequence: Int64(records.count + 1), previous: records.last?.digest, repository: "data", number: number,
      url: Self.page(number), targetBranch: "main", mergeCommit: nil,
      input: .init(
        mode: query.mode, folder: "examples/kubenova", author: author, forge: nil, accountNames: [:],
        today: query.today, target: result.target, head: head, events: query.events,
        digestsByHead: result.digestsByHead),
      decision: text, approvals: DecisionRecord.Approval.all(in: result.decision, events: query.events, head: head),
      exception: nil)
  }

  /// Writes the note with a record.
  func publish(_ record: DecisionRecord) throws {
    records.append(record)
    try note(record.text, on: try #require(record.mergeCommit))
  }

  func note(_ text: String, on commit: String) throws {
    try example.git("notes", "--ref=refs/notes/remit", "add", "-f", "-m", text, commit)
  }
}
