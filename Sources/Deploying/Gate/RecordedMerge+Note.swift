internal import DocumentModel
internal import GitObjects
internal import JSONCoding
public import Workflows

extension RecordedMerge {
  /// What a record says; nil where it does not say which commit it is about. A decision allows a merge if it is about the
  /// same commits and approved them. Somebody who merged around the decision (an exception by nobody) allowed nothing.
  public init?(_ record: DecisionRecord) {
    guard let commit = record.mergeCommit else { return nil }
    let isDecided = record.exception == nil && record.isApproved
    self.init(
      commit: commit, head: record.input?.head, target: record.input?.target,
      mergeRequest: record.page, digest: record.digest,
      isAllowed: isDecided || record.exception?.by != nil, sequence: record.sequence, previous: record.previous)
  }

  /// The records in the note on a commit that are about it and count, the newest first.
  static func all(
    on commit: ObjectID, in git: Repository, reference: String, trust: RecordTrust
  ) throws(GitError) -> [RecordedMerge] {
    RecordNote(try git.note(on: commit, reference: reference)).records.filter { trust.covers($0) }
      .compactMap { RecordedMerge($0) }.filter { $0.commit == commit.description }
      .sorted { $0.sequence > $1.sequence }
  }
}

extension DecisionRecord {
  /// The merge request's page, or its number; nil where there was none.
  fileprivate var page: String? { url.isEmpty ? number == 0 ? nil : "!\(number)" : url }

  /// Whether it holds a decision that approved what the record says it was made from.
  fileprivate var isApproved: Bool {
    guard let input, let decision,
      let document = JSONReader().read(Array(decision.utf8), file: "decision").document
    else { return false }
    func text(_ keys: DocumentKey...) -> String? {
      var node: NodeID? = document.root
      for key in keys { node = node.flatMap { document.member($0, key) } }
      return node.flatMap(document.string)
    }
    return text("verdict") == "approved" && text("head", "commit") == input.head
      && text("target", "commit") == input.target
  }
}
