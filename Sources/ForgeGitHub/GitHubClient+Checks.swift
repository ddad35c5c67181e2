public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// What check runs and commit statuses say together. A name means the same in any case (GitHub's rule).
  public func pipeline(of number: Int, head: String, ignoring name: String) async throws(ForgeError) -> PipelineState {
    let runs = try await checkRuns(of: head).map { CommitStatus($0) }
    let statuses = try await statuses(of: head).map { CommitStatus($0) }
    let all = (runs + statuses).filter { $0.name.lowercased() != name.lowercased() }
    if let failed = all.first(where: { [.failure, .canceled].contains($0.state) }) { return .failed(failed.name) }
    if all.contains(where: { [.pending, .running].contains($0.state) }) { return .running }
    return all.isEmpty ? .none : .passed
  }

  /// The own status: the App's check run of that name, or the commit status where Remit works by a token.
  public func status(named name: String, of commit: String) async throws(ForgeError) -> CommitStatus? {
    if app != nil { return try await ownRun(named: name, of: commit).map { CommitStatus($0) } }
    return try await statuses(of: commit).first { $0.context.lowercased() == name.lowercased() }.map {
      CommitStatus($0)
    }
  }

  /// Sets a check run, or a commit status where Remit works by a token; nothing is sent where it says the same already.
  public func report(_ report: CheckReport, on commit: String, of number: Int) async throws(ForgeError) {
    if app != nil { return try await setRun(report, on: commit) }
    var status = report.status
    status.summary = status.summary.cut(to: 140)
    guard try await self.status(named: status.name, of: commit) != status.asKept else { return }
    let path = "\(repository)/statuses/\(commit)"
    var body = ["state": status.statusWord, "context": status.name, "description": status.summary]
    body["target_url"] = status.url
    try session.checked(try await session.answer(.post, path, json: body), .post, path)
  }

  private func statuses(of commit: String) async throws(ForgeError) -> [GitHubStatuses.Status] {
    try await session.pages(
      GitHubStatuses.self, "\(repository)/commits/\(commit.percentEncoded)/status?per_page=100"
    ) { $0.statuses }
  }

  /// The latest run of each name.
  func checkRuns(of commit: String, query: String = "") async throws(ForgeError) -> [GitHubCheckRuns.Run] {
    let path = "\(repository)/commits/\(commit.percentEncoded)/check-runs?filter=latest\(query)&per_page=100"
    return try await session.pages(GitHubCheckRuns.self, path) { $0.check_runs }
  }
}

extension CommitStatus {
  fileprivate init(_ status: GitHubStatuses.Status) {
    let state: State =
      switch status.state {
      case "success": .success
      case "pending": .pending
      case "error": .canceled
      default: .failure
      }
    self.init(name: status.context, state: state, summary: status.description ?? "", url: status.target_url)
  }

  init(_ run: GitHubCheckRuns.Run) {
    let state: State =
      switch (run.status, run.conclusion) {
      case ("completed", "success"), ("completed", "neutral"): .success
      case ("completed", "skipped"): .skipped
      case ("completed", "cancelled"): .canceled
      case ("completed", _): .failure
      case ("in_progress", _): .running
      default: .pending
      }
    self.init(name: run.name, state: state, summary: run.output?.title ?? "", url: run.details_url)
  }

  /// What GitHub makes of it: commit statuses know fewer states.
  fileprivate var asKept: CommitStatus {
    var kept = self
    switch state {
    case .running: kept.state = .pending
    case .skipped: kept.state = .success
    case .pending, .success, .failure, .canceled: break
    }
    return kept
  }

  fileprivate var statusWord: String {
    switch state {
    case .pending, .running: "pending"
    case .success, .skipped: "success"
    case .failure: "failure"
    case .canceled: "error"
    }
  }
}

extension String {
  /// The text itself, or its beginning with an ellipsis; counted in Unicode scalars, which no forge counts higher.
  func cut(to count: Int) -> String {
    guard unicodeScalars.count > count else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(count - 1))) + "…"
  }
}
