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
    try await session.value(GitHubPull.self, .post, "\(repository)/pulls", json: PullRequestFields(proposal)).number
  }

  /// Replaces title and text.
  public func edit(_ number: Int, title: String, text: String) async throws(ForgeError) {
    try await session.change(pullRequest: number, of: repository, PullRequestFields(title: title, text: text))
  }

  /// Closes a pull request.
  public func close(_ number: Int) async throws(ForgeError) {
    try await session.change(pullRequest: number, of: repository, PullRequestFields(state: "closed"))
  }
}
