internal import Forges
internal import HTTPTransport

extension GitHubClient {
  /// The App's latest check run of that name.
  func ownRun(named name: String, of commit: String) async throws(ForgeError) -> GitHubCheckRuns.Run? {
    guard let app else { return nil }
    let query = "&check_name=\(name.percentEncoded)&app_id=\(try await app.number())"
    return try await checkRuns(of: commit, query: query).first { $0.name == name }
  }

  /// Makes a check run, or completes the one that is not complete. Annotations cannot be taken away from a run, so a
  /// complete run that says something else gets a successor.
  func setRun(_ report: CheckReport, on commit: String) async throws(ForgeError) {
    let run = Run(report)
    let old = try await ownRun(named: report.status.name, of: commit)
    if let old, run.isSaid(by: old, annotations: report.annotations.count) { return }

    let path = "\(repository)/check-runs"
    var batches = report.annotations.map(Annotation.init).chunks(of: annotationsPerRequest)[...]
    var first = run
    first.output.annotations = batches.popFirst()
    let id: Int64
    if let old, old.status != "completed", old.output?.annotations_count ?? 0 == 0 {
      id = old.id
      try await change(id, to: first)
    } else {
      first.head_sha = commit
      id = try await session.value(GitHubCheckRuns.Run.self, .post, path, json: first).id
    }
    for batch in batches {
      var next = run
      next.output.annotations = batch
      try await change(id, to: next)
    }
  }

  private func change(_ id: Int64, to run: Run) async throws(ForgeError) {
    let path = "\(repository)/check-runs/\(id)"
    try session.checked(try await session.answer(.patch, path, json: run), .patch, path)
  }

  /// The body of a request for a check run.
  private struct Run: Encodable {
    struct Output: Encodable {
      var title: String
      var summary: String
      var annotations: [Annotation]?
    }
    var name: String
    var head_sha: String?
    var status: String
    var conclusion: String?
    var details_url: String?
    var output: Output

    init(_ report: CheckReport) {
      name = report.status.name
      details_url = report.status.url
      (status, conclusion) =
        switch report.status.state {
        case .pending: ("queued", nil)
        case .running: ("in_progress", nil)
        case .success: ("completed", "success")
        case .failure: ("completed", "failure")
        case .canceled: ("completed", "cancelled")
        case .skipped: ("completed", "skipped")
        }
      let title = report.status.summary.isEmpty ? report.status.name : report.status.summary
      let text = report.text.isEmpty ? title : report.text
      // At most 65,535 bytes; a Unicode scalar has up to four.
      output = Output(title: title.cut(to: 250), summary: text.utf8.count <= 65_535 ? text : text.cut(to: 16_000))
    }

    func isSaid(by run: GitHubCheckRuns.Run, annotations: Int) -> Bool {
      run.status == status && run.conclusion == conclusion && run.output?.title == output.title
        && run.output?.summary == output.summary && (details_url == nil || run.details_url == details_url)
        && run.output?.annotations_count ?? 0 == annotations
    }
  }

  private struct Annotation: Encodable {
    var path: String
    var start_line: Int
    var end_line: Int
    var annotation_level: String
    var message: String

    init(_ annotation: CheckAnnotation) {
      path = annotation.path
      start_line = annotation.startLine
      end_line = annotation.endLine
      annotation_level = annotation.level.rawValue
      message = annotation.message.cut(to: 16_000)
    }
  }
}

/// GitHub takes at most this many with one request.
private let annotationsPerRequest = 50

extension Array {
  /// The elements in runs of at most that many.
  fileprivate func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
