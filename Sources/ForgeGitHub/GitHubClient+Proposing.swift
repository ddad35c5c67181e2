public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// The open pull request between two branches of the repository.
  public func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int? {
    // `/repos/owner/name`: GitHub wants to know whose branch it is.
    let owner = repository.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    let query = "state=open&head=\(owner):\(branch.percentEncoded)&base=\(target.percentEncoded)&per_page=100"
    let found = try await session.pages(GitHubPull.self, "\(repository)/pulls?\(query)")
    return found.filter { Self.isOwn($0, from: branch, into: target) }.map(\.number).min()
  }

  /// Whether a pull request is between two branches of one repository. Never inlined: the optimizer of Swift 6.3.1 gives up where
  /// it is.
  @inline(never)
  private static func isOwn(_ pull: GitHubPull, from branch: String, into target: String) -> Bool {
    let repositories = (pull.head.repo?.id, pull.base.repo?.id)
    return pull.head.ref == branch && pull.base.ref == target && repositories.0 == repositories.1
  }

  /// Opens a pull request.
  public func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int {
    let body = Opening(
      title: proposal.title, head: proposal.sourceBranch, base: proposal.targetBranch, body: proposal.text)
    return try await session.value(GitHubPull.self, .post, "\(repository)/pulls", json: body).number
  }

  /// Replaces title and text.
  public func edit(_ number: Int, title: String, text: String) async throws(ForgeError) {
    try await change(number, Edit(title: title, body: text))
  }

  /// Closes a pull request.
  public func close(_ number: Int) async throws(ForgeError) { try await change(number, Edit(state: "closed")) }

  private func change(_ number: Int, _ edit: Edit) async throws(ForgeError) {
    let path = "\(repository)/pulls/\(number)"
    try session.checked(try await session.answer(.patch, path, json: edit), .patch, path)
  }

  private struct Opening: Encodable {
    var title: String
    var head: String
    var base: String
    var body: String
  }

  private struct Edit: Encodable {
    var title: String?
    var body: String?
    var state: String?
  }
}
