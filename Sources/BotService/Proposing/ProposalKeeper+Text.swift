extension ProposalKeeper.Outcome {
  /// What operators are told of it; nil: nothing, as nothing happened or it was said before. `former`: what came of it the last
  /// time. `differs`: whether there is anything that one would like to propose.
  public func text(after former: Self?, differs: Bool, target: String) -> String? {
    switch self {
    case .nothing, .kept, .declined: return nil
    case .opened(let number): return "drift is proposed in \(number)"
    case .changed(let number): return "the proposal \(number) was changed"
    case .closed(let number):
      return "the proposal \(number) was closed: "
        + (differs ? "what differs cannot be written into the data" : "nothing differs")
    case .foreign(let number):
      guard self != former else { return nil }
      return "the proposal \(number) is somebody else's, or has their commits: it is left"
    case .waiting(let tip):
      guard self != former else { return nil }
      return "drift is proposed when \(tip) is deployed, which \(target) is at"
    }
  }
}
