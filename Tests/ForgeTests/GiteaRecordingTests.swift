import ForgeGitea
import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// What a Forgejo server answered to others (ogr's cassettes) is read as what it says.
@Suite struct GiteaRecordingTests {
  private static let all = Result {
    try Recording.all(in: "gitea-forgejo/recorded-ogr-forgejo", for: "recordings of Forgejo")
  }

  private func recordings(_ method: String, _ isWanted: (String) -> Bool) throws -> [Recording]? {
    try Self.all.get()?.filter { $0.method == method && isWanted($0.url) }
  }

  private func forge(answering response: HTTPResponse) throws -> some ForgeClient {
    try GiteaClient(
      api: "https://x/api/v1", repository: "o/r", token: "t", client: AnsweringHTTPClient { _ in response },
      now: { testTime })
  }

  @Test func pullRequests() async throws {
    guard let recordings = try recordings("GET", { $0.contains(/\/pulls\/\d+$/) }) else { return }
    #expect(recordings.count == 24)
    for recording in recordings {
      let forge = try forge(answering: recording.response)
      guard recording.status == 200 else {
        #expect(await kind { () async throws(ForgeError) in try await forge.mergeRequest(1) } == .notFound)
        continue
      }
      let fields = try recording.fields()
      let found = try await forge.mergeRequest(1)
      let head = try #require(fields["head"] as? [String: Any])
      let base = try #require(fields["base"] as? [String: Any])
      let author = try #require(fields["user"] as? [String: Any])
      #expect(found.number == fields["number"] as? Int)
      #expect(found.title == fields["title"] as? String)
      #expect(found.head == head["sha"] as? String)
      #expect(found.sourceBranch == head["ref"] as? String)
      #expect(found.targetBranch == base["ref"] as? String)
      #expect(found.isFromFork == (head["repo_id"] as? Int != base["repo_id"] as? Int))
      #expect(found.author.name == author["login"] as? String)
      #expect((found.state == .merged) == (fields["merged"] as? Bool))
      #expect(found.mergeCommit == fields["merge_commit_sha"] as? String)
    }
  }

  @Test func comments() async throws {
    guard let recordings = try recordings("GET", { $0.hasSuffix("/comments") }) else { return }
    #expect(recordings.count == 16)
    for recording in recordings {
      let list = try #require(
        try JSONSerialization.jsonObject(with: Data(recording.body.utf8)) as? [[String: Any]])
      let found = try await forge(answering: recording.response).comments(on: 1)
      #expect(Set(found.map(\.body)) == Set(list.compactMap { $0["body"] as? String }))
      #expect(found.map(\.id) == list.compactMap { ($0["id"] as? Int).map(Int64.init) }.sorted())
      #expect(found.allSatisfy { $0.createdAt <= $0.updatedAt && $0.author.id > 0 && !$0.author.isBot })
    }
  }

  @Test func writtenComments() async throws {
    guard let recordings = try recordings("POST", { $0.hasSuffix("/comments") }) else { return }
    #expect(recordings.count == 4)
    for recording in recordings {
      let written = try await forge(answering: recording.response).addComment("x", to: 1)
      #expect(written.id == (try recording.fields()["id"] as? Int).map(Int64.init))
    }
  }

  @Test func repositories() async throws {
    guard let recordings = try recordings("GET", { $0.contains(/\/repos\/[^\/]+\/ogr-tests$/) }) else { return }
    #expect(recordings.count == 16)
    for recording in recordings {
      let http = AnsweringHTTPClient { request in
        request.url.hasSuffix("/user")
          ? HTTPResponse(status: 200, body: Array(account(1, "bot").utf8)) : recording.response
      }
      let forge = try GiteaClient(
        api: "https://v10.next.forgejo.org/api/v1", repository: "o/r", token: "t", client: http, now: { testTime })
      #expect(try await forge.gitAccess().url == (try recording.fields()["clone_url"] as? String))
    }
  }
}
