public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// The open pull request between two branches of the repository. The server finds none by its branch: all are listed.
  public func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int? {
    let path = repository + "/pulls?state=open&sort=recentupdate&limit=50"
    return try await session.numberedPages(GiteaPull.self, path)
      .filter { $0.head.ref == branch && $0.base.ref == target && $0.head.repo_id == $0.base.repo_id }
      .map(\.number).min()
  }

  /// Opens a pull request.
  public func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int {
    try await session.value(GiteaPull.self, .post, "\(repository)/pulls", json: PullRequestFields(proposal)).number
  }

  /// Replaces title and text.
  public func edit(_ number: Int, title: String, text: String) async throws(ForgeError) {
    try await session.change(pullRequest: number, of: repository, PullRequestFields(title: title, text: text))
  }

  /// Closes a pull request.
  public func close(_ number: Int) async throws(ForgeError) {
    guard try await pull(number).state == "open" else { return }
    try await session.change(pullRequest: number, of: repository, PullRequestFields(state: "closed"))
  }
}
