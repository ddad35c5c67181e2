import Workflows

/// Makes a recorded decision again and compares: `remit decide --replay`.
struct Replay {
  /// The record's file; `-` for standard input.
  let path: String

  /// Prints the decision and ends the process: 0 where it is the recorded one, 1 where it is not, which is explained on
  /// standard error.
  func run(in workspace: Workspace, quiet: Bool) throws {
    let record = try attempt { () throws(WorkflowError) in try DecisionRecord.read(path) }
    let result = try attempt { () throws(WorkflowError) in try workspace.replay(record) }
    if !quiet { Output.data(result.decision) }
    if !result.isSame { Output.error("remit: " + difference(record.decision ?? "", result.decision, record.engine)) }
    Output.finish(result.isSame ? 0 : 1)
  }

  /// The first line that differs.
  private func difference(_ recorded: String, _ made: String, _ engine: String) -> String {
    let (old, new) = (lines(recorded), lines(made))
    let index = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    let versions = engine == RemitVersion.current ? "" : " (recorded by \(engine), this is \(RemitVersion.current))"
    return """
      the decision is another one than the recorded\(versions); first different line, \(index + 1):
      recorded: \(index < old.count ? old[index] : "(none)")
      now:      \(index < new.count ? new[index] : "(none)")
      """
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}
