internal import Forges
internal import HTTPTransport
internal import TestSupport

/// GitLab's operations on notes and statuses.
extension GitLabFace {
  static let notes: [FaceRoute] = [
    FaceRoute(.get, one + "/notes") { request, core in
      let item = try core.item(request.number())
      let filter = request.query["activity_filter"] ?? "all_notes"
      var notes: [JSONValue] = filter == "only_activity" ? [] : item.comments.map { note($0) }
      if filter != "only_comments" { notes += try notices(request.number(), core) }
      return .list(notes)
    },
    FaceRoute(.post, one + "/notes") { request, core in
      let body = try kept(request, core)
      return FaceAnswer(201, note(try core.addComment(body, to: request.number())))
    },
    FaceRoute(.put, one + "/notes/{id}") { request, core in
      let body = try kept(request, core)
      return FaceAnswer(200, note(try core.editComment(request.values["id"], to: body)))
    },
    FaceRoute(.delete, one + "/notes/{id}") { request, core in
      try core.deleteComment(request.values["id"])
      return FaceAnswer(204)
    },
    FaceRoute(.post, one + "/notes/{id}/award_emoji") { request, core in
      let known: [String: Reaction] = ["eyes": .eyes, "thumbsup": .thumbsUp, "confused": .confused]
      let name = try request.text("name")
      guard try core.react(known[name], to: request.values["id"]) else {
        throw FaceAnswer(404, ["message": "404 Award Emoji Name has already been taken Not Found"])
      }
      return FaceAnswer(201, ["name": .string(name)])
    },
  ]

  /// A note's text. GitLab would run lines that begin with a slash, with the service's rights.
  private static func kept(_ request: FaceRequest, _ core: FaceCore) throws -> String {
    let body = try request.text("body")
    let commands = body.split(whereSeparator: \.isNewline).filter { $0.drop { $0.isWhitespace }.hasPrefix("/") }
    if !commands.isEmpty {
      core.note("GitLab would run \(commands)")
      throw FaceAnswer(202, ["commands_changes": [:], "summary": []])
    }
    return body
  }

  static let statuses: [FaceRoute] = [
    FaceRoute(.get, top + "/repository/commits/{sha}/statuses") { request, core in
      let sha = request.values["sha"] ?? ""
      let all = jobs(sha, core).filter { job in request.query["name"].map { job["name"].text == $0 } ?? true }
      return .list(all)
    },
    FaceRoute(.post, top + "/statuses/{sha}") { request, core in
      let (sha, name, word) = (request.values["sha"] ?? "", try request.text("name"), try request.text("state"))
      guard let state = CommitStatus.State(rawValue: word == "failed" ? "failure" : word) else {
        throw FaceAnswer(400, ["message": "state does not have a valid value"])
      }
      if let former = core.model.read({ $0.statuses[sha]?[name] }), former.state == state,
        state == .pending || state == .running
      {
        throw FaceAnswer(400, ["message": "Cannot transition status via :enqueue from :pending"])
      }
      let status = CommitStatus(
        name: name, state: state, summary: request.body["description"].text ?? "", url: request.body["target_url"].text)
      try core.setStatus(status, on: sha)
      return FaceAnswer(201, ["id": 1, "name": .string(name), "status": .string(word), "sha": .string(sha)])
    },
  ]
}
