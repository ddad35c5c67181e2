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
    do throws(GitError) {
      let git = try Repository(opening: path)
      try git.setNote(
        record.signedText, on: try git.resolve(record.mergeCommit ?? name), reference: Gate.notes,
        by: Signature(name: "Remit", email: "remit@localhost", time: time))
    } catch { throw .failure("the note cannot be written: \(error)") }
    return record.signedText
  }
}
