internal import Deciding
internal import GitObjects
internal import Reporting

/// What came of repeating a recorded decision.
public struct ReplayResult: Sendable {
  /// The decision made now, as JSON.
  public var decision: String
  /// Whether it is byte for byte the recorded one.
  public var isSame: Bool
}

extension DecisionRecord {
  /// Reads the record in a file; `-` is standard input. Of a note with several the one with a decision. Throws `.usage` where there is
  /// none, or where that is not one.
  public static func read(_ path: String) throws(WorkflowError) -> DecisionRecord {
    let bytes = path == "-" ? try Disk.readStandardInput() : try Disk.read(path)
    let name = path == "-" ? "standard input" : path
    let records = RecordNote(String(decoding: bytes, as: UTF8.self)).records
    guard records.count > 1 else { return try DecisionRecord(parsing: bytes, file: name) }
    let decided = records.filter { $0.decision != nil }
    guard decided.count == 1, let record = decided.first else {
      throw .usage("\(name): it holds \(records.count) records, \(decided.count) of them with a decision: give one")
    }
    return record
  }
}

extension Workspace {
  /// Makes a recorded decision again, from the commits and events that it was made from. Throws `.usage` where the record
  /// holds no decision, `.failure` where a commit is missing.
  public func replay(_ record: DecisionRecord) throws(WorkflowError) -> ReplayResult {
    guard let input = record.input, let recorded = record.decision else {
      throw .usage("the record holds no decision: nothing was decided about that merge")
    }
    for commit in [input.target, input.head] where (try? repository?.resolve(commit)) == nil {
      throw .failure("the commit \(commit) of the record is not in this repository: fetch it first")
    }
    let query = MergeRequestQuery(
      base: input.target, head: .commit(input.head), mode: input.mode, author: input.author, forge: input.forge,
      accountNames: input.accountNames, events: input.events, today: input.today)
    let place = try Workspace(repositoryAt: repositoryPath, folder: input.folder)
    let result = try place.decide(
      query, on: try place.prepare(target: input.target), digestsByHead: input.digestsByHead)
    let text = DecisionJSON(
      result.decision, revisions: .init(target: result.target, head: result.head, tree: result.tree)
    ).text
    return ReplayResult(decision: text, isSame: text == recorded)
  }

  private var repositoryPath: String { repository?.gitDirectory ?? root }
}
