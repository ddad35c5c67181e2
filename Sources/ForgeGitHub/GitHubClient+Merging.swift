public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// Merges if the head is still this one. After any answer but a success the pull request is read again: it may be
  /// merged although the answer was lost, or by somebody else.
  public func merge(
    _ number: Int, head: String, _ instruction: MergeInstruction
  ) async throws(ForgeError) -> MergeAnswer {
    guard instruction.method != .fastForward else { return .refused("GitHub cannot merge by fast-forward only") }
    let path = "\(repository)/pulls/\(number)/merge"
    let answer: MergeAnswer
    do {
      let body = ["sha": head, "merge_method": instruction.method.rawValue]
      let response = try await session.answer(.put, path, json: body)
      switch response.status {
      case 405, 409, 422:
        answer = try await state(of: number, head: head, else: response)
      case 403 where ForgeError.Kind.forbidden == kind(of: response, path):
        answer = .refused(ForgeMessage(response).text)
      default:
        let merged = try session.decode(Merged.self, try session.checked(response, .put, path), path)
        answer = .merged(commit: merged.sha)
      }
    } catch  where error.kind == .unavailable || error.kind == .unreadable {
      let pull = try await pull(number)
      guard pull.isMerged || pull.head.sha != head else { return .notYet(error.description) }
      answer = pull.head.sha == head ? .merged(commit: pull.merge_commit_sha) : .headMoved
    }
    if case .merged = answer, instruction.removesSourceBranch { try await removeSourceBranch(of: number) }
    return answer
  }

  /// Merges the target into the branch; the only way GitHub has by API.
  public func rebase(_ number: Int, head: String) async throws(ForgeError) {
    let path = "\(repository)/pulls/\(number)/update-branch"
    let response = try await session.answer(.put, path, json: ["expected_head_sha": head])
    if response.status == 422 {
      let message = ForgeMessage(response).text
      if message.contains("no new commits") { return }
      guard try await pull(number).head.sha == head else { throw ForgeError(.conflict, "GitHub: \(message)") }
    }
    try session.checked(response, .put, path)
  }

  private struct Merged: Decodable {
    var sha: String?
  }

  /// What a refusal to merge means, after a new look.
  private func state(
    of number: Int, head: String, else response: HTTPResponse
  ) async throws(ForgeError) -> MergeAnswer {
    let pull = try await pull(number)
    let message = ForgeMessage(response).text
    if pull.head.sha != head { return .headMoved }
    if pull.isMerged { return .merged(commit: pull.merge_commit_sha) }
    switch response.status {
    // The head that GitHub compared with is another one than it shows: one of the two is late.
    case 409: return .headMoved
    // The base moved while GitHub merged: the only refusal of this kind that passes by itself.
    case 405 where message.contains("Base branch was modified"): return .notYet(message)
    default: return .refused(message)
    }
  }

  private func kind(of response: HTTPResponse, _ path: String) -> ForgeError.Kind? {
    do throws(ForgeError) {
      try session.checked(response, .put, path)
      return nil
    } catch {
      return error.kind
    }
  }

  /// A branch that stays is no reason to say that the merge failed.
  private func removeSourceBranch(of number: Int) async throws(ForgeError) {
    guard let pull = try? await pull(number), let source = pull.head.repo, source.id == pull.base.repo?.id,
      pull.head.ref != pull.base.ref
    else { return }
    let name = pull.head.ref.split(separator: "/").map { String($0).percentEncoded }.joined(separator: "/")
    _ = try? await session.answer(.delete, "\(repository)/git/refs/heads/\(name)")
  }
}
