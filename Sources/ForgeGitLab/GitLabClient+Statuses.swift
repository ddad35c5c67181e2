public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The status of that name that was made last.
  public func status(named name: String, of commit: String) async throws(ForgeError) -> CommitStatus? {
    let query = "name=\(name.percentEncoded)&per_page=100"
    let path = "\(project)/repository/commits/\(commit.percentEncoded)/statuses?\(query)"
    return try await session.pages(GitLabStatus.self, path).filter { $0.name == name }
      .max { $0.id < $1.id }.map(\.commitStatus)
  }

  /// Sets a status where it is another one. It joins the pipeline of the head, if that is one of this project.
  public func report(
    _ report: CheckReport, on commit: String, of number: Int
  ) async throws(ForgeError) {
    let wanted = report.status
    if try await holds(wanted, on: commit) { return }
    let mergeRequest = try await wireMergeRequest(number)
    var body = StatusBody(
      state: wanted.state.gitLabWord, name: wanted.name, description: wanted.summary, target_url: wanted.url,
      ref: mergeRequest.source_branch)
    if let pipeline = mergeRequest.head_pipeline, pipeline.sha == commit,
      pipeline.project_id == mergeRequest.target_project_id
    {
      body.pipeline_id = pipeline.id
      body.ref = pipeline.ref
    } else if mergeRequest.source_project_id != mergeRequest.target_project_id {
      // A branch of that name in this project is another branch.
      body.ref = "refs/merge-requests/\(number)/head"
    }
    let path = "\(project)/statuses/\(commit.percentEncoded)"
    var answer = try await session.answer(.post, path, json: body)
    if answer.status == 409 {
      // Somebody else sets a status of this commit at the same time.
      if try await holds(wanted, on: commit) { return }
      answer = try await session.answer(.post, path, json: body)
    }
    if answer.status == 400, ForgeMessage(answer).text.contains("Cannot transition status"),
      try await holds(wanted, on: commit, in: [wanted.state, .pending, .running])
    {
      return
    }
    try session.checked(answer, .post, path)
  }

  /// Whether a status is set already. GitLab cannot change anything of one that is not finished but its state.
  private func holds(
    _ wanted: CommitStatus, on commit: String, in states: Set<CommitStatus.State>? = nil
  ) async throws(ForgeError) -> Bool {
    guard let current = try await status(named: wanted.name, of: commit) else { return false }
    if current == wanted { return true }
    let isUnfinished = wanted.state == .pending || wanted.state == .running
    if current.state == wanted.state { return isUnfinished || states != nil }
    return isUnfinished && states?.contains(current.state) == true
  }

  private struct StatusBody: Encodable {
    var state: String
    var name: String
    var description: String
    var target_url: String?
    var ref: String?
    var pipeline_id: Int64?
  }
}

extension GitLabStatus {
  fileprivate var commitStatus: CommitStatus {
    let state: CommitStatus.State =
      switch status {
      case "running": .running
      case "success": .success
      case "failed": .failure
      case "canceled": .canceled
      case "skipped": .skipped
      default: .pending
      }
    return CommitStatus(name: name, state: state, summary: description ?? "", url: target_url)
  }
}

extension CommitStatus.State {
  fileprivate var gitLabWord: String { self == .failure ? "failed" : rawValue }
}
