public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// Merges if the head is still this one. After any answer but a success the pull request is read again: it may be
  /// merged although the answer was lost, or by somebody else.
  public func merge(
    _ number: Int, head: String, _ instruction: MergeInstruction
  ) async throws(ForgeError) -> MergeAnswer {
    let path = "\(repository)/pulls/\(number)/merge"
    let order = Order(instruction, head: head, isForgejo: try await isForgejo())
    let refusal: (status: Int, message: String)
    do throws(ForgeError) {
      let response = try await session.answer(.post, path, json: order)
      if response.isSuccess {
        // The merge is done, whether or not its commit can be read.
        return .merged(commit: (try? await pull(number))?.merge_commit_sha)
      }
      if response.status < 500, ![403, 405, 409, 422, 423].contains(response.status) {
        try session.checked(response, .post, path)
      }
      refusal = (response.status, ForgeMessage(response).text)
    } catch {
      guard error.kind == .unavailable || error.kind == .unreadable else { throw error }
      refusal = (500, error.description)
    }
    let pull = try await pull(number)
    if pull.headCommit != head { return .headMoved }
    if pull.isMerged { return .merged(commit: pull.merge_commit_sha) }
    return answer(to: refusal.status, refusal.message.lowercased(), refusal.message)
  }

  /// Puts the branch on top of its target. The forge takes no head for this, hence the look before.
  public func rebase(_ number: Int, head: String) async throws(ForgeError) {
    try await expect(head, of: number)
    let path = "\(repository)/pulls/\(number)/update?style=rebase"
    let response = try await session.answer(.post, path)
    if !response.isSuccess, ForgeMessage(response).text.lowercased().contains("up to date") { return }
    try session.checked(response, .post, path)
  }

  /// What a refusal means while the head is the expected one; the forge's texts are those of its `routers/api/v1`.
  private func answer(to status: Int, _ message: String, _ original: String) -> MergeAnswer {
    switch status {
    case 500...: .notYet(original)
    case 405 where message.contains("try again later"): .notYet(original)
    // The target moved while the forge merged.
    case 409 where message.contains("push") && message.contains("out of date"): .notYet(original)
    case 409 where message.contains("head out of date"): .headMoved
    default: .refused(original)
    }
  }

  /// The body of a merge. The two forges write the name of one member differently and refuse the other's.
  private struct Order: Encodable {
    var method: String
    var head: String
    var removesSourceBranch: Bool
    var isForgejo: Bool

    init(_ instruction: MergeInstruction, head: String, isForgejo: Bool) {
      method =
        switch instruction.method {
        case .merge: "merge"
        case .squash: "squash"
        case .rebase: "rebase"
        case .fastForward: "fast-forward-only"
        }
      self.head = head
      removesSourceBranch = instruction.removesSourceBranch
      self.isForgejo = isForgejo
    }

    enum CodingKeys: String, CodingKey {
      case forgejoMethod = "Do"
      case giteaMethod = "do"
      case head = "head_commit_id"
      case removesSourceBranch = "delete_branch_after_merge"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(method, forKey: isForgejo ? .forgejoMethod : .giteaMethod)
      try container.encode(head, forKey: .head)
      try container.encode(removesSourceBranch, forKey: .removesSourceBranch)
    }
  }
}
