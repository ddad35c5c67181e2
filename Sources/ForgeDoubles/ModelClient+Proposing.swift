public import Forges

extension ForgeModel {
  /// The open merge request between two branches.
  func open(from branch: String, into target: String) -> Int? {
    read { state in
      state.items.values.map(\.mergeRequest).filter {
        $0.state == .open && $0.sourceBranch == branch && $0.targetBranch == target && !$0.isFromFork
      }.map(\.number).min()
    }
  }

  /// Opens a merge request as the service's account. Throws where the branch is not there, or one is open already, as forges do.
  func propose(_ proposal: ForgeProposal) throws -> Int {
    guard open(from: proposal.sourceBranch, into: proposal.targetBranch) == nil else {
      throw ForgeError(.rejected, "there is one already")
    }
    let number = try open(
      try tip(proposal.sourceBranch), by: bot, into: proposal.targetBranch, title: proposal.title)
    change { state in
      state.writes.append("open \(number)")
      state.change(number) { item in
        item.mergeRequest.sourceBranch = proposal.sourceBranch
        item.text = proposal.text
      }
    }
    return number
  }
}

/// `ForgeClient` says what these do.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ModelClient {
  public func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int? {
    try await around(.list, false)
    return model.open(from: branch, into: target)
  }

  public func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int {
    try await around(.open, false)
    let number: Int
    do { number = try model.propose(proposal) } catch { throw ForgeError(.rejected, "\(error)") }
    try await around(.open, true)
    return number
  }

  public func edit(_ number: Int, title: String, text: String) async throws(ForgeError) {
    try await write(.edit, number) { state, _ in
      state.change(number) { item in
        item.mergeRequest.title = title
        item.text = text
      }
    }
  }

  public func close(_ number: Int) async throws(ForgeError) {
    try await write(.close, number) { state, _ in state.change(number) { $0.mergeRequest.state = .closed } }
  }
}
