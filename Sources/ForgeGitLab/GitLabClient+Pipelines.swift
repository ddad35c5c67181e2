public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The state of the newest pipeline of a head that was not skipped. Where Remit's own status is what keeps it from
  /// having passed, its other jobs are looked at; a pipeline of nothing but that status is none.
  public func pipeline(of number: Int, head: String, ignoring name: String) async throws(ForgeError) -> PipelineState {
    for pipeline in try await pipelines(of: number, head: head) {
      let state = try await state(of: pipeline, head: head, ignoring: name)
      if state != .none { return state }
    }
    return .none
  }

  /// The pipelines of a head, newest first. A pipeline of merged results runs on another commit: that it belongs to the
  /// head is known only of the one that GitLab calls the head's.
  private func pipelines(of number: Int, head: String) async throws(ForgeError) -> [GitLabPipeline] {
    let mergeRequest = try await wireMergeRequest(number)
    let ofHead = mergeRequest.sha == head ? mergeRequest.head_pipeline?.id : nil
    return try await session.pages(GitLabPipeline.self, path(number) + "/pipelines")
      .filter { ($0.sha == head || $0.id == ofHead) && $0.status != "skipped" }
      .sorted { $0.id > $1.id }
  }

  private func state(
    of pipeline: GitLabPipeline, head: String, ignoring name: String
  ) async throws(ForgeError) -> PipelineState {
    let project = pipeline.project_id.map { "/projects/\($0)" } ?? project
    let commit = (pipeline.sha ?? head).percentEncoded
    let overall = PipelineState(word: pipeline.status, name: "pipeline \(pipeline.id)")
    let jobs: [GitLabStatus]
    do {
      jobs = try await session.pages(
        GitLabStatus.self,
        "\(project)/repository/commits/\(commit)/statuses?pipeline_id=\(pipeline.id)&per_page=100")
    } catch  where project != self.project && (error.kind == .notFound || error.kind == .forbidden) {
      // The pipeline of a fork that the account may not look into; Remit's status is not there.
      return overall
    }
    let others = jobs.filter { $0.name != name }
    let own = jobs.filter { $0.name == name }.max { $0.id < $1.id }?.status

    if others.isEmpty, own != nil { return .none }
    if overall == .passed { return overall }
    if let failed = others.first(where: { $0.isFailed }) { return .failed(failed.name) }
    if own == nil || own == "success" || own == "skipped" { return overall }
    if others.contains(where: { $0.isUnfinished }) { return .running }
    // Jobs that start other pipelines are in no list of statuses.
    let bridges = try await session.pages(
      GitLabStatus.self, "\(project)/pipelines/\(pipeline.id)/bridges?per_page=100")
    if let failed = bridges.first(where: { $0.isFailed }) { return .failed(failed.name) }
    return bridges.contains { $0.isUnfinished } ? .running : .passed
  }
}

extension PipelineState {
  /// What the state of a whole pipeline means. (docs.gitlab.com, "Pipelines API")
  fileprivate init(word: String, name: String) {
    self =
      switch word {
      case "success": .passed
      case "failed", "canceled": .failed(name)
      default: .running
      }
  }
}

extension GitLabStatus {
  fileprivate var isFailed: Bool { (status == "failed" || status == "canceled") && allow_failure != true }

  /// Manual jobs that may fail wait for nobody.
  fileprivate var isUnfinished: Bool {
    !["success", "failed", "canceled", "skipped"].contains(status) && !(status == "manual" && allow_failure == true)
  }
}
