internal import DocumentModel

/// The few members of a payload that say where to look.
struct WebhookPayload {
  private let document: Document

  init(_ document: Document) { self.document = document }

  /// The whole number at a path of keys.
  func number(_ path: String...) -> Int64? { node(path).flatMap(document.integer) }

  /// The text at a path of keys.
  func text(_ path: String...) -> String? { node(path).flatMap(document.string) }

  /// GitLab says in the body what kind of event it is (`object_kind`).
  var gitLabHint: WebhookEvent.Hint {
    switch text("object_kind") {
    case "merge_request": mergeRequest("object_attributes", "iid")
    case "note", "emoji": mergeRequest("merge_request", "iid")
    case "pipeline": mergeRequest("merge_request", "iid", else: commit("object_attributes", "sha"))
    case "build": commit("sha")
    case "push": branch
    default: .nothing
    }
  }

  /// GitHub says in `X-GitHub-Event` what kind of event it is.
  ///
  /// The pull requests that checks name may be in other repositories, so that a check is a hint for its commit.
  func gitHubHint(_ event: String) -> WebhookEvent.Hint {
    switch event {
    case "ping": .ping
    case "pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_review_thread":
      mergeRequest("pull_request", "number")
    case "issue_comment": isObject("issue", "pull_request") ? mergeRequest("issue", "number") : .nothing
    case "status": commit("sha")
    case "check_run": commit("check_run", "head_sha")
    case "check_suite": commit("check_suite", "head_sha")
    case "push": branch
    default: .nothing
    }
  }

  /// Gitea and Forgejo have a name of its own for each kind of review (`pull_request_approved` …).
  func giteaHint(_ event: String) -> WebhookEvent.Hint {
    switch event {
    case "issue_comment": isObject("issue", "pull_request") ? mergeRequest("issue", "number") : .nothing
    case "status": commit("sha")
    case "push": branch
    case _ where event.hasPrefix("pull_request"):
      mergeRequest("pull_request", "number", else: mergeRequest("issue", "number"))
    default: .nothing
    }
  }

  private var branch: WebhookEvent.Hint {
    let prefix = "refs/heads/"
    guard let reference = text("ref"), reference.hasPrefix(prefix), reference != prefix else { return .nothing }
    return .branch(String(reference.dropFirst(prefix.count)))
  }

  private func mergeRequest(_ path: String..., else other: WebhookEvent.Hint = .nothing) -> WebhookEvent.Hint {
    guard let number = node(path).flatMap(document.integer), let number = Int(exactly: number), number > 0 else {
      return other
    }
    return .mergeRequest(number)
  }

  private func commit(_ path: String...) -> WebhookEvent.Hint {
    guard let id = node(path).flatMap(document.string), [40, 64].contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return .nothing }
    return .commit(id)
  }

  private func isObject(_ path: String...) -> Bool { node(path).map { document.kind($0) == .object } ?? false }

  private func node(_ path: [String]) -> NodeID? {
    var node = document.root
    for key in path {
      guard document.kind(node) == .object, let next = document.member(node, DocumentKey(key)) else { return nil }
      node = next
    }
    return node
  }
}
