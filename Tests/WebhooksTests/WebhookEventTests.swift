import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing
import Webhooks

@Suite struct WebhookEventTests {
  private func read(_ forge: ForgeKind, _ headers: HTTPHeaders, _ body: String) -> WebhookEvent {
    WebhookEvent.read(forge, headers: headers, body: Array(body.utf8))
  }

  // MARK: - Ids

  @Test(arguments: [
    (ForgeKind.gitlab, ["Idempotency-Key": "a", "webhook-id": "b", "X-Gitlab-Webhook-UUID": "c"], "a"),
    (.gitlab, ["webhook-id": "b", "X-Gitlab-Webhook-UUID": "c"], "b"),
    (.gitlab, ["x-gitlab-webhook-uuid": "c", "X-Gitlab-Event-UUID": "d"], "c"),
    (.github, ["X-GitHub-Delivery": "e"], "e"),
    (.gitea, ["X-Gitea-Delivery": "f", "X-GitHub-Delivery": "e"], "f"),
    (.gitea, ["X-Forgejo-Delivery": "g", "X-Gitea-Delivery": "f"], "g"),
  ])
  func idIsTheForges(_ forge: ForgeKind, _ headers: [String: String], _ id: String) {
    var fields: HTTPHeaders = [:]
    for (name, value) in headers { fields[name] = value }
    #expect(read(forge, fields, "{}").deliveryID == id)
  }

  @Test(arguments: [
    HTTPHeaders(dictionaryLiteral: ("X-Gitlab-Event-UUID", "shared")), [:], ["webhook-id": ""],
    ["webhook-id": String(repeating: "a", count: 201)], ["webhook-id": "a b"], ["webhook-id": "a\u{0}"],
  ])
  func withoutUsableIdTheBodyIsTheId(_ headers: HTTPHeaders) {
    let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    #expect(read(.gitlab, headers, "{}").deliveryID == digest)
    #expect(read(.gitlab, headers, "{ }").deliveryID != digest)
  }

  // MARK: - Hints

  @Test(arguments: [
    ("", #"{"object_kind":"merge_request","object_attributes":{"iid":7}}"#, WebhookEvent.Hint.mergeRequest(7)),
    ("", #"{"object_kind":"emoji","merge_request":{"iid":7}}"#, .mergeRequest(7)),
    ("", #"{"object_kind":"note","issue":{"iid":7}}"#, .nothing),
    ("", #"{"object_kind":"pipeline","merge_request":{"iid":7},"object_attributes":{"sha":"SHA"}}"#, .mergeRequest(7)),
    ("", #"{"object_kind":"pipeline","merge_request":null,"object_attributes":{"sha":"SHA"}}"#, .commit(sha)),
    ("", #"{"object_kind":"push","ref":"refs/heads/a/b"}"#, .branch("a/b")),
    ("", #"{"object_kind":"tag_push","ref":"refs/tags/v1"}"#, .nothing),
    ("", #"{"object_kind":"wiki_page"}"#, .nothing),
    ("", #"{"object_kind":"merge_request","object_attributes":{"iid":-7}}"#, .nothing),
    ("", #"{"object_kind":"merge_request","object_attributes":{"iid":7.5}}"#, .nothing),
    ("", #"{"object_kind":"merge_request","object_attributes":{"iid":99999999999999999999}}"#, .nothing),
    ("", #"{"object_kind":["merge_request"],"object_attributes":[7]}"#, .nothing),
    ("", #"{"object_kind":"push","ref":"refs/heads/"}"#, .nothing),
    ("", #"{"object_kind":"build","sha":"../../etc"}"#, .nothing),
    ("", #"[]"#, .nothing), ("", #"{"#, .nothing), ("", "", .nothing), ("", "\u{0}", .nothing),
  ])
  func gitLab(_ event: String, _ body: String, _ hint: WebhookEvent.Hint) {
    #expect(read(.gitlab, [:], body.replacingOccurrences(of: "SHA", with: sha)).hint == hint)
  }

  @Test(arguments: [
    ("ping", "{}", WebhookEvent.Hint.ping),
    ("pull_request", #"{"pull_request":{"number":3}}"#, .mergeRequest(3)),
    ("issue_comment", #"{"issue":{"number":3,"pull_request":{"url":"u"}}}"#, .mergeRequest(3)),
    ("issue_comment", #"{"issue":{"number":3}}"#, .nothing),
    ("issue_comment", #"{"issue":{"number":3,"pull_request":null}}"#, .nothing),
    ("push", #"{"ref":"refs/tags/v1"}"#, .nothing), ("push", #"{"ref":"refs/heads/main"}"#, .branch("main")),
    ("status", #"{"sha":"SHA"}"#, .commit(sha)), ("check_run", #"{"check_run":{"head_sha":"SHA"}}"#, .commit(sha)),
    ("check_suite", #"{"check_suite":{"head_sha":"SHA"}}"#, .commit(sha)),
    ("merge_group", "{}", .nothing), ("sponsorship", #"{"pull_request":{"number":3}}"#, .nothing),
    ("pull_request", "payload=%7B%7D", .nothing),
  ])
  func gitHub(_ event: String, _ body: String, _ hint: WebhookEvent.Hint) {
    let body = body.replacingOccurrences(of: "SHA", with: sha)
    #expect(read(.github, ["x-github-event": event], body).hint == hint)
  }

  @Test(arguments: [
    (
      "pull_request", #"{"number":4,"action":"synchronized","pull_request":{"number":4}}"#,
      WebhookEvent.Hint.mergeRequest(4)
    ),
    ("pull_request_rejected", #"{"number":4,"pull_request":{"number":4}}"#, .mergeRequest(4)),
    ("pull_request_comment", #"{"issue":{"number":4},"pull_request":{"number":4},"is_pull":true}"#, .mergeRequest(4)),
    ("issue_comment", #"{"issue":{"number":4,"pull_request":{"merged":false}},"is_pull":true}"#, .mergeRequest(4)),
    ("issue_comment", #"{"issue":{"number":4,"pull_request":null},"is_pull":false}"#, .nothing),
    ("push", #"{"ref":"refs/heads/main"}"#, .branch("main")), ("status", #"{"sha":"SHA"}"#, .commit(sha)),
    ("create", #"{"ref":"main"}"#, .nothing),
  ])
  func gitea(_ event: String, _ body: String, _ hint: WebhookEvent.Hint) {
    let body = body.replacingOccurrences(of: "SHA", with: sha)
    #expect(read(.gitea, ["X-Gitea-Event": event, "X-GitHub-Event": "ping"], body).hint == hint)
    #expect(read(.gitea, ["X-Gitea-Event": "ping", "X-Forgejo-Event": event], body).hint == hint)
  }

  @Test func deepPayloadIsAHintForNothing() {
    let body = #"{"pull_request":{"number":3},"x":"# + String(repeating: "[", count: 100_000)
    #expect(read(.github, ["X-GitHub-Event": "pull_request"], body).hint == .nothing)
  }

  @Test func projectIsNamed() {
    let gitLab = read(.gitlab, [:], #"{"project_id":5,"project":{"path_with_namespace":"a/b/c"}}"#)
    #expect(gitLab.projectID == 5)
    #expect(gitLab.projectName == "a/b/c")
    let gitHub = read(.github, [:], #"{"repository":{"id":5,"full_name":"a/b"}}"#)
    #expect(gitHub.projectID == 5)
    #expect(gitHub.projectName == "a/b")
    #expect(read(.gitea, [:], #"{"repository":{"id":"5","full_name":6}}"#).projectID == nil)
  }

  // MARK: - Payloads made by others

  @Test func gitHubExamples() throws {
    guard let folder = SharedData.url("data/forges/github/webhooks-octokit") else { return }
    let checked: Set = [
      "pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_review_thread", "push",
      "issue_comment", "status", "check_run", "check_suite", "ping",
    ]
    var hints: [String: Int] = [:]
    for event in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where event != "LICENSE" {
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(event).path) {
        let data = try Data(contentsOf: folder.appendingPathComponent(event).appendingPathComponent(file))
        let read = WebhookEvent.read(.github, headers: ["X-GitHub-Event": event], body: Array(data))
        if checked.contains(event) {
          hints["\(event) \(read.hint.word)", default: 0] += 1
          #expect(event == "ping" || (read.projectID ?? 0) > 0, "\(event)/\(file)")
        } else {
          #expect(read.hint == .nothing, "\(event)/\(file)")
        }
      }
    }
    #expect(
      hints == [
        "pull_request mergeRequest": 28, "pull_request_review mergeRequest": 3,
        "pull_request_review_comment mergeRequest": 4, "pull_request_review_thread mergeRequest": 2,
        "push branch": 2, "push nothing": 4, "issue_comment nothing": 8, "status commit": 3, "check_run commit": 8,
        "check_suite commit": 8, "ping ping": 3,
      ])
  }

  @Test(arguments: [
    ("docs-webhook-events/merge_request.json", WebhookEvent.Hint.mergeRequest(1), Optional<Int64>(1)),
    ("docs-webhook-events/note_merge_request.json", .mergeRequest(1), 5),
    ("go-gitlab/webhooks/merge_request.json", .mergeRequest(1), 1),
    ("go-gitlab/webhooks/note_merge_request.json", .mergeRequest(1), 5),
    ("go-gitlab/webhooks/note_commit.json", .nothing, 5), ("go-gitlab/webhooks/note_issue.json", .nothing, 5),
    ("go-gitlab/webhooks/pipeline.json", .mergeRequest(1), 1),
    ("go-gitlab/webhooks/push.json", .branch("master"), 15),
    ("go-gitlab/webhooks/build.json", .commit("2293ada6b400935a1378653304eaf6221e0fdb8f"), 380),
    // The names in this one end in spaces.
    ("go-gitlab/webhooks/group_merge_request.json", .nothing, nil),
  ])
  func gitLabExamples(_ file: String, _ hint: WebhookEvent.Hint, _ project: Int64?) throws {
    guard let url = SharedData.url("data/forges/gitlab/" + file) else { return }
    let event = WebhookEvent.read(.gitlab, headers: [:], body: Array(try Data(contentsOf: url)))
    #expect(event.hint == hint)
    #expect(event.projectID == project)
  }
}

private let sha = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7"

extension WebhookEvent.Hint {
  /// Which case it is.
  fileprivate var word: String {
    switch self {
    case .mergeRequest: "mergeRequest"
    case .branch: "branch"
    case .commit: "commit"
    case .ping: "ping"
    case .nothing: "nothing"
    }
  }
}
