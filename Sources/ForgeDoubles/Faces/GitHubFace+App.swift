internal import Forges
internal import Foundation
internal import HTTPTransport
internal import Synchronization
internal import TestSupport

/// A check run that the App made.
struct CheckRun: Hashable, Sendable {
  var id: Int64
  var sha: String
  var status: CommitStatus
  var url: String?
  var text: String
  var annotations: Int
}

/// What only an App of GitHub may: App number 7, called `remit`, installed in the repository as number 9.
extension GitHubFace {
  /// The App's own requests come with a signed token (JWT) of at most ten minutes, all others with the installation's.
  func admits(_ request: FaceRequest, _ core: FaceCore) -> Bool {
    guard let token = token(request.wire.headers) else { return false }
    let now = core.model.read { $0.now }
    guard issue != nil else { return core.state.withLock { $0.token == token } }
    guard request.parts.first == "app" || request.parts.last == "installation" else {
      return core.state.withLock { $0.token == token && ($0.tokenEnd ?? now) > now }
    }
    let parts = token.split(separator: ".")
    guard parts.count == 3, let claims = Data(base64URL: parts[1]).flatMap({ JSONValue(Array($0)) }),
      let (start, end) = claims["iat"].integer.flatMap({ start in claims["exp"].integer.map { (start, $0) } })
    else { return false }
    let seconds = now.milliseconds / 1000
    return claims["iss"].text == "7" && start <= seconds && seconds < end && end - start <= 600
  }

  static func app(_ issue: @escaping @Sendable (String) -> Void) -> [FaceRoute] {
    [
      FaceRoute(.get, "/app") { _, _ in FaceAnswer(200, ["id": 7, "slug": "remit"]) },
      FaceRoute(.get, top + "/installation") { _, _ in FaceAnswer(200, ["id": 9, "app_id": 7]) },
      FaceRoute(.post, "/app/installations/9/access_tokens") { _, core in
        let token = "ghs_7_" + UUID().uuidString
        let end = core.model.read { $0.now }.adding(3_600_000)
        core.state.withLock { state in
          state.token = token
          state.tokenEnd = end
        }
        issue(token)
        return FaceAnswer(201, ["token": .string(token), "expires_at": .string(end.wholeSeconds)])
      },
      FaceRoute(.post, top + "/check-runs") { request, core in
        let id = core.model.change { $0.newID() }
        return FaceAnswer(201, try setRun(id, of: try request.text("head_sha"), request, core))
      },
      FaceRoute(.patch, top + "/check-runs/{id}") { request, core in
        let id = request.values["id"].flatMap { Int64($0) }
        guard let old = core.state.withLock({ $0.runs.first { $0.id == id } }) else { throw FaceAnswer.notFound }
        return FaceAnswer(200, try setRun(old.id, of: old.sha, request, core))
      },
    ]
  }

  private static func setRun(
    _ id: Int64, of sha: String, _ request: FaceRequest, _ core: FaceCore
  ) throws -> JSONValue {
    let (body, output) = (request.body, request.body["output"])
    let state: CommitStatus.State? =
      switch (body["status"].text, body["conclusion"].text) {
      case ("queued", nil): .pending
      case ("in_progress", nil): .running
      case ("completed", "success"): .success
      case ("completed", "failure"): .failure
      case ("completed", "cancelled"): .canceled
      case ("completed", "skipped"): .skipped
      default: nil
      }
    let annotations = output["annotations"].elements?.count ?? 0
    guard let state, let title = output["title"].text, let text = output["summary"].text, annotations <= 50,
      text.utf8.count <= 65_535
    else { throw FaceAnswer(422, ["message": "Invalid request"]) }
    let status = CommitStatus(
      name: try request.text("name"), state: state, summary: title, url: body["details_url"].text)
    try core.setStatus(status, on: sha)
    let run = core.state.withLock { state in
      let old = state.runs.first { $0.id == id }
      let run = CheckRun(
        id: id, sha: sha, status: status, url: status.url, text: text,
        annotations: (old?.annotations ?? 0) + annotations)
      state.runs.removeAll { $0.id == id }
      state.runs.append(run)
      return run
    }
    return value(run)
  }

  /// The App's latest run of each name.
  static func ownRuns(_ sha: String, _ core: FaceCore) -> [JSONValue] {
    let runs = core.state.withLock { $0.runs }.filter { $0.sha == sha }.sorted { $0.id > $1.id }
    var names: Set<String> = []
    return runs.filter { names.insert($0.status.name).inserted }.map { value($0) }
  }

  private static func value(_ run: CheckRun) -> JSONValue {
    let (status, conclusion): (String, JSONValue) =
      switch run.status.state {
      case .pending: ("queued", nil)
      case .running: ("in_progress", nil)
      case .success: ("completed", "success")
      case .failure: ("completed", "failure")
      case .canceled: ("completed", "cancelled")
      case .skipped: ("completed", "skipped")
      }
    return [
      "id": .number(run.id), "name": .string(run.status.name), "status": .string(status), "conclusion": conclusion,
      "details_url": JSONValue(run.url),
      "output": [
        "title": .string(run.status.summary), "summary": .string(run.text),
        "annotations_count": .number(Int64(run.annotations)),
      ],
    ]
  }
}

extension Data {
  /// The bytes in a text of Base64 for URLs (RFC 4648, section 5).
  fileprivate init?(base64URL text: some StringProtocol) {
    var base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    while base64.count % 4 != 0 { base64 += "=" }
    self.init(base64Encoded: String(base64))
  }
}
