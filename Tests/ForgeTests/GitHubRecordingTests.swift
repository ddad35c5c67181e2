import ForgeGitHub
import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// What github.com answered to an App of others (ogr's cassettes) is read as what it says.
@Suite struct GitHubRecordingTests {
  @Test func appAndItsCheckRuns() async throws {
    guard let recordings = try Recording.all(in: "github/recorded-ogr") else { return }
    let installation = try #require(recordings.first { $0.url.hasSuffix("/installation") })
    let token = try #require(recordings.first { $0.url.hasSuffix("/access_tokens") })
    let lists = recordings.filter { $0.method == "GET" && $0.url.contains("/check-runs") }
    #expect(lists.count == 9)
    // The token that was recorded is long gone; the clock stands where it was good.
    let expires = try #require(try token.fields()["expires_at"] as? String)
    let then = try #require(Timestamp(iso8601: expires)).milliseconds - 3_600_000

    for list in lists {
      let http = AnsweringHTTPClient { request in
        if request.url.hasSuffix("/installation") { return installation.response }
        if request.url.hasSuffix("/access_tokens") { return token.response }
        let isStatus = request.url.contains("/status?")
        return isStatus
          ? HTTPResponse(status: 200, body: Array(#"{"statuses":[]}"#.utf8))
          : HTTPResponse(status: 200, body: list.response.body)
      }
      let client = try await GitHubClient(
        repository: "packit/hello-world", credentials: .app(id: "4711", privateKey: TestKey.pem), client: http,
        now: { Timestamp(milliseconds: then) })
      let runs = try #require(try list.fields()["check_runs"] as? [[String: Any]])
      for run in runs {
        let name = try #require(run["name"] as? String)
        let status = try await client.status(named: name, of: oneHead)
        #expect(status?.name == name)
      }
      let pipeline = try await client.pipeline(of: 1, head: oneHead, ignoring: "none of them")
      #expect((pipeline == .none) == runs.isEmpty)
      let used = http.requests.filter { $0.method == .post }
      #expect(used.map(\.url) == ["https://api.github.com/app/installations/1924121/access_tokens"])
      let paths = http.requests.map { $0.url.prefix { $0 != "?" } }
      #expect(paths.contains("https://api.github.com/repos/packit/hello-world/commits/\(oneHead)/check-runs"))
    }
  }
}
