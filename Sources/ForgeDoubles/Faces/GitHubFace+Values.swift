internal import Forges
internal import HTTPTransport

/// What GitHub's answers and hooks look like, as far as they are read.
extension GitHubFace {
  static func user(_ user: ForgeUser) -> JSONValue {
    ["id": .number(user.id), "login": .string(user.name), "type": user.isBot ? "Bot" : "User"]
  }

  static func hook(_ hook: ForgeHook) -> JSONValue {
    [
      "id": .number(hook.id), "active": .bool(hook.isActive), "config": ["url": .string(hook.url)],
      "events": .array(hook.events.sorted().map { .string($0) }),
    ]
  }

  static func pull(_ one: ForgeMergeRequest) -> JSONValue {
    let (mergeable, word): (JSONValue, String) =
      switch one.mergeability {
      case .ready: (true, one.isDraft ? "draft" : "clean")
      case .checking: (nil, "unknown")
      case .needsRebase: (true, "behind")
      case .conflict: (false, "dirty")
      case .blocked(let word): (true, word)
      }
    let repository: JSONValue = ["id": 42, "full_name": "platform/data"]
    return [
      "number": .number(Int64(one.number)), "title": .string(one.title),
      "state": one.state == .open ? "open" : "closed", "draft": .bool(one.isDraft),
      "merged": .bool(one.state == .merged), "merge_commit_sha": JSONValue(one.mergeCommit), "mergeable": mergeable,
      "mergeable_state": .string(word), "user": user(one.author),
      "head": [
        "ref": .string(one.sourceBranch), "sha": JSONValue(one.head),
        "repo": one.isFromFork ? ["id": 43, "full_name": "someone/data"] : repository,
      ],
      "base": ["ref": .string(one.targetBranch), "sha": JSONValue(one.head), "repo": repository],
      "labels": .array(one.labels.sorted().map { ["name": .string($0)] }), "html_url": .string(one.webURL),
      "created_at": .string(one.createdAt.wholeSeconds), "updated_at": .string(one.updatedAt.wholeSeconds),
    ]
  }

  static func comment(_ comment: ForgeComment) -> JSONValue {
    [
      "id": .number(comment.id), "body": .string(comment.body), "user": user(comment.author),
      "created_at": .string(comment.createdAt.wholeSeconds), "updated_at": .string(comment.updatedAt.wholeSeconds),
    ]
  }

  static func review(_ approval: ForgeApproval) -> JSONValue {
    [
      "id": .number(500_000 + approval.user.id), "state": "APPROVED", "user": user(approval.user),
      "commit_id": JSONValue(approval.head), "submitted_at": JSONValue(approval.at?.wholeSeconds),
    ]
  }

  static func status(_ status: CommitStatus) -> JSONValue {
    let word =
      switch status.state {
      case .pending, .running: "pending"
      case .success, .skipped: "success"
      case .failure: "failure"
      case .canceled: "error"
      }
    return [
      "context": .string(status.name), "state": .string(word), "description": .string(status.summary),
      "target_url": JSONValue(status.url),
    ]
  }

  /// What CI says, as the check run of an App.
  static func checkRuns(_ sha: String, _ core: FaceCore) -> [JSONValue] {
    let ci = core.model.read { $0.items.values.lazy.compactMap { $0.pipelines[sha] }.first ?? .none }
    func run(_ name: String, _ status: String, _ conclusion: JSONValue) -> [JSONValue] {
      [["id": 1, "name": .string(name), "status": .string(status), "conclusion": conclusion]]
    }
    switch ci {
    case .none: return []
    case .running: return run("build", "in_progress", nil)
    case .passed: return run("build", "completed", "success")
    case .failed(let name): return run(name, "completed", "failure")
    }
  }

  /// Forced pushes and changes of the target; plain pushes are only in the events.
  static func timeline(_ number: Int, _ core: FaceCore) throws -> [JSONValue] {
    var former: String?
    var entries: [JSONValue] = []
    for activity in try core.item(number).activities {
      let at = JSONValue.string(activity.at.wholeSeconds)
      switch activity.kind {
      case .push(let head?, let by):
        if let former, core.isForced(from: former, to: head) {
          entries.append([
            "event": "head_ref_force_pushed", "actor": by.map { user($0) } ?? .null, "commit_id": .string(head),
            "created_at": at,
          ])
        }
        former = head
      case .push: break
      case .retarget: entries.append(["event": "base_ref_changed", "created_at": at])
      }
    }
    return entries
  }

  /// The pushes to all branches, the last one first.
  static func events(_ core: FaceCore) -> [JSONValue] {
    let items = core.model.read { $0.items }.values
    let pushes = items.flatMap { item in
      item.activities.compactMap { activity -> (Timestamp, JSONValue)? in
        guard case .push(let head?, let by) = activity.kind else { return nil }
        let reference = "refs/heads/\(item.mergeRequest.sourceBranch)"
        return (
          activity.at,
          [
            "type": "PushEvent", "actor": by.map { user($0) } ?? .null, "created_at": .string(activity.at.wholeSeconds),
            "payload": ["ref": .string(reference), "head": .string(head)],
          ]
        )
      }
    }
    return pushes.sorted { $0.0 > $1.0 }.map(\.1)
  }

  func delivery(_ event: HookEvent, _ core: FaceCore) -> HookDelivery {
    let number = JSONValue.number(Int64(event.mergeRequest.number))
    var body: JSONValue = ["repository": ["id": 42, "full_name": "platform/data"]]
    if let comment = event.comment {
      body["action"] = "created"
      body["issue"] = ["number": number, "pull_request": [:]]
      body["comment"] = Self.comment(comment)
    } else {
      body["action"] = "synchronize"
      body["pull_request"] = ["number": number]
    }
    return event.delivery(body) { bytes in
      [
        "X-GitHub-Event": event.comment == nil ? "pull_request" : "issue_comment", "X-GitHub-Delivery": event.id,
        "X-Hub-Signature-256": "sha256=" + event.signature(of: bytes),
      ]
    }
  }
}

extension Timestamp {
  /// The time in whole seconds, as GitHub and Gitea write it: `2024-05-06T07:08:09Z`.
  var wholeSeconds: String { String(iso8601.prefix(19)) + "Z" }
}
