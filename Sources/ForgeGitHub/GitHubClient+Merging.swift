public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// Merges if the head is still this one. After any answer but a success the pull request is read again: it may be
  /// merged although the answer was lost, or by somebody else.
  public func merge(
    _ number: Int, head: String, _ instruction: MergeInstruction
  ) async throws(ForgeError) -> MergeAnswer {
    guard instruction.method != .fastForward else { return .refused("GitHub cannot merge by fast-forward only") }
    let answer = try await tryToMerge(number, head: head, method: instruction.method)
    if case .merged = answer, instruction.removesSourceBranch { await removeSourceBranch(of: number, head: head) }
    return answer
  }

  private func tryToMerge(
    _ number: Int, head: String, method: MergeInstruction.Method
  ) async throws(ForgeError) -> MergeAnswer {
    let path = "\(repository)/pulls/\(number)/merge"
    do throws(ForgeError) {
      let response = try await session.answer(.put, path, json: ["sha": head, "merge_method": method.rawValue])
      if [405, 409, 422].contains(response.status) { return try await state(of: number, head: head, after: response) }
      return .merged(commit: try session.decode(Merged.self, try session.checked(response, .put, path), path).sha)
    } catch {
      switch error.kind {
      case .forbidden: return .refused(error.description)
      case .unavailable, .unreadable:
        let pull = try await pull(number)
        if pull.head.sha != head { return .headMoved }
        return pull.isMerged ? .merged(commit: pull.merge_commit_sha) : .notYet(error.description)
      case .notFound, .unauthorized, .conflict, .rejected, .limited: throw error
      }
    }
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
    of number: Int, head: String, after response: HTTPResponse
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

  /// Removes the branch unless it was pushed to since. A branch that stays is no reason to say that the merge failed.
  private func removeSourceBranch(of number: Int, head: String) async {
    guard let pull = try? await pull(number), let source = pull.head.repo, source.id == pull.base.repo?.id,
      pull.head.ref != pull.base.ref
    else { return }
    let name = pull.head.ref.split(separator: "/").map { String($0).percentEncoded }.joined(separator: "/")
    let tip = try? await session.value(GitHubReference.self, .get, "\(repository)/git/ref/heads/\(name)")
    guard tip?.object.sha == head else { return }
    _ = try? await session.answer(.delete, "\(repository)/git/refs/heads/\(name)")
  }
}
