import HTTPTransport
import TestSupport
import Testing

private func kind(_ client: ScriptedHTTPClient, limit: Int = 100) async -> HTTPError.Kind? {
  do throws(HTTPError) {
    _ = try await client.pages(from: HTTPRequest(.get, "https://f.example/1?p=1"), atMost: limit)
    return nil
  } catch { return error.kind }
}

@Suite struct PagingTests {
  @Test(arguments: [
    #"<https://f.example/2>; rel="next""#,
    #"<https://f.example/1?p=1>; rel="first", <https://f.example/2>; rel="next", <https://f.example/9>; rel="last""#,
    #"<https://f.example/0>;rel=prev;title="a, <x>; rel=\"next\"" ,<https://f.example/2>;rel=next"#,
    #"<https://f.example/2>; title=a; REL="Start NEXT""#, "</2>; rel=next",
  ])
  func followsTheNextLink(_ link: String) async throws {
    let script = ScriptedHTTPClient([
      .init(.get, "https://f.example/1?p=1", 200, "a", headers: ["Link": link]),
      .init(.get, "https://f.example/2", 200, "b", headers: ["X": "1"]),
    ])
    let first = HTTPRequest(.get, "https://f.example/1?p=1", headers: ["PRIVATE-TOKEN": "t"])
    let pages = try await script.pages(from: first)
    #expect(pages.map(\.body) == [Array("a".utf8), Array("b".utf8)])
    #expect(script.requests.allSatisfy { $0.headers["PRIVATE-TOKEN"] == "t" })
  }

  @Test(arguments: [
    "", "https://f.example/2; rel=next", #"<https://f.example/2>; rel="prev"; rel="next""#, "<https://f.example/2",
    #"<https://f.example/2>; title="rel=next"#, "<https://f.example/2>", "<a>;;;rel=next", "<a>; rel", ";,;<>",
  ])
  func noNextLinkNoNextPage(_ link: String) async throws {
    let script = ScriptedHTTPClient([.init(.get, "/1?p=1", 200, "a", headers: ["Link": link])])
    if link == "<a>;;;rel=next" {
      #expect(await kind(script) == .invalidRequest)
    } else {
      #expect(await kind(script) == nil)
    }
  }

  @Test(arguments: [
    "https://evil.example/2", "http://f.example/2", "https://f.example:8443/2", "2", "//evil.example/2",
  ])
  func anotherServerIsNotAsked(_ target: String) async {
    let script = ScriptedHTTPClient([.init(.get, "/1?p=1", 200, headers: ["Link": "<\(target)>; rel=next"])])
    #expect(await kind(script) == .invalidRequest)
    #expect(script.requests.count == 1)
  }

  @Test func pagesAreBounded() async {
    let link: HTTPHeaders = ["Link": "</1?p=1>; rel=next"]
    let script = ScriptedHTTPClient((0..<9).map { _ in .init(.get, "/1?p=1", 200, headers: link) })
    #expect(await kind(script, limit: 3) == .tooLarge)
    #expect(script.requests.count == 3)
  }

  @Test func aFailureIsTheLastPage() async throws {
    let script = ScriptedHTTPClient([
      .init(.get, "/1", 200, headers: ["Link": "</2>; rel=next"]),
      .init(.get, "/2", 500, headers: ["Link": "</3>; rel=next"]),
    ])
    let pages = try await script.pages(from: HTTPRequest(.get, "https://f.example/1"))
    #expect(pages.map(\.status) == [200, 500])
  }

  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_199), ("Wed, 29 Feb 2023 00:00:00 GMT", nil), ("", nil),
      ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("a b c d e GMT", nil),
    ] as [(String, Int64?)])
  func dates(_ text: String, _ seconds: Int64?) {
    #expect(CivilTime.seconds(httpDate: text) == seconds)
  }
}
