import ForgeDoubles
import Forges
import Testing

private let isInstalled = GitHTTPServer.isInstalled(for: "AppTests")

/// The service as a GitHub App: with tokens of an hour, for the API and for git, and check runs.
@Suite(.enabled(if: isInstalled), .serialized) struct AppTests {
  @Test func isReportedApprovedAndMerged() async throws {
    let world = try await World(.github, isApp: true)
    let number = try await world.open()
    #expect(try await world.work(on: number) == [])
    #expect(try world.reports(number).count == 1)
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let jobs = try await world.work(on: number)
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    #expect(world.face.requests.contains { $0.url.hasSuffix("/check-runs") && $0.method == .post })
    #expect(!world.face.requests.contains { $0.url.contains("/statuses/") }, "an App says it by check runs")
  }

  /// The token ends between two looks, and one is refused before its time: a new one is got, for git too.
  @Test func expiredToken() async throws {
    let world = try await World(.github, isApp: true)
    let number = try await world.open()
    try await world.work(on: number)
    world.model.advance(2 * 3_600_000)
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    world.face.changeToken("revoked")
    let jobs = try await world.work(on: number)
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    #expect(world.face.requests.count { $0.url.hasSuffix("/access_tokens") } >= 2)
  }

  @Test func tokenRefusedInTheMiddle() async throws {
    let world = try await World(.github, isApp: true)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let refusal = FaceAnswer(401, ["message": "Bad credentials"])
    for count in [5, 14, 25] { world.face.fail(FaceFault(nil, "", after: count, .refuse(refusal))) }
    let jobs = try await world.work(on: number)
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
  }
}
