import Foundation
import HTTPTransport
import ServiceStore
import TestSupport
import Testing

@testable import BotServer
@testable import BotService

@Suite struct PageTests {
  @Test func firstPageShowsQueueVerdictsAndWhatIsWaitedFor() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      let page = try await server.get("/")
      #expect(page.status == 200 && page.headers["Content-Type"] == "text/html; charset=utf-8")
      #expect(page.text.contains("an approval, for example of grace and linus"))
      #expect(page.text.contains("href=\"/infra/103\""))
      #expect(page.text.contains("last webhook 45 s ago"))
      #expect(page.text.contains("jobs given up</dt><dd>1"))
      // The urgent one is first.
      let queue = try #require(page.text.firstRange(of: "Merge queue"))
      let first = try #require(page.text[queue.upperBound...].firstRange(of: "!101"))
      let second = try #require(page.text[queue.upperBound...].firstRange(of: "!102"))
      #expect(first.lowerBound < second.lowerBound)
    }
  }

  @Test(arguments: [
    ("?repository=other", ["other/3"]), ("?verdict=held", ["infra/105"]), ("?author=ADA", ["infra/101", "other/3"]),
    ("?author=ada&repository=infra", ["infra/101"]), ("?verdict=nothing", []), ("?repository=none", []),
    ("?repository=&verdict=&author=mar%67aret", ["infra/102"]),
    ("?author=%FF&verdict=held", ["infra/105"]),
  ])
  func filters(_ query: String, _ expected: [String]) async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      let text = try await server.get("/" + query).text
      let rows = text.matches(of: /<th scope="row"><a href="\/([^"]+)"/).map { String($0.output.1) }
      #expect(rows == expected)
    }
  }

  @Test func aPageHasAnEndAndTheNextGoesOn() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.keep((1...230).map { Sample.standing($0, author: "a b") }, in: server.store)
      let first = try await server.get("/?author=a+b").text
      #expect(first.matches(of: /<th scope="row">/).count == 200)
      let next = try #require(first.firstMatch(of: /class="next" href="([^"]+)"/)).output.1
      let second = try await server.get(String(next).replacing("&amp;", with: "&")).text
      #expect(second.matches(of: /<th scope="row">/).count == 30 && !second.contains("class=\"next\""))
    }
  }

  @Test func aMergeRequestIsExplained() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      let page = try await server.get("/infra/103").text
      #expect(page.contains("Why is this not moving?"))
      #expect(page.contains("needs an approval by one of: linus, margaret"))
      #expect(page.contains("https://gitlab.example/org/infra/-/merge_requests/103"))
      #expect(try await server.get("/infra/102").text.contains("Place 2 in the merge queue"))
      #expect(try await server.get("/infra/104").text.contains("https://gitlab.example/api/v4: 500"))
      let merged = try await server.get("/infra/91")
      #expect(merged.status == 303 && merged.headers["Location"] == "/records/infra/91")
    }
  }

  @Test(arguments: [
    "/infra/999", "/infra/0", "/infra/-1", "/infra/x", "/infra/0101", "/none/1", "/a/b/c/d", "/records/infra/1",
  ])
  func whatIsNotThereIsAPageToo(_ path: String) async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      let page = try await server.get(path)
      #expect(page.status == 404 && page.text.contains("All merge requests"))
    }
  }

  @Test(arguments: ["/", "/infra/103", "/records", "/none", "/api/v1/jobs", "/api/none", "/style.css", "/healthz"])
  func allAnswersKeepBrowsersInBounds(_ path: String) async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      let headers = try await server.get(path).headers
      #expect(headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'; style-src 'self';") == true)
      #expect(headers["X-Content-Type-Options"] == "nosniff" && headers["X-Frame-Options"] == "DENY")
      #expect(headers["Referrer-Policy"] == "no-referrer")
      #expect(headers["Cache-Control"] == (path == "/style.css" ? "no-cache" : "no-store"))
    }
  }

  @Test func styleIsSentOnce() async throws {
    try await RunningServer.run { server async throws in
      let tag = try #require(try await server.get("/style.css").headers["ETag"])
      #expect(try await server.get("/style.css", headers: ["If-None-Match": tag]).status == 304)
    }
  }

  // MARK: - Texts from strangers

  @Test func noTextBecomesMarkup() async throws {
    var random = SeededGenerator(seed: 8)
    let parts = [
      "<", ">", "\"", "'", "&", "{{", "}}", "{{{x}}}", "</title>", "<script>", "\u{301}", "\u{200D}", "\u{FE0F}", "a",
      " ",
      "\n", "\u{0}", "\u{202E}", "&lt;", "javascript:", "🧨", "x=", "-->",
    ]
    func text() -> String { (0..<random.below(12)).map { _ in random.pick(parts) }.joined() }
    // Numbers that are no multiples of five: no drafts; the even ones are ready.
    let numbers = (1...60).filter { $0 % 5 != 0 }
    let standings = numbers.map { number in
      Sample.standing(
        number, title: text(), author: text(), verdict: text(), headline: text(), ready: number % 2 == 0,
        priority: text(), obstacles: [Obstacle(.people, text())], branch: text(), url: text(), text: text())
    }
    let plain = [1, 2].map {
      Sample.standing($0, ready: $0 == 2, obstacles: [Obstacle(.people, "o")], url: "u")
    }
    try await RunningServer.run { server async throws in
      try await Sample.keep(plain, in: server.store)
      let odd = Self.tags(try await server.get("/infra/1").text)
      let even = Self.tags(try await server.get("/infra/2").text)
      #expect(odd != even)
      try await Sample.keep(standings, in: server.store)
      server.time.advance(1000)
      for number in numbers {
        let page = try await server.get("/infra/\(number)").text
        // The same tags as for harmless texts: nothing was added, and no attribute ended early.
        #expect(Self.tags(page) == (number % 2 == 0 ? even : odd))
        #expect(!page.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" })
      }
      let index = try await server.get("/").text
      #expect(Set(Self.tags(index)).isSubset(of: Self.known))
      #expect(Self.tags(index).count { $0 == "tr" } == numbers.count + 1)
    }
  }

  private static let known: Set<String> = [
    "!doctype", "html", "head", "meta", "title", "link", "body", "a", "header", "div", "nav", "main", "h1", "h2", "h3",
    "dl", "dt", "dd", "p", "form", "label", "select", "option", "input", "button", "section", "code", "ol", "li",
    "small",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "ul", "time", "footer", "pre", "br", "b",
  ]

  /// The names of all tags that a browser would see, in order: it goes by code points, not by characters.
  private static func tags(_ page: String) -> [String] {
    let scalars = Array(page.unicodeScalars)
    var found: [String] = []
    for (index, scalar) in scalars.enumerated() where scalar == "<" {
      let rest = scalars[(index + 1)...]
      if rest.first == "/" { continue }
      found.append(String(String.UnicodeScalarView(rest.prefix { $0 != " " && $0 != ">" && $0 != "\n" })))
    }
    return found
  }

  @Test func escapingGoesByScalars() {
    #expect(
      HTMLText.escaped("<\u{301}a \"\u{200D}'\u{301}&\u{20DD}")
        == "&lt;\u{301}a &quot;\u{200D}&#39;\u{301}&amp;\u{20DD}")
    #expect(HTMLText.link("javascript:alert(1)") == nil && HTMLText.link("HTTPS://a/") == "HTTPS://a/")
  }

  // MARK: - Records

  @Test func recordsAreChecked() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      let list = try await server.get("/records").text
      #expect(list.matches(of: /class="good">intact/).count == 3 && !list.contains("not intact"))
      let record = try await server.get("/records/infra/91").text
      #expect(record.contains("the shop is down") && record.contains("allowed by grace"))
      #expect(record.contains("show \(String(repeating: "d", count: 40)) | remit decide --replay -"))
      let later = try await server.get("/records?repository=infra&after=1").text
      #expect(later.matches(of: /class="good">intact/).count == 2)
      #expect(try await server.get("/records?repository=none").status == 404)
    }
  }

  @Test func aRecordThatWasChangedIsSeen() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.record(90, in: server.store)
      // Somebody who writes to the store himself.
      _ = try await server.store.append(to: "infra", name: "91", at: server.time.now) { _, _ in ("sha256:0", "{}") }
      let list = try await server.get("/records").text
      #expect(list.contains("The chain is not intact") && list.contains("the text cannot be read"))
      #expect(try await server.get("/records/infra/91").text.contains("This record is not as it was written"))
      #expect(try await server.get("/records/infra/90").text.contains("v-approved\">intact"))
    }
    let stored = StoredRecord(
      chain: "infra", sequence: 2, name: "91", previous: "sha256:a", digest: "sha256:b", text: "{}",
      at: .init(milliseconds: 0))
    var before = stored
    (before.sequence, before.digest) = (1, "sha256:x")
    #expect(CheckedRecord(stored, after: before).faults.contains("it does not follow the record before it"))
  }
}
