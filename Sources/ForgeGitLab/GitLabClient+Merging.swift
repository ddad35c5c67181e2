public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// Merges if the head is still this one. After any answer but a success the merge request is read again: it may be
  /// merged although the answer was lost, or by somebody else.
  public func merge(
    _ number: Int, head: String, _ instruction: MergeInstruction
  ) async throws(ForgeError) -> MergeAnswer {
    let path = path(number) + "/merge"
    let body = MergeBody(
      sha: head, squash: instruction.method.squashes, should_remove_source_branch: instruction.removesSourceBranch)
    do {
      let answer = try await session.answer(.put, path, json: body)
      switch answer.status {
      case 401, 403:
        // Also the answer to a token that is not valid any more, which reading tells.
        return try await outcome(of: number, head: head) { _ in .refused(refusal(answer)) }
      case 400, 405:
        return try await outcome(of: number, head: head) { state in
          switch state {
          case .ready, .checking: .notYet(refusal(answer))
          case .needsRebase: .refused("need_rebase")
          case .conflict: .refused("conflict")
          case .blocked(let word): .refused(word)
          }
        }
      case 409, 422:
        return try await outcome(of: number, head: head) { _ in .notYet(refusal(answer)) }
      default:
        let merged = try session.decode(
          GitLabMergeRequest.self, try session.checked(answer, .put, path), path)
        return merged.isMerged(head) ?? .notYet("GitLab has not merged !\(number) yet")
      }
    } catch  where error.kind == .unavailable || error.kind == .unreadable {
      let text = error.description
      return try await outcome(of: number, head: head) { _ in .notYet(text) }
    }
  }

  /// Starts a rebase. GitLab takes no head for it: the head is compared before.
  public func rebase(_ number: Int, head: String) async throws(ForgeError) {
    guard try await wireMergeRequest(number).sha == head else {
      throw ForgeError(.conflict, "GitLab: !\(number) has another head by now")
    }
    let path = path(number) + "/rebase"
    try session.checked(try await session.answer(.put, path), .put, path)
  }

  /// How a merge request stands after a merge that was not a plain success.
  private func outcome(
    of number: Int, head: String, open: (Mergeability) -> MergeAnswer
  ) async throws(ForgeError) -> MergeAnswer {
    let wire = try await wireMergeRequest(number)
    if let answer = wire.isMerged(head) { return answer }
    if wire.state == "closed" { return .refused("closed") }
    // While it is locked, GitLab is merging.
    if wire.state != "opened" { return .notYet("GitLab is at work on !\(number)") }
    return open(Mergeability(detailedMergeStatus: wire.detailed_merge_status))
  }

  private func refusal(_ answer: HTTPResponse) -> String {
    let message = ForgeMessage(answer).text
    return message.isEmpty ? "GitLab answered \(answer.status)" : message
  }

  private struct MergeBody: Encodable {
    var sha: String
    var squash: Bool?
    var should_remove_source_branch: Bool
  }
}

extension GitLabMergeRequest {
  /// The answer where it is merged or has another head; nil where it is open with this head.
  fileprivate func isMerged(_ head: String) -> MergeAnswer? {
    if let sha, sha != head { return .headMoved }
    return state == "merged" ? .merged(commit: mergeCommit) : nil
  }
}

extension MergeInstruction.Method {
  /// The project decides how a merge is done; a request chooses only squashing.
  fileprivate var squashes: Bool? {
    switch self {
    case .merge: nil
    case .squash: true
    case .rebase, .fastForward: false
    }
  }
}
