internal import HTTPTransport

/// What GitHub is told of a pull request, and Gitea in the same words; what is nil stays as it is.
public struct PullRequestFields: Encodable, Sendable {
  private var title: String?
  private var head: String?
  private var base: String?
  private var body: String?
  private var state: String?

  /// Those of a new one.
  public init(_ proposal: ForgeProposal) {
    (title, body) = (proposal.title, proposal.text)
    (head, base) = (proposal.sourceBranch, proposal.targetBranch)
  }

  /// A new title, and a new text.
  public init(title: String, text: String) { (self.title, body) = (title, text) }

  /// A new state: `closed`.
  public init(state: String) { self.state = state }
}

extension ForgeSession {
  /// Changes a pull request of a repository, `/repos/owner/name`.
  public func change(
    pullRequest number: Int, of repository: String, _ fields: PullRequestFields
  ) async throws(ForgeError) {
    let path = "\(repository)/pulls/\(number)"
    try checked(try await answer(.patch, path, json: fields), .patch, path)
  }
}
