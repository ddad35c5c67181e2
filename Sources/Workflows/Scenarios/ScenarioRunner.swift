public import DataBundle
public import Deciding
internal import Diagnostics
internal import Diffing
public import Ownership

/// What came of a scenario in one mode.
public struct ScenarioOutcome: Sendable {
  /// The scenario.
  public var scenario: Scenario
  /// The rules it was decided by.
  public var mode: OwnershipMode
  /// Where the decision is not what was expected; empty if it is.
  public var failures: [String]
  /// The decision; nil where the scenario itself cannot be played.
  public var decision: Decision?
}

/// Plays scenarios on a data repository.
public struct ScenarioRunner: Sendable {
  private let source: any FileSource
  private let folder: String
  private let target: DecisionMaker
  private let today: String
  private let forge: Forge?

  /// A runner on the files of a source, all scenarios on the same day.
  public init(source: any FileSource, folder: String, today: String, forge: Forge? = nil) throws(WorkflowError) {
    self.source = source
    self.folder = folder
    self.today = today
    self.forge = forge
    target = try DecisionMaker(target: source, folder: folder)
  }

  /// Plays a scenario in one mode.
  public func run(_ scenario: Scenario, mode: OwnershipMode) -> ScenarioOutcome {
    do throws(WorkflowError) {
      let decision = try decide(scenario, mode)
      let expected = mode == .strict ? scenario.expected : scenario.compat
      let verdict = Scenario.Expectation(verdict: scenario.expected.verdict, diagnostics: [], items: [])
      return ScenarioOutcome(
        scenario: scenario, mode: mode, failures: (expected ?? verdict).failures(of: decision), decision: decision)
    } catch {
      return ScenarioOutcome(scenario: scenario, mode: mode, failures: [error.description], decision: nil)
    }
  }

  /// What the branch and the target look like at some moment: edits over the repository's files.
  private struct State {
    var target: [String: [UInt8]?] = [:]
    var branch: [String: [UInt8]?] = [:]
  }

  private func decide(_ scenario: Scenario, _ mode: OwnershipMode) throws(WorkflowError) -> Decision {
    var state = State()
    try apply(scenario.setup, to: &state.target)
    let start = state.target
    state.branch = start
    try apply(scenario.change, to: &state.branch)
    var heads = [state.branch]
    var events: [Event] = []
    for event in scenario.events {
      switch event {
      case .comment(let body, let by, let isEdited):
        events.append(.comment(Comment(author: by, body: body, isEdited: isEdited, head: name(heads.count))))
      case .push(let edits, let by):
        try apply(edits, to: &state.branch)
        heads.append(state.branch)
        events.append(.push(by: by ?? scenario.author))
      case .land(let edits): try apply(edits, to: &state.target)
      }
    }
    let maker =
      state.target.isEmpty
      ? target
      : try DecisionMaker(target: try overlay(state.target), folder: folder, reusing: target)
    var earlier: [String: Proposal] = [:]
    for (index, head) in heads.dropLast().enumerated() {
      earlier[name(index + 1)] = try proposal(head, start, state.target, mode).proposal
    }
    let (proposal, conflicts) = try proposal(state.branch, start, state.target, mode)
    return try maker.decide(
      proposal,
      DecisionRequest(
        mode: mode, author: scenario.author, forge: forge, events: events, today: today, head: name(heads.count),
        automaticApprovers: ["bot"], conflicts: conflicts), earlier: earlier
    ).decision
  }

  /// A head is known to events by a name that looks like a commit's.
  private func name(_ number: Int) -> String { String(repeating: "0", count: 38) + String(number + 16, radix: 16) }

  private func overlay(_ edits: [String: [UInt8]?]) throws(WorkflowError) -> any FileSource {
    do throws(SourceError) { return try OverlaySource(source, edits: edits) } catch {
      throw .failure(error.description)
    }
  }

  /// The branch on the target: file by file, what only one side has changed. A file that both have changed in different
  /// ways is a conflict (git would look at the lines; scenarios are written so that this does not matter).
  private func proposal(
    _ branch: [String: [UInt8]?], _ start: [String: [UInt8]?], _ target: [String: [UInt8]?], _ mode: OwnershipMode
  ) throws(WorkflowError) -> (proposal: Proposal, conflicts: [String]) {
    var merged = target
    var conflicts: [String] = []
    for (path, bytes) in branch where start[path] != .some(bytes) {
      let isTouched = target[path] != start[path]
      if isTouched, target[path] != .some(bytes) { conflicts.append(path) }
      merged[path] = bytes
    }
    do throws(SourceError) {
      let before = try OverlaySource(source, edits: target)
      let after = try OverlaySource(source, edits: merged)
      var changed: [ChangedFile] = []
      for path in Set(merged.keys).union(target.keys).sorted() {
        let (old, new) = (try before.file(at: path), try after.file(at: path))
        if old?.content != new?.content { changed.append(ChangedFile(path: path, old: old, new: new)) }
      }
      return (Proposal(source: after, changed: changed), conflicts)
    } catch {
      throw .failure(error.description)
    }
  }

  private func apply(_ edits: [Scenario.Edit], to files: inout [String: [UInt8]?]) throws(WorkflowError) {
    for edit in edits {
      let place = "\(edit.place.file):\(edit.place.range?.start.line ?? 1)"
      func path(_ text: String) throws(WorkflowError) -> String {
        guard let path = Paths.join(folder, text) else { throw .usage("\(place): \(text) leads out of the repository") }
        return path
      }
      let file = try path(edit.file)
      func bytes() throws(WorkflowError) -> [UInt8] {
        if let known = files[file] {
          guard let known else { throw .usage("\(place): \(edit.file) has been deleted before") }
          return known
        }
        do throws(SourceError) {
          guard let found = try source.file(at: file) else {
            throw SourceError("\(place): there is no file \(edit.file)")
          }
          return try source.makeReader().bytes(of: found)
        } catch {
          throw .usage(error.description)
        }
      }
      switch edit.action {
      case .write(let text): files[file] = Array(text.utf8)
      case .delete:
        _ = try bytes()
        files[file] = .some(nil)
      case .move(let target):
        files[try path(target)] = try bytes()
        files[file] = .some(nil)
      case .replace(let old, let new):
        let text = try bytes()
        let found = text.positions(of: Array(old.utf8))
        guard found.count == 1, let first = found.first else {
          throw .usage("\(place): the text to replace is there \(found.count) times in \(edit.file), not once")
        }
        files[file] = Array(text[..<first]) + Array(new.utf8) + Array(text[(first + old.utf8.count)...])
      }
    }
  }
}

extension [UInt8] {
  /// Where a text begins, everywhere.
  fileprivate func positions(of text: [UInt8]) -> [Int] {
    guard let first = text.first, count >= text.count else { return [] }
    return indices.dropLast(text.count - 1).filter { self[$0] == first && self[$0...].starts(with: text) }
  }
}
