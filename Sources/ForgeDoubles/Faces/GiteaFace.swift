internal import Forges
internal import HTTPTransport
internal import Synchronization
internal import TestSupport

/// Gitea's REST API v1, for the repository `platform/data`.
struct GiteaFace: FaceRules {
  let description = "gitea"
  let pageSizes = (most: 50, usual: 30)
  let pageSizeName = "limit"
  let hasTags = false

  func isProject(_ values: [String: String]) -> Bool {
    values["owner"] == nil || values["owner"] == "platform" && values["repo"] == "data"
  }

  func token(_ headers: HTTPHeaders) -> String? {
    guard let value = headers["Authorization"], value.hasPrefix("token ") else { return nil }
    return String(value.dropFirst("token ".count))
  }

  func limits(remaining: Int, now: Timestamp) -> HTTPHeaders { [:] }

  var routes: [FaceRoute] { Self.repository + Self.pulls + Self.issues + Self.commits }

  private static let top = "/api/v1/repos/{owner}/{repo}"
  private static let pull = top + "/pulls/{n}"
  private static let issue = top + "/issues/{n}"

  private static let repository: [FaceRoute] = [
    FaceRoute(.get, "/api/v1/user") { _, core in FaceAnswer(200, user(core.model.bot)) },
    FaceRoute(.get, "/api/v1/version") { _, _ in FaceAnswer(200, ["version": "1.27.1"]) },
    FaceRoute(.get, "/api/v1/users/{name}") { request, core in
      let name = request.values["name"]?.lowercased()
      guard let found = core.model.read({ $0.users }).first(where: { $0.name.lowercased() == name }) else {
        throw FaceAnswer.notFound
      }
      return FaceAnswer(200, user(found))
    },
    FaceRoute(.get, top) { _, core in FaceAnswer(200, ["id": 42, "clone_url": .string(core.git)]) },
    FaceRoute(.get, top + "/labels") { _, core in
      let labels = core.state.withLock { $0.labels }.sorted { $0.value < $1.value }
      return .list(labels.map { label($0.key, core) })
    },
    FaceRoute(.post, top + "/labels") { request, core in
      _ = try request.text("color")
      return FaceAnswer(201, label(try request.text("name"), core))
    },
    FaceRoute(.get, top + "/hooks") { _, core in .list(core.model.read { $0.hooks }.map { hook($0) }) },
    FaceRoute(.post, top + "/hooks") { request, core in
      let config = request.body["config"]
      let events = Set((request.body["events"].elements ?? []).compactMap(\.text))
      let made = core.setHook(
        nil, url: config["url"].text ?? "", secret: config["secret"].text ?? "", events: events)
      return FaceAnswer(201, hook(made))
    },
    FaceRoute(.delete, top + "/hooks/{id}") { request, core in
      let id = request.values["id"].flatMap { Int64($0) }
      core.model.change { state in state.hooks.removeAll { $0.id == id } }
      return FaceAnswer(204)
    },
  ]

  private static let pulls: [FaceRoute] = [
    FaceRoute(.post, top + "/pulls") { request, core in
      let item = try core.propose(
        ForgeProposal(
          sourceBranch: try request.text("head"), targetBranch: try request.text("base"),
          title: try request.text("title"), text: try request.text("body")))
      return FaceAnswer(201, pull(item.mergeRequest, core))
    },
    FaceRoute(.patch, pull) { request, core in
      try core.edit(
        request.number(), title: request.body["title"].text, text: request.body["body"].text,
        closes: request.body["state"] == "closed")
      return FaceAnswer(200, pull(try core.item(request.number()).mergeRequest, core))
    },
    FaceRoute(.get, top + "/pulls") { _, core in
      let open = core.model.read { $0.items }.values.map(\.mergeRequest).filter { $0.state == .open }
      return .list(open.sorted { ($1.updatedAt, $0.number) < ($0.updatedAt, $1.number) }.map { pull($0, core) })
    },
    FaceRoute(.get, pull) { request, core in
      FaceAnswer(200, pull(try core.item(request.number()).mergeRequest, core))
    },
    FaceRoute(.post, pull + "/merge") { request, core in
      let (number, item) = (try request.number(), try core.item(request.number()))
      guard let sha = request.body["head_commit_id"].text else {
        core.note("a merge without a commit")
        throw FaceAnswer(422, ["message": "head_commit_id is missing"])
      }
      guard item.mergeRequest.state == .open else { throw FaceAnswer(405, ["message": "The PR is already merged"]) }
      guard sha == item.mergeRequest.head else { throw FaceAnswer(409, ["message": "head out of date"]) }
      guard item.mergeRequest.mergeability == .ready else {
        throw FaceAnswer(405, ["message": "Please try again later"])
      }
      guard try core.model.merge(number, by: core.model.bot) != nil else {
        throw FaceAnswer(409, ["message": "merge conflict"])
      }
      return FaceAnswer(200)
    },
    FaceRoute(.post, pull + "/update") { request, core in
      try core.rebase(request.number())
      return FaceAnswer(200)
    },
    FaceRoute(.get, pull + "/reviews") { request, core in
      let approvals = try core.item(request.number()).approvals.values.sorted { $0.user.id < $1.user.id }
      return .list(approvals.map { review($0) })
    },
    FaceRoute(.post, pull + "/reviews") { request, core in
      guard request.body["event"] == "APPROVED", let sha = request.body["commit_id"].text else {
        core.note("a review without a commit")
        throw FaceAnswer(422, ["message": "Unprocessable Entity"])
      }
      try core.approve(request.number(), head: sha)
      return FaceAnswer(200, ["id": .number(500_000 + core.model.bot.id)])
    },
    FaceRoute(.post, pull + "/reviews/{id}/dismissals") { request, core in
      let user = request.values["id"].flatMap { Int64($0) }.map { $0 - 500_000 }
      guard let user, try core.unapprove(request.number(), user: user) else { throw FaceAnswer.notFound }
      return FaceAnswer(200, ["dismissed": true])
    },
  ]

  private static let issues: [FaceRoute] = [
    // Not in pages.
    FaceRoute(.get, issue + "/comments") { request, core in
      FaceAnswer(200, .array(try core.item(request.number()).comments.map { comment($0) }))
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
      let isNew = try core.react(GitHubFace.reactions[content], to: request.values["id"])
      return FaceAnswer(isNew ? 201 : 200, ["content": .string(content)])
    },
    FaceRoute(.post, issue + "/labels") { request, core in
      let ids = Set((request.body["labels"].elements ?? []).compactMap(\.integer))
      let names = core.state.withLock { $0.labels }.filter { ids.contains($0.value) }.keys
      guard names.count == ids.count else { throw FaceAnswer.notFound }
      try core.changeLabels(request.number(), adding: Set(names))
      return FaceAnswer(200, [])
    },
    FaceRoute(.delete, issue + "/labels/{id}") { request, core in
      let id = request.values["id"].flatMap { Int64($0) }
      guard let name = core.state.withLock({ $0.labels.first { $0.value == id }?.key }) else {
        throw FaceAnswer.notFound
      }
      try core.changeLabels(request.number(), removing: [name])
      return FaceAnswer(204)
    },
    FaceRoute(.get, issue + "/timeline") { request, core in .list(try timeline(request.number(), core)) },
  ]

  private static let commits: [FaceRoute] = [
    FaceRoute(.get, top + "/commits/{sha}/status") { request, core in
      let page = request.query["page"].flatMap { Int($0) } ?? 1
      let statuses = page == 1 ? statuses(request.values["sha"] ?? "", core) : []
      return FaceAnswer(200, ["state": "pending", "statuses": .array(statuses)])
    },
    FaceRoute(.post, top + "/statuses/{sha}") { request, core in
      let word = try request.text("state")
      let states: [String: CommitStatus.State] = [
        "pending": .pending, "success": .success, "failure": .failure, "error": .canceled,
      ]
      guard let state = states[word] else { throw FaceAnswer(422, ["message": "unknown state"]) }
      let status = CommitStatus(
        name: try request.text("context"), state: state, summary: request.body["description"].text ?? "",
        url: request.body["target_url"].text)
      try core.setStatus(status, on: request.values["sha"] ?? "")
      return FaceAnswer(201, ["status": .string(word)])
    },
  ]
}
