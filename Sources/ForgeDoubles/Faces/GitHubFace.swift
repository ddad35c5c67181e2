internal import Forges
internal import HTTPTransport
internal import Synchronization
internal import TestSupport

/// GitHub's REST API, version 2022-11-28, for the repository `platform/data` and a personal access token, or an App.
struct GitHubFace: FaceRules {
  /// Called with every token that the App gets; nil: there is no App.
  let issue: (@Sendable (String) -> Void)?
  let description = "github"
  let pageSizes = (most: 100, usual: 30)
  let pageSizeName = "per_page"
  let hasTags = true

  func isProject(_ values: [String: String]) -> Bool {
    values["owner"] == nil || values["owner"] == "platform" && values["repo"] == "data"
  }

  func token(_ headers: HTTPHeaders) -> String? {
    guard headers["User-Agent"] != nil, headers["X-GitHub-Api-Version"] == "2022-11-28",
      let value = headers["Authorization"], value.hasPrefix("Bearer ")
    else { return nil }
    return String(value.dropFirst("Bearer ".count))
  }

  func limits(remaining: Int, now: Timestamp) -> HTTPHeaders {
    [
      "x-ratelimit-limit": "5000", "x-ratelimit-remaining": String(remaining), "x-ratelimit-resource": "core",
      "x-ratelimit-reset": String(now.milliseconds / 1000 + 3600),
    ]
  }

  var routes: [FaceRoute] { Self.repository + Self.pulls + Self.issues + Self.commits + (issue.map(Self.app) ?? []) }

  static let top = "/repos/{owner}/{repo}"
  private static let pull = top + "/pulls/{n}"
  private static let issue = top + "/issues/{n}"

  private static let repository: [FaceRoute] = [
    FaceRoute(.get, "/user") { _, core in FaceAnswer(200, user(core.model.bot)) },
    FaceRoute(.get, "/users/{name}") { request, core in
      let name = request.values["name"]?.lowercased()
      guard let found = core.model.read({ $0.users }).first(where: { $0.name.lowercased() == name }) else {
        throw FaceAnswer.notFound
      }
      return FaceAnswer(200, user(found))
    },
    FaceRoute(.get, top) { _, core in
      FaceAnswer(200, ["id": 42, "full_name": "platform/data", "clone_url": .string(core.git)])
    },
    FaceRoute(.get, top + "/hooks") { _, core in .list(core.model.read { $0.hooks }.map { hook($0) }) },
    FaceRoute(.post, top + "/hooks") { request, core in FaceAnswer(201, setHook(nil, request, core)) },
    FaceRoute(.patch, top + "/hooks/{id}") { request, core in
      FaceAnswer(200, setHook(request.values["id"].flatMap { Int64($0) }, request, core))
    },
    FaceRoute(.get, top + "/events") { _, core in .list(events(core)) },
  ]

  private static func setHook(_ id: Int64?, _ request: FaceRequest, _ core: FaceCore) -> JSONValue {
    let config = request.body["config"]
    return hook(
      core.setHook(
        id, url: config["url"].text ?? "", secret: config["secret"].text ?? "",
        events: Set((request.body["events"].elements ?? []).compactMap(\.text))))
  }

  private static let pulls: [FaceRoute] = [
    FaceRoute(.post, top + "/pulls") { request, core in
      let item = try core.propose(
        ForgeProposal(
          sourceBranch: try request.text("head"), targetBranch: try request.text("base"),
          title: try request.text("title"), text: try request.text("body")))
      return FaceAnswer(201, pull(item.mergeRequest))
    },
    FaceRoute(.patch, pull) { request, core in
      try core.edit(
        request.number(), title: request.body["title"].text, text: request.body["body"].text,
        closes: request.body["state"] == "closed")
      return FaceAnswer(200, pull(try core.item(request.number()).mergeRequest))
    },
    FaceRoute(.get, top + "/pulls") { request, core in
      let open = core.model.read { $0.items }.values.map(\.mergeRequest).filter { one in
        one.state == .open && "platform:\(one.sourceBranch)" == request.query["head"] ?? "platform:\(one.sourceBranch)"
          && one.targetBranch == request.query["base"] ?? one.targetBranch
      }
      return .list(open.sorted { ($1.updatedAt, $0.number) < ($0.updatedAt, $1.number) }.map { pull($0) })
    },
    FaceRoute(.get, pull) { request, core in FaceAnswer(200, pull(try core.item(request.number()).mergeRequest)) },
    FaceRoute(.put, pull + "/merge") { request, core in
      let (number, item) = (try request.number(), try core.item(request.number()))
      guard let sha = request.body["sha"].text else {
        core.note("a merge without a commit")
        throw FaceAnswer(422, ["message": "sha is missing"])
      }
      guard sha == item.mergeRequest.head else {
        throw FaceAnswer(409, ["message": "Head branch was modified. Review and try the merge again."])
      }
      guard item.mergeRequest.state == .open, item.mergeRequest.mergeability == .ready,
        let commit = try core.model.merge(number, by: core.model.bot)
      else { throw FaceAnswer(405, ["message": "Pull Request is not mergeable"]) }
      return FaceAnswer(
        200, ["sha": .string(commit), "merged": true, "message": "Pull Request successfully merged"])
    },
    FaceRoute(.put, pull + "/update-branch") { request, core in
      guard request.body["expected_head_sha"].text == (try core.item(request.number()).mergeRequest.head) else {
        throw FaceAnswer(422, ["message": "expected head sha didn't match current head ref."])
      }
      try core.rebase(request.number())
      return FaceAnswer(202, ["message": "Updating pull request branch."])
    },
    FaceRoute(.get, pull + "/reviews") { request, core in
      let approvals = try core.item(request.number()).approvals.values.sorted { $0.user.id < $1.user.id }
      return .list(approvals.map { review($0) })
    },
    FaceRoute(.post, pull + "/reviews") { request, core in
      guard request.body["event"] == "APPROVE", let sha = request.body["commit_id"].text else {
        core.note("a review without a commit")
        throw FaceAnswer(422, ["message": "Unprocessable Entity"])
      }
      try core.approve(request.number(), head: sha)
      return FaceAnswer(200, ["id": .number(500_000 + core.model.bot.id), "state": "APPROVED"])
    },
    FaceRoute(.put, pull + "/reviews/{id}/dismissals") { request, core in
      _ = try request.text("message")
      let user = request.values["id"].flatMap { Int64($0) }.map { $0 - 500_000 }
      guard let user, try core.unapprove(request.number(), user: user) else { throw FaceAnswer.notFound }
      return FaceAnswer(200, ["state": "DISMISSED"])
    },
  ]

  private static let issues: [FaceRoute] = [
    FaceRoute(.get, issue + "/comments") { request, core in
      .list(try core.item(request.number()).comments.map { comment($0) })
    },
    FaceRoute(.post, issue + "/comments") { request, core in
      FaceAnswer(201, comment(try core.addComment(try request.text("body"), to: request.number())))
    },
    FaceRoute(.patch, top + "/issues/comments/{id}") { request, core in
      FaceAnswer(200, comment(try core.editComment(request.values["id"], to: try request.text("body"))))
    },
    FaceRoute(.delete, top + "/issues/comments/{id}") { request, core in
      try core.deleteComment(request.values["id"])
      return FaceAnswer(204)
    },
    FaceRoute(.post, top + "/issues/comments/{id}/reactions") { request, core in
      let content = try request.text("content")
      let isNew = try core.react(reactions[content], to: request.values["id"])
      return FaceAnswer(isNew ? 201 : 200, ["content": .string(content)])
    },
    FaceRoute(.post, issue + "/labels") { request, core in
      try core.changeLabels(
        request.number(), adding: Set((request.body["labels"].elements ?? []).compactMap(\.text)))
      return FaceAnswer(200, [])
    },
    FaceRoute(.delete, issue + "/labels/{label}") { request, core in
      let label = request.values["label"] ?? ""
      guard try core.item(request.number()).mergeRequest.labels.contains(label) else {
        throw FaceAnswer(404, ["message": "Label does not exist"])
      }
      try core.changeLabels(request.number(), removing: [label])
      return FaceAnswer(200, [])
    },
    FaceRoute(.get, issue + "/timeline") { request, core in .list(try timeline(request.number(), core)) },
  ]

  static let reactions: [String: Reaction] = ["eyes": .eyes, "+1": .thumbsUp, "confused": .confused]

  private static let commits: [FaceRoute] = [
    FaceRoute(.get, top + "/commits/{sha}/status") { request, core in
      let runs = Set(core.state.withLock { $0.runs }.map(\.status.name))
      let statuses = core.model.read { $0.statuses[request.values["sha"] ?? ""] ?? [:] }.values
        .filter { !runs.contains($0.name) }.sorted { $0.name < $1.name }
      return FaceAnswer(200, ["state": "pending", "statuses": .array(statuses.map { status($0) })])
    },
    FaceRoute(.get, top + "/commits/{sha}/check-runs") { request, core in
      let sha = request.values["sha"] ?? ""
      let runs = (checkRuns(sha, core) + ownRuns(sha, core)).filter { run in
        request.query["check_name"].map { run["name"].text == $0 } ?? true
      }
      return FaceAnswer(200, ["total_count": .number(Int64(runs.count)), "check_runs": .array(runs)])
    },
    FaceRoute(.post, top + "/statuses/{sha}") { request, core in
      let word = try request.text("state")
      let states: [String: CommitStatus.State] = [
        "pending": .pending, "success": .success, "failure": .failure, "error": .canceled,
      ]
      guard let state = states[word], (request.body["description"].text ?? "").unicodeScalars.count <= 140 else {
        throw FaceAnswer(422, ["message": "Validation Failed"])
      }
      let status = CommitStatus(
        name: try request.text("context"), state: state, summary: request.body["description"].text ?? "",
        url: request.body["target_url"].text)
      try core.setStatus(status, on: request.values["sha"] ?? "")
      return FaceAnswer(201, ["state": .string(word)])
    },
  ]
}
