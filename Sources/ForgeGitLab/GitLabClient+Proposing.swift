public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The open merge request between two branches of the project.
  public func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int? {
    let query =
      "state=opened&scope=all&source_branch=\(branch.percentEncoded)&target_branch=\(target.percentEncoded)&per_page=100"
    let found = try await session.pages(Listed.self, "\(project)/merge_requests?\(query)")
    return found.filter { $0.source_project_id == $0.target_project_id }.map(\.iid).min()
  }

  /// Opens a merge request.
  public func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int {
    let body = Opening(
      source_branch: proposal.sourceBranch, target_branch: proposal.targetBranch, title: proposal.title,
      description: proposal.text, remove_source_branch: true)
    return try await session.value(Opened.self, .post, "\(project)/merge_requests", json: body).iid
  }

  /// Replaces title and text.
  public func edit(_ number: Int, title: String, text: String) async throws(ForgeError) {
    let body = Edit(title: title, description: text)
    try session.checked(try await session.answer(.put, path(number), json: body), .put, path(number))
  }

  /// Closes a merge request.
  public func close(_ number: Int) async throws(ForgeError) {
    // What is closed is not closed again: GitLab refuses that.
    guard try await mergeRequest(number).state == .open else { return }
    let body = Edit(state_event: "close")
    try session.checked(try await session.answer(.put, path(number), json: body), .put, path(number))
  }

  private struct Listed: Decodable {
    var iid: Int
    var source_project_id: Int64?
    var target_project_id: Int64?
  }

  private struct Opened: Decodable {
    var iid: Int
  }

  private struct Opening: Encodable {
    var source_branch: String
    var target_branch: String
    var title: String
    var description: String
    var remove_source_branch: Bool
  }

  private struct Edit: Encodable {
    var title: String?
    var description: String?
    var state_event: String?
  }
}
