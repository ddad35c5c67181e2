import Forges
import ServiceStore
import Workflows

@testable import BotService

/// Merge requests and records to show.
enum Sample {
  static let start: Int64 = 1_767_225_600_000
  static let head = String(repeating: "ab12", count: 10)

  static func standing(
    _ number: Int, repository: String = "infra", title: String = "Raise the replicas of the shop",
    author: String = "ada",
    verdict: String = "needs-approval", headline: String = "needs approval: 1 of 3 changes", ready: Bool = false,
    head: String? = nil, priority: String? = "high", obstacles: [Obstacle] = [], branch: String = "main",
    url: String? = nil, text: String = "needs approval\n\nservices/shop.yml\n  … /replicas: 3 → 5\n"
  ) -> Standing {
    Standing(
      repository: repository, number: number, title: title,
      url: url ?? "https://gitlab.example/org/infra/-/merge_requests/\(number)", author: author,
      head: head ?? Self.head, targetBranch: branch, target: String(repeating: "c", count: 40),
      isDraft: number % 5 == 0,
      verdict: verdict, headline: headline, text: text, decision: #"{"apiVersion":"remit/v1","kind":"Decision"}"#,
      priority: priority, priorityRank: priority == "urgent" ? 0 : 1, obstacles: obstacles,
      readySince: ready ? Timestamp(milliseconds: start - 120_000 + Int64(number)) : nil,
      createdAt: Timestamp(milliseconds: start - 7_200_000 * Int64(number)),
      decidedAt: Timestamp(milliseconds: start - 30_000))
  }

  static func keep(_ standings: [Standing], in store: any Store) async throws {
    for standing in standings {
      try await store.encode(standing, Kept.standing, Kept.name(standing.repository, standing.number), under: nil)
    }
  }

  static func record(_ number: Int, exception: DecisionRecord.Exception? = nil, in store: any Store) async throws {
    let record = DecisionRecord(
      repository: "infra", number: number, url: "https://gitlab.example/org/infra/-/merge_requests/\(number)",
      targetBranch: "main", mergeCommit: String(repeating: "d", count: 40),
      input: .init(
        mode: .strict, folder: "", author: "ada", forge: .gitlab, accountNames: [1: "ada"], today: "2026-01-01",
        target: String(repeating: "c", count: 40), head: head, events: [], digestsByHead: [:]),
      decision: "{}", approvals: [], exception: exception)
    _ = try await store.append(to: "infra", name: String(number), at: Timestamp(milliseconds: start - 60_000)) {
      var placed = record
      (placed.sequence, placed.previous) = ($0, $1)
      return (placed.digest, placed.text)
    }
  }

  /// A job that was given up.
  static func bury(_ number: Int, in store: any Store) async throws {
    let time = Timestamp(milliseconds: start - 3_600_000)
    try await store.request(JobKey(kind: JobKind.look, repository: "infra", subject: String(number)), notBefore: time)
    guard let claim = try await store.claim(by: "test", lease: 1000, now: time) else { return }
    try await store.bury(claim, error: "https://gitlab.example/api/v4: 500", at: time)
  }

  /// A busy day.
  static func fill(_ store: any Store) async throws {
    let people = Obstacle(.people, "an approval, for example of grace and linus")
    try await keep(
      [
        standing(
          101, title: "Raise the replicas of the shop before the sale", verdict: "approved",
          headline: "approved: every change is approved", ready: true, priority: "urgent"),
        standing(
          102, title: "Add Margaret to the payments team", author: "margaret", verdict: "approved",
          headline: "approved: every change is approved", ready: true,
          obstacles: [Obstacle(.rebase, "the branch has to be brought up to its target")]),
        standing(
          103, title: "Move the search index to the new cluster and give it two more nodes for the nightly rebuild",
          author: "linus", obstacles: [Obstacle(.people, "needs approval: 1 of 3 changes"), people],
          text: """
            needs approval: 1 of 3 changes

            services/search/deploy.yml
              ✓ /targets/2/ref: "4f3c…" → "91ab…"
                  change-type: saas-file-owner (role search-maintainers)
                  approved by grace
              … /targets/3/parameters/REPLICAS: 3 → 5
                  change-type: capacity (role capacity-owners)
                  needs an approval by one of: linus, margaret

            Next:
              - an owner of capacity comments /lgtm

            """),
        standing(
          104, title: "<script>alert(1)</script> & \"quotes\"", author: "mallory", verdict: "not-self-serviceable",
          headline: "not self-serviceable: 1 change has no owner", priority: nil,
          obstacles: [
            Obstacle(.people, "not self-serviceable: 1 change has no owner"),
            Obstacle(.pipeline, "the pipeline of this commit failed: lint"),
          ]),
        standing(
          105, title: "Rotate the certificates", author: "grace", verdict: "held", headline: "held by linus",
          obstacles: [Obstacle(.people, "held by linus"), Obstacle(.people, "it is a draft: mark it as ready")]),
        standing(
          3, repository: "other", title: "Fix the folder of a team", author: "ada", verdict: "failed",
          headline: "Remit could not decide: teams/a.yml: this is no YAML",
          obstacles: [Obstacle(.forge, "the forge is still checking whether it merges")]),
      ], in: store)
    try await bury(104, in: store)
    try await record(90, in: store)
    try await record(91, exception: .init(by: "grace", reason: "the shop is down"), in: store)
    try await record(92, in: store)
    _ = try await store.accept(
      Delivery(
        source: "infra", id: "x", job: nil, at: Timestamp(milliseconds: start - 45_000),
        notBefore: Timestamp(milliseconds: start)))
  }
}
