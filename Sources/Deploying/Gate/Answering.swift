internal import GitObjects
public import Workflows

extension DeployWorkflow {
  /// Notes that somebody answers for a commit, so that the gate lets it through: a record without a decision, in a note of the
  /// repository, beside one that does not cover the commit. Gives the record's text. `key`: what signs it; `time`: seconds
  /// since 1970. Throws where a record covers the commit already, or where this one would not count.
  public func allow(
    _ name: String, by person: String, reason: String, key: RecordSigningKey?, time: Int64
  ) throws(WorkflowError) -> String {
    let path = try repositoryPath()
    let commit = try id(of: name)
    var record = DecisionRecord(
      repository: trust.repository ?? "none", number: 0, url: "", targetBranch: trust.branch ?? "",
      mergeCommit: commit, input: nil, decision: nil, approvals: [], exception: .init(by: person, reason: reason))
    if let key {
      do throws(RecordKeyError) { record = try key.signing(record) } catch { throw .failure("\(error)") }
    }
    guard trust.covers(record) else {
      throw .usage("the record would not count: sign it with one of the keys that do")
    }
    var isDecided = false
    do throws(GitError) {
      let git = try Repository(opening: path)
      let id = try git.resolve(commit)
      // What was decided is not replaced by somebody's word.
      isDecided = try isCovered(id, in: git, path)
      if !isDecided {
        var note = RecordNote(try git.note(on: id, reference: Gate.notes))
        note.put(record)
        try git.setNote(
          note.text, on: id, reference: Gate.notes,
          by: Signature(name: "Remit", email: "remit@localhost", time: time))
      }
    } catch { throw .failure("the note cannot be written: \(error)") }
    if isDecided { throw .failure("\(name): there is a record that allows it; the note stays as it is") }
    return record.signedText
  }

  /// Whether the gate lets a commit through after the one before it, by the decision about a merge.
  private func isCovered(_ id: ObjectID, in git: Repository, _ path: String) throws(GitError) -> Bool {
    let merges = try RecordedMerge.all(on: id, in: git, reference: Gate.notes, trust: trust)
    guard merges.contains(where: { $0.head != nil }), let before = try git.parents(of: id).first else { return false }
    let gate = Gate(repository: path, trust: trust)
    // Records that came later say which one of this commit counts.
    let wanted = gate.descends("HEAD", from: "\(id)") ? "HEAD" : "\(id)"
    do throws(Gate.Failure) {
      return try !gate.check(deployed: "\(before)", wanted: wanted).quarantined.contains(id.description)
    } catch {
      if case .git(let error) = error { throw error }
      return false
    }
  }
}
