internal import Forges
internal import HTTPTransport

/// What GitLab's answers and hooks look like, as far as they are read.
extension GitLabFace {
  static func user(_ user: ForgeUser) -> JSONValue {
    ["id": .number(user.id), "username": .string(user.name), "state": "active", "bot": .bool(user.isBot)]
  }

  static func hook(_ hook: ForgeHook) -> JSONValue {
    var value: JSONValue = ["id": .number(hook.id), "url": .string(hook.url)]
    value["alert_status"] = hook.isActive ? "executable" : "disabled"
    for event in hook.events { value[event] = true }
    return value
  }

  static func mergeRequest(_ item: ModelState.Item, _ core: FaceCore) -> JSONValue {
    let one = item.mergeRequest
    let state =
      switch one.state {
      case .open: "opened"
      case .closed, .merged, .locked: one.state.rawValue
      }
    let word =
      switch one.mergeability {
      case .ready: one.state == .open ? (one.isDraft ? "draft_status" : "mergeable") : "not_open"
      case .checking: "checking"
      case .needsRebase: "need_rebase"
      case .conflict: "conflict"
      case .blocked(let word): word
      }
    let sha = JSONValue(one.head)
    return [
      "iid": .number(Int64(one.number)), "title": .string(one.title), "state": .string(state),
      "draft": .bool(one.isDraft), "author": user(one.author), "sha": sha,
      "diff_refs": ["head_sha": sha, "base_sha": sha, "start_sha": sha],
      "prepared_at": .string(one.createdAt.iso8601), "source_branch": .string(one.sourceBranch),
      "target_branch": .string(one.targetBranch), "source_project_id": one.isFromFork ? 43 : 42,
      "target_project_id": 42, "labels": .array(one.labels.sorted().map { .string($0) }),
      "detailed_merge_status": .string(word), "merge_commit_sha": JSONValue(one.mergeCommit),
      "squash_commit_sha": nil, "web_url": .string(one.webURL), "created_at": .string(one.createdAt.iso8601),
      "updated_at": .string(one.updatedAt.iso8601),
      "head_pipeline": one.head.flatMap { pipeline(one.number, head: $0, core) } ?? .null,
    ]
  }

  static func note(_ comment: ForgeComment) -> JSONValue {
    [
      "id": .number(comment.id), "body": .string(comment.body), "author": user(comment.author), "system": false,
      "created_at": .string(comment.createdAt.iso8601), "updated_at": .string(comment.updatedAt.iso8601),
    ]
  }

  /// GitLab's own notices: of pushes after the first, and of other targets.
  static func notices(_ number: Int, _ core: FaceCore) throws -> [JSONValue] {
    var version: Int64 = 0
    var notices: [JSONValue] = []
    for activity in try core.item(number).activities {
      let (body, by): (String, ForgeUser)
      switch activity.kind {
      case .push(_, let user):
        version += 1
        guard version > 1 else { continue }
        let link = "/\(path)/-/merge_requests/\(number)/diffs?diff_id=\(version)&start_sha=0"
        body = "added 1 commit\n\n<ul><li>0 - change</li></ul>\n\n[Compare with previous version](\(link))"
        by = user ?? core.model.bot
      case .retarget: (body, by) = ("changed target branch from `a` to `b`", core.model.bot)
      }
      let at = JSONValue.string(activity.at.iso8601)
      notices.append([
        "id": .number(900_000 + Int64(notices.count)), "body": .string(body), "author": user(by), "system": true,
        "created_at": at, "updated_at": at,
      ])
    }
    return notices
  }

  /// The jobs of a commit: what CI says and the statuses that were set.
  static func jobs(_ sha: String, _ core: FaceCore) -> [JSONValue] {
    let (ci, statuses) = core.model.read { state in
      (state.items.values.lazy.compactMap { $0.pipelines[sha] }.first ?? PipelineState.none, state.statuses[sha] ?? [:])
    }
    var jobs: [(name: String, status: String, summary: String, url: String?)] = []
    switch ci {
    case .none: break
    case .running: jobs.append(("build", "running", "", nil))
    case .passed: jobs.append(("build", "success", "", nil))
    case .failed(let name): jobs.append((name, "failed", "", nil))
    }
    for status in statuses.values.sorted(by: { $0.name < $1.name }) {
      jobs.append(
        (status.name, status.state == .failure ? "failed" : status.state.rawValue, status.summary, status.url))
    }
    return jobs.enumerated().map { index, job in
      [
        "id": .number(Int64(index + 1)), "name": .string(job.name), "status": .string(job.status),
        "description": .string(job.summary), "target_url": JSONValue(job.url), "allow_failure": false,
      ]
    }
  }

  /// The pipeline of a commit; statuses that are set make one.
  static func pipeline(_ number: Int, head: String, _ core: FaceCore) -> JSONValue? {
    let words = jobs(head, core).compactMap { $0["status"].text }
    guard !words.isEmpty else { return nil }
    let word =
      words.contains("failed")
      ? "failed" : words.contains(where: { $0 == "running" || $0 == "pending" }) ? "running" : "success"
    return [
      "id": .number(Int64(number * 1000)), "project_id": 42, "sha": .string(head), "ref": "branch",
      "status": .string(word),
    ]
  }

  func delivery(_ event: HookEvent, _ core: FaceCore) -> HookDelivery {
    let one = event.mergeRequest
    var body: JSONValue = [
      "object_kind": event.comment == nil ? "merge_request" : "note",
      "project": ["id": 42, "path_with_namespace": .string(Self.path)],
    ]
    if let comment = event.comment {
      body["object_attributes"] = [
        "id": .number(comment.id), "note": .string(comment.body), "noteable_type": "MergeRequest", "action": "create",
      ]
      body["merge_request"] = ["iid": .number(Int64(one.number))]
    } else {
      body["object_attributes"] = [
        "iid": .number(Int64(one.number)), "action": "update", "last_commit": ["id": JSONValue(one.head)],
      ]
    }
    return event.delivery(body) { bytes in
      var headers: HTTPHeaders = [
        "X-Gitlab-Event": event.comment == nil ? "Merge Request Hook" : "Note Hook", "Idempotency-Key": event.id,
        "webhook-id": event.id,
      ]
      if let signature = event.standardSignature(of: bytes) {
        headers["webhook-timestamp"] = String(event.at.milliseconds / 1000)
        headers["webhook-signature"] = signature
      } else {
        headers["X-Gitlab-Token"] = event.secret
      }
      return headers
    }
  }
}
