internal import GitObjects
public import Workflows

extension DeployWorkflow {
  /// Notes that somebody answers for a commit that no merge request brought, so that the gate lets it through: a record
  /// without a decision, in a note of the repository. Gives the record's text. `key`: what signs it; `time`: seconds since 1970.
  public func allow(
    _ name: String, by person: String, reason: String, key: RecordSigningKey?, time: Int64
  ) throws(WorkflowError) -> String {
    let path = try repositoryPath()
    var record = DecisionRecord(
      repository: "", number: 0, url: "", targetBranch: "", mergeCommit: try id(of: name), input: nil, decision: nil,
      approvals: [], exception: .init(by: person, reason: reason))
    if let key {
      do throws(RecordKeyError) { record = try key.signing(record) } catch { throw .failure("\(error)") }
    }
    var there: RecordedMerge?
    do throws(GitError) {
      let git = try Repository(opening: path)
      let id = try git.resolve(record.mergeCommit ?? name)
      there = try RecordedMerge.note(on: id, in: git, reference: Gate.notes, trust: .everything)
      // What was decided is not replaced by somebody's word.
      if there?.head == nil || there?.isAllowed == false {
        try git.setNote(
          record.signedText, on: id, reference: Gate.notes,
          by: Signature(name: "Remit", email: "remit@localhost", time: time))
        there = nil
      }
    } catch { throw .failure("the note cannot be written: \(error)") }
    guard there == nil else { throw .failure("\(name): there is a record that allows it; the note stays as it is") }
    return record.signedText
  }
}
