public import Forges

/// `ForgeClient` says what these do.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ModelClient {
  public func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int? {
    try await around(.list, false)
    return model.read { state in
      state.items.values.map(\.mergeRequest).filter {
        $0.state == .open && $0.sourceBranch == branch && $0.targetBranch == target && !$0.isFromFork
      }.map(\.number).min()
    }
  }

  public func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int {
    try await around(.open, false)
    let number: Int
    do {
      // The branch has to be there, as on a real forge.
      number = try model.open(
        try model.tip(proposal.sourceBranch), by: model.bot, into: proposal.targetBranch, title: proposal.title)
    } catch { throw ForgeError(.rejected, "\(error)") }
    model.change { state in
      state.writes.append("open \(number)")
      state.change(number) { item in
        item.mergeRequest.sourceBranch = proposal.sourceBranch
        item.text = proposal.text
      }
    }
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
