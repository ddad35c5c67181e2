public import Forges
internal import Deciding
internal import Workflows

/// What stands between a merge request and its merge.
public struct Obstacle: Hashable, Sendable, Codable {
  /// Who or what has to move.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// People: approvals, holds, repairs.
    case people
    /// CI.
    case pipeline
    /// The forge has not finished finding out.
    case forge
    /// The branch has to be brought up to its target: Remit does that.
    case rebase
    /// Time: a freeze.
    case freeze
    /// Nobody: Remit does not merge here.
    case configuration
  }

  /// Who or what has to move.
  public var kind: Kind
  /// What it is, for people.
  public var text: String

  /// An obstacle from its parts.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// Everything in the way, the first thing first.
  public static func all(
    _ observation: Observation, _ judgement: Judgement, _ settings: BotSettings, now: Timestamp
  ) -> [Obstacle] {
    let mergeRequest = observation.mergeRequest
    var found: [Obstacle] = []
    if mergeRequest.state != .open { found.append(Obstacle(.people, "it is \(mergeRequest.state.rawValue)")) }
    if mergeRequest.isDraft { found.append(Obstacle(.people, "it is a draft: mark it as ready")) }
    if !judgement.isApproved { found += people(judgement) }
    switch observation.pipeline {
    case .passed: break
    case .running: found.append(Obstacle(.pipeline, "the pipeline of this commit has not finished"))
    case .failed(let name): found.append(Obstacle(.pipeline, "the pipeline of this commit failed: \(name)"))
    case .none:
      if settings.merging.requiresPipeline {
        found.append(Obstacle(.pipeline, "there is no pipeline for this commit yet"))
      }
    }
    switch mergeRequest.mergeability {
    case .ready: break
    case .checking: found.append(Obstacle(.forge, "the forge is still checking whether it merges"))
    case .conflict: found.append(Obstacle(.people, "the forge says that the branches conflict"))
    case .needsRebase:
      found.append(
        settings.merging.rebases
          ? Obstacle(.rebase, "the branch has to be brought up to its target")
          : Obstacle(.people, "the branch has to be brought up to its target: rebase it"))
    case .blocked(let word): found.append(Obstacle(.people, "the forge does not allow the merge: \(word)"))
    }
    if let end = settings.merging.freezes.compactMap({ $0.end(at: now) }).max() {
      found.append(Obstacle(.freeze, "nothing is merged until \(end.text)"))
    }
    if !settings.merging.isEnabled { found.append(Obstacle(.configuration, "Remit does not merge in this repository")) }
    return found
  }

  /// What people have to do.
  private static func people(_ judgement: Judgement) -> [Obstacle] {
    guard let decision = judgement.result?.decision else { return [Obstacle(.people, judgement.headline)] }
    var found = [Obstacle(.people, judgement.headline)]
    if decision.verdict == .needsApproval, !decision.suggestedApprovers.isEmpty {
      found.append(
        Obstacle(.people, "an approval, for example of \(decision.suggestedApprovers.joined(separator: " and "))"))
    }
    return found
  }
}
