internal import GitObjects
public import Workflows

extension RecordedMerge {
  /// What a record says; nil where it does not say which commit it is about. Somebody who merged around the decision (an
  /// exception by nobody) allowed nothing.
  public init?(_ record: DecisionRecord) {
    guard let commit = record.mergeCommit else { return nil }
    let isDecided = record.exception == nil && record.input != nil && record.decision != nil
    self.init(
      commit: commit, head: record.input?.head, target: record.input?.target,
      mergeRequest: record.url.isEmpty ? "!\(record.number)" : record.url, digest: record.digest,
      isAllowed: isDecided || record.exception?.by != nil)
  }

  /// The record in the note on a commit; nil where there is none that can be read, or one about another commit.
  static func note(on commit: ObjectID, in git: Repository, reference: String) throws(GitError) -> RecordedMerge? {
    guard let text = try git.note(on: commit, reference: reference) else { return nil }
    do throws(WorkflowError) {
      let record = try DecisionRecord(parsing: Array(text.utf8), file: "record")
      guard let merge = RecordedMerge(record), merge.commit == commit.description else { return nil }
      return merge
    } catch { return nil }
  }
}
