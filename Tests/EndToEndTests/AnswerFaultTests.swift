import ForgeDoubles
import Forges
import HTTPTransport
import Testing

private let isInstalled = GitHTTPServer.isInstalled(for: "AnswerFaultTests")

/// Answers that are lost, cut off, late, or not yet what they will be.
@Suite(.enabled(if: isInstalled), .serialized) struct AnswerFaultTests {
  /// The writes of a merge request's life on a forge: method and end of the path.
  private static func writes(_ kind: ForgeKind) -> [(HTTPRequest.Method, String)] {
    switch kind {
    case .gitlab:
      [(.post, "/notes"), (.put, "/merge_requests/1"), (.post, "/approve"), (.post, "/award_emoji"), (.put, "/merge")]
    case .github:
      [(.post, "/comments"), (.post, "/labels"), (.post, "/reviews"), (.post, "/reactions"), (.put, "/merge")]
    case .gitea:
      [(.post, "/comments"), (.post, "/1/labels"), (.post, "/reviews"), (.post, "/reactions"), (.post, "/merge")]
    }
  }

  private func passes(
    _ kind: ForgeKind, _ faults: [FaceFault], timeout: Int = 30_000, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let world = try await World(kind, timeout: timeout)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    for fault in faults { world.face.fail(fault) }
    let jobs = try await world.work(on: number, turns: 150)
    let head = try world.item(number).mergeRequest.head
    try world.expectSound(number, merged: head, jobs: jobs, sourceLocation: sourceLocation)
    #expect(try await world.store.records(in: "data", after: 0, limit: 9).count == 1, sourceLocation: sourceLocation)
  }

  /// Every kind of write is done, and its answer lost.
  @Test(arguments: ForgeKind.allCases)
  func serverErrorAfterTheWriteWasApplied(_ kind: ForgeKind) async throws {
    let lost = FaceAnswer(502, ["message": "Bad Gateway"])
    try await passes(kind, Self.writes(kind).map { FaceFault($0.0, $0.1, .loseAnswer(lost)) })
  }

  @Test(arguments: ForgeKind.allCases)
  func serverErrorBeforeTheWrite(_ kind: ForgeKind) async throws {
    let refusal = FaceAnswer(503, ["message": "Service Unavailable"])
    try await passes(kind, Self.writes(kind).map { FaceFault($0.0, $0.1, .refuse(refusal)) })
  }

  @Test(arguments: ForgeKind.allCases)
  func truncatedBody(_ kind: ForgeKind) async throws {
    let reads = kind == .gitlab ? ["/merge_requests/1", "/notes"] : ["/pulls/1", "/comments"]
    try await passes(
      kind,
      reads.map { FaceFault(.get, $0, after: 1, .truncate) }
        + Self.writes(kind).map { FaceFault($0.0, $0.1, .truncate) })
  }

  @Test(arguments: ForgeKind.allCases)
  func slowBody(_ kind: ForgeKind) async throws {
    let (read, write) = (kind == .gitlab ? "/notes" : "/comments", Self.writes(kind)[0])
    try await passes(
      kind,
      [
        FaceFault(.get, read, .stall), FaceFault(write.0, write.1, .stall),
        FaceFault(.get, kind == .gitlab ? "/versions" : "/timeline", times: 3, .dawdle),
      ], timeout: 1500)
  }

  /// GitLab has not prepared the merge request yet.
  @Test func nullDiffRefs() async throws {
    try await passes(
      .gitlab,
      [
        FaceFault(.get, "/merge_requests/1", times: 4, .change { $0["diff_refs"] = nil }),
        FaceFault(.get, "/merge_requests/1", after: 4, times: 2, .change { $0["prepared_at"] = nil }),
      ])
  }

  @Test(arguments: ForgeKind.allCases)
  func checkingThenMergeable(_ kind: ForgeKind) async throws {
    let fault =
      switch kind {
      case .gitlab:
        FaceFault(.get, "/merge_requests/1", times: 9, .change { $0["detailed_merge_status"] = "checking" })
      case .github:
        FaceFault(
          .get, "/pulls/1", times: 6,
          .change {
            $0["mergeable"] = nil
            $0["mergeable_state"] = "unknown"
          })
      case .gitea: FaceFault(.get, "/pulls/1", times: 6, .change { $0["mergeable"] = false })
      }
    try await passes(kind, [fault])
  }

  @Test(arguments: ForgeKind.allCases)
  func notAllowedThenMerged(_ kind: ForgeKind) async throws {
    let message: JSONValue =
      switch kind {
      case .gitlab: "405 Method Not Allowed"
      case .github: "Base branch was modified. Review and try the merge again."
      case .gitea: "Please try again later"
      }
    try await passes(kind, [FaceFault(nil, "/merge", times: 2, .refuse(FaceAnswer(405, ["message": message])))])
  }

  /// The forge says that something else is going on, though the head is the same.
  @Test(arguments: ForgeKind.allCases)
  func conflictThenMerged(_ kind: ForgeKind) async throws {
    let message: JSONValue =
      switch kind {
      case .gitlab: "Resource lock"
      case .github: "Head branch was modified. Review and try the merge again."
      case .gitea: "head out of date"
      }
    try await passes(kind, [FaceFault(nil, "/merge", .refuse(FaceAnswer(409, ["message": message])))])
  }
}
