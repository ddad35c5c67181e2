internal import Forges
internal import HTTPTransport
internal import TestSupport

/// GitLab's REST API v4, for the project `platform/data`, number 42.
struct GitLabFace: FaceRules {
  static let path = "platform/data"
  let description = "gitlab"
  let pageSizes = (most: 100, usual: 20)
  let pageSizeName = "per_page"
  let hasTags = true

  func isProject(_ values: [String: String]) -> Bool {
    guard let project = values["p"] else { return true }
    return project == Self.path || project == "42"
  }

  func token(_ headers: HTTPHeaders) -> String? { headers["PRIVATE-TOKEN"] }

  func limits(remaining: Int, now: Timestamp) -> HTTPHeaders {
    [
      "RateLimit-Limit": "5000", "RateLimit-Remaining": String(remaining),
      "RateLimit-Observed": String(5000 - remaining),
      "RateLimit-Reset": String(now.milliseconds / 1000 + 60),
    ]
  }

  var routes: [FaceRoute] { Self.project + Self.mergeRequests + Self.notes + Self.statuses }

  static let top = "/api/v4/projects/{p}"
  static let one = top + "/merge_requests/{n}"

  private static let project: [FaceRoute] = [
    FaceRoute(.get, "/api/v4/user") { _, core in FaceAnswer(200, user(core.model.bot)) },
    FaceRoute(.get, "/api/v4/users") { request, core in
      let name = request.query["username"]?.lowercased()
      return .list(core.model.read { $0.users }.filter { $0.name.lowercased() == name }.map { user($0) })
    },
    FaceRoute(.get, top) { _, core in
      FaceAnswer(200, ["id": 42, "path_with_namespace": .string(path), "http_url_to_repo": .string(core.git)])
    },
    FaceRoute(.get, top + "/hooks") { _, core in .list(core.model.read { $0.hooks }.map { hook($0) }) },
    FaceRoute(.post, top + "/hooks") { request, core in FaceAnswer(201, try setHook(nil, request, core)) },
    FaceRoute(.put, top + "/hooks/{id}") { request, core in
      FaceAnswer(200, try setHook(request.values["id"].flatMap { Int64($0) }, request, core))
    },
  ]

  private static func setHook(_ id: Int64?, _ request: FaceRequest, _ core: FaceCore) throws -> JSONValue {
    guard case .object(let members) = request.body else { throw FaceAnswer.notFound }
    let events = members.filter { $0.key.hasSuffix("_events") && $0.value == true }.keys
    return hook(
      core.setHook(
        id, url: try request.text("url"), secret: request.body["token"].text ?? "", events: Set(events)))
  }

  private static let mergeRequests: [FaceRoute] = [
    FaceRoute(.get, top + "/merge_requests") { request, core in
      let since = request.query["updated_after"].flatMap { Timestamp(iso8601: $0) }
      let items = core.model.read { $0.items }.values.filter { item in
        item.mergeRequest.state == .open && since.map { item.mergeRequest.updatedAt >= $0 } ?? true
          && item.mergeRequest.sourceBranch == request.query["source_branch"] ?? item.mergeRequest.sourceBranch
          && item.mergeRequest.targetBranch == request.query["target_branch"] ?? item.mergeRequest.targetBranch
      }.sorted { $0.mergeRequest.number < $1.mergeRequest.number }
      // Lists have no diff_refs.
      return .list(
        items.map { item in
          var value = mergeRequest(item, core)
          if case .object(var members) = value {
            members["diff_refs"] = nil
            value = .object(members)
          }
          return value
        })
    },
    FaceRoute(.post, top + "/merge_requests") { request, core in
      let item = try core.propose(
        ForgeProposal(
          sourceBranch: try request.text("source_branch"), targetBranch: try request.text("target_branch"),
          title: try request.text("title"), text: try request.text("description")))
      return FaceAnswer(201, mergeRequest(item, core))
    },
    FaceRoute(.get, one) { request, core in FaceAnswer(200, mergeRequest(try core.item(request.number()), core)) },
    FaceRoute(.put, one) { request, core in
      func labels(_ name: String) -> Set<String> { Set((request.body[name].elements ?? []).compactMap(\.text)) }
      if request.body["labels"] != .null { core.note("labels of others were overwritten") }
      let (title, text, event) = (
        request.body["title"].text, request.body["description"].text, request.body["state_event"].text
      )
      if title != nil || text != nil || event != nil {
        try core.edit(request.number(), title: title, text: text, closes: event == "close")
        return FaceAnswer(200, mergeRequest(try core.item(request.number()), core))
      }
      try core.changeLabels(request.number(), adding: labels("add_labels"), removing: labels("remove_labels"))
      return FaceAnswer(200, mergeRequest(try core.item(request.number()), core))
    },
    FaceRoute(.put, one + "/merge") { request, core in
      let (number, item) = (try request.number(), try core.item(request.number()))
      guard let sha = request.body["sha"].text else {
        core.note("a merge without a commit")
        throw FaceAnswer(400, ["message": "sha is missing"])
      }
      guard sha == item.mergeRequest.head else {
        throw FaceAnswer(409, ["message": "SHA does not match HEAD of source branch"])
      }
      guard item.mergeRequest.state == .open, item.mergeRequest.mergeability == .ready else {
        throw FaceAnswer(405, ["message": "405 Method Not Allowed"])
      }
      guard try core.model.merge(number, by: core.model.bot) != nil else {
        throw FaceAnswer(422, ["message": "Branch cannot be merged"])
      }
      return FaceAnswer(200, mergeRequest(try core.item(number), core))
    },
    FaceRoute(.put, one + "/rebase") { request, core in
      try core.rebase(request.number())
      return FaceAnswer(202, ["rebase_in_progress": true])
    },
    FaceRoute(.get, one + "/versions") { request, core in
      let pushes = try core.pushes(request.number())
      return .list(
        pushes.enumerated().reversed().map { index, push in
          [
            "id": .number(Int64(index + 1)), "head_commit_sha": .string(push.head),
            "created_at": .string(push.at.iso8601), "state": "collected",
          ]
        })
    },
    FaceRoute(.get, one + "/approvals") { request, core in
      let approvals = try core.item(request.number()).approvals.values.sorted { $0.user.id < $1.user.id }
      return FaceAnswer(
        200,
        [
          "user_has_approved": .bool(approvals.contains { $0.user.id == core.model.bot.id }),
          "approved_by": .array(
            approvals.map { ["user": user($0.user), "approved_at": JSONValue($0.at?.iso8601)] }),
        ])
    },
    FaceRoute(.post, one + "/approve") { request, core in
      let item = try core.item(request.number())
      guard let sha = request.body["sha"].text, sha == item.mergeRequest.head else {
        throw FaceAnswer(409, ["message": "SHA does not match HEAD of source branch"])
      }
      let bot = core.model.bot.id
      guard item.approvals[bot] == nil, item.mergeRequest.author.id != bot else {
        throw FaceAnswer(401, ["message": "401 Unauthorized"])
      }
      try core.approve(request.number(), head: sha)
      return FaceAnswer(201, [:])
    },
    FaceRoute(.post, one + "/unapprove") { request, core in
      guard try core.unapprove(request.number(), user: core.model.bot.id) else { throw FaceAnswer.notFound }
      return FaceAnswer(201, [:])
    },
    FaceRoute(.get, one + "/pipelines") { request, core in
      let number = try request.number()
      let heads = try core.pushes(number).map(\.head)
      return .list(heads.compactMap { pipeline(number, head: $0, core) }.reversed())
    },
    FaceRoute(.get, top + "/pipelines/{id}/bridges") { _, _ in .list([]) },
  ]
}
