public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// What commit statuses say; the forge's own CI writes some too.
  public func pipeline(of number: Int, head: String, ignoring name: String) async throws(ForgeError) -> PipelineState {
    let all = try await statuses(of: head).filter { $0.name != name }
    if let failed = all.first(where: { [.failure, .canceled].contains($0.state) }) { return .failed(failed.name) }
    if all.contains(where: { $0.state == .pending }) { return .running }
    return all.isEmpty ? .none : .passed
  }

  /// The commit status of that name.
  public func status(named name: String, of commit: String) async throws(ForgeError) -> CommitStatus? {
    try await statuses(of: commit).first { $0.name == name }
  }

  /// Sets a commit status; nothing is sent where it says the same already. The forge shows no long text.
  public func report(_ report: CheckReport, on commit: String, of number: Int) async throws(ForgeError) {
    var status = report.status
    if status.summary.unicodeScalars.count > 140 {
      status.summary = String(String.UnicodeScalarView(status.summary.unicodeScalars.prefix(139))) + "…"
    }
    let word: String
    switch status.state {
    case .pending, .running: (word, status.state) = ("pending", .pending)
    case .success, .skipped: (word, status.state) = ("success", .success)
    case .failure: word = "failure"
    case .canceled: word = "error"
    }
    guard try await self.status(named: status.name, of: commit) != status else { return }
    var body = ["state": word, "context": status.name, "description": status.summary]
    body["target_url"] = status.url
    try await send(.post, "\(repository)/statuses/\(commit.percentEncoded)", json: body)
  }

  /// The latest status of each name. Neither the number of pages nor a total is told, so that a page without any other
  /// name is the end.
  private func statuses(of commit: String) async throws(ForgeError) -> [CommitStatus] {
    var all: [CommitStatus] = []
    var names: Set<String> = []
    for page in 1...100 {
      let path = "\(repository)/commits/\(commit.percentEncoded)/status?limit=50&page=\(page)"
      let statuses = try await session.value(GiteaStatuses.self, .get, path).statuses ?? []
      let others = statuses.filter { names.insert($0.context).inserted }
      if others.isEmpty { return all }
      all += others.map { CommitStatus($0) }
    }
    throw ForgeError(.unreadable, "Gitea: commit \(commit) has too many statuses")
  }
}

extension CommitStatus {
  fileprivate init(_ status: GiteaStatuses.Status) {
    let state: State =
      switch status.status {
      case "success": .success
      case "pending": .pending
      case "skipped": .skipped
      case "error": .canceled
      default: .failure
      }
    let url = status.target_url.flatMap { $0.isEmpty ? nil : $0 }
    self.init(name: status.context, state: state, summary: status.description ?? "", url: url)
  }
}
