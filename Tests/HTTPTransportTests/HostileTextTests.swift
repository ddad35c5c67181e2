import HTTPTransport
import TestSupport
import Testing

/// Whatever a server sends in header fields is taken or left, without an end in between.
@Suite struct HostileTextTests {
  private func text(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "<", ">", ";", ",", "=", "\"", "\\", " ", "\t", "rel", "next", "https://f.example/", "/", "é", "\u{0}", "9", "-",
      "99999999999999999999", "Sun, 06 Nov 1994 08:49:37 GMT", ":", "GMT", "@", "[", "]", "#", "?", "%2F", "..", "٣",
    ]
    return (0..<random.below(12)).map { _ in random.pick(pieces) }.joined()
  }

  @Test func anyHeaderField() async {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let text = text(&random)
      let headers: HTTPHeaders = [
        "Link": text, "Retry-After": text, "RateLimit-Reset": text, "RateLimit-Remaining": text,
        "RateLimit-Limit": text,
      ]
      let response = HTTPResponse(status: 429, headers: headers)
      if let time = response.retryTime(now: 1000) { #expect((1000...3_601_000).contains(time), "\(text)") }
      if let limit = RateLimit(headers, now: 0), let reset = limit.resetsAt { #expect(reset >= 0, "\(text)") }
      if let address = WebAddress(text) {
        #expect(address.text == text)
        #expect(!address.host.isEmpty)
      }
      let script = ScriptedHTTPClient([.init(.get, "/1", HTTPResponse(status: 200, headers: headers))])
      _ = try? await script.pages(from: HTTPRequest(.get, "https://f.example/1"), atMost: 1)
      for asked in script.requests { #expect(asked.url.hasPrefix("https://f.example/"), "\(text)") }
    }
  }
}
