internal import Forges
internal import HTTPTransport

/// What Gitea's answers and hooks look like, as far as they are read.
extension GiteaFace {
  static func user(_ user: ForgeUser) -> JSONValue { ["id": .number(user.id), "login": .string(user.name)] }

  static func label(_ name: String, _ core: FaceCore) -> JSONValue {
    ["id": .number(core.labelID(name)), "name": .string(name)]
  }

  static func hook(_ hook: ForgeHook) -> JSONValue {
    [
      "id": .number(hook.id), "active": .bool(hook.isActive), "config": ["url": .string(hook.url)],
      "events": .array(hook.events.sorted().map { .string($0) }),
    ]
  }

  static func pull(_ one: ForgeMergeRequest, _ core: FaceCore) -> JSONValue {
    [
      "number": .number(Int64(one.number)), "title": .string(one.title),
      "state": one.state == .open ? "open" : "closed", "draft": .bool(one.isDraft),
      "merged": .bool(one.state == .merged), "merge_commit_sha": JSONValue(one.mergeCommit),
      "mergeable": .bool(one.mergeability == .ready), "user": user(one.author),
      "head": [
        "ref": .string(one.sourceBranch), "sha": .string(one.head ?? ""), "repo_id": one.isFromFork ? 43 : 42,
      ],
      "base": [
        "ref": .string(one.targetBranch), "sha": JSONValue(try? core.model.tip(one.targetBranch)), "repo_id": 42,
      ],
      "labels": .array(one.labels.sorted().map { label($0, core) }), "html_url": .string(one.webURL),
      "created_at": .string(one.createdAt.wholeSeconds), "updated_at": .string(one.updatedAt.wholeSeconds),
    ]
  }

  static func comment(_ comment: ForgeComment) -> JSONValue {
    [
      "id": .number(comment.id), "body": .string(comment.body), "user": user(comment.author), "original_author": "",
      "created_at": .string(comment.createdAt.wholeSeconds), "updated_at": .string(comment.updatedAt.wholeSeconds),
    ]
  }

  static func review(_ approval: ForgeApproval) -> JSONValue {
    [
      "id": .number(500_000 + approval.user.id), "state": "APPROVED", "user": user(approval.user),
      "commit_id": JSONValue(approval.head), "dismissed": false, "submitted_at": JSONValue(approval.at?.wholeSeconds),
    ]
  }

  static func statuses(_ sha: String, _ core: FaceCore) -> [JSONValue] {
    let (ci, own) = core.model.read { state in
      (state.items.values.lazy.compactMap { $0.pipelines[sha] }.first ?? PipelineState.none, state.statuses[sha] ?? [:])
    }
    var all = Array(own.values)
    switch ci {
    case .none: break
    case .running: all.append(CommitStatus(name: "build", state: .pending, summary: ""))
    case .passed: all.append(CommitStatus(name: "build", state: .success, summary: ""))
    case .failed(let name): all.append(CommitStatus(name: name, state: .failure, summary: ""))
    }
    return all.sorted { $0.name < $1.name }.map { status in
      var value = GitHubFace.status(status)
      value["status"] = value["state"]
      return value
    }
  }

  /// Pushes after the first and changes of the target.
  static func timeline(_ number: Int, _ core: FaceCore) throws -> [JSONValue] {
    var former: String?
    var entries: [JSONValue] = []
    for activity in try core.item(number).activities {
      let at = JSONValue.string(activity.at.wholeSeconds)
      switch activity.kind {
      case .push(let head?, let by):
        if let former {
          let isForced = core.isForced(from: former, to: head)
          let commits = (isForced ? [former] : []) + [head]
          let push: JSONValue = ["is_force_push": .bool(isForced), "commit_ids": .array(commits.map { .string($0) })]
          entries.append([
            "type": "pull_push", "user": by.map { user($0) } ?? .null, "created_at": at,
            "body": .string(String(decoding: push.bytes, as: UTF8.self)),
          ])
        }
        former = head
      case .push: break
      case .retarget: entries.append(["type": "change_target_branch", "created_at": at])
      }
    }
    return entries
  }

  func delivery(_ event: HookEvent, _ core: FaceCore) -> HookDelivery {
    let number = JSONValue.number(Int64(event.mergeRequest.number))
    let word = event.comment == nil ? "pull_request" : "issue_comment"
    var body: JSONValue = ["repository": ["id": 42, "full_name": "platform/data"]]
    if let comment = event.comment {
      body["action"] = "created"
      body["issue"] = ["number": number, "pull_request": [:]]
      body["comment"] = Self.comment(comment)
    } else {
      body["action"] = "synchronized"
      body["pull_request"] = ["number": number]
    }
    return event.delivery(body) { bytes in
      let signature = event.signature(of: bytes)
      return [
        "X-Gitea-Event": word, "X-Gitea-Event-Type": word, "X-Gitea-Delivery": event.id,
        "X-Gitea-Signature": signature, "X-GitHub-Event": word, "X-GitHub-Delivery": event.id,
        "X-Hub-Signature-256": "sha256=" + signature,
      ]
    }
  }
}
