import HTTPTransport
import Kubernetes
import Synchronization
import TestSupport
import Testing

@Suite struct ListTests {
  private let url = "/api/v1/configmaps?limit=500"

  private func page(_ items: String, next: String = "") -> String {
    #"{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"5","continue":"\#(next)"},"items":\#(items)}"#
  }

  private func item(_ name: String) -> String { #"{"metadata":{"name":"\#(name)","namespace":"shop"}}"# }

  @Test func pagesAreOneList() async throws {
    let http = ScriptedHTTPClient([
      .init(.get, url, 200, page("[\(item("a")),\(item("b"))]", next: "t&1")),
      .init(.get, url + "&continue=t%261", 200, page("[\(item("c"))]")),
    ])
    let list = try await client(http).list(configMaps)
    #expect(
      list.objects.compactMap(\.key?.description) == ["ConfigMap shop/a", "ConfigMap shop/b", "ConfigMap shop/c"])
    #expect(list.objects.allSatisfy { $0.groupVersionKind == configMaps.groupVersionKind })
    #expect(list.resourceVersion == "5")
  }

  @Test(arguments: ["null", "[]"]) func nothingIsAList(_ items: String) async throws {
    #expect(try await client(ScriptedHTTPClient([.init(.get, url, 200, page(items))])).list(configMaps).objects.isEmpty)
  }

  @Test("pitfall 36: an expired list begins anew and has nothing twice")
  func anExpiredListBeginsAnewAndHasNothingTwice() async throws {
    let expired = ErrorClassifierTests.status(410, "Expired", "too old", #"{}"#)
    let http = ScriptedHTTPClient([
      .init(.get, url, 200, page("[\(item("a"))]", next: "t")), .init(.get, url + "&continue=t", 410, expired),
      .init(.get, url, 200, page("[\(item("a"))]", next: "u")),
      .init(.get, url + "&continue=u", 200, page("[\(item("b"))]")),
    ])
    #expect(try await client(http).list(configMaps).objects.compactMap(\.name) == ["a", "b"])
    let always = AnsweringHTTPClient { request in
      request.url.contains("continue") ? answer(expired, 410) : answer(page("[]", next: "t"))
    }
    #expect(
      await failure { try await client(always).list(configMaps, ListOptions(maximumRestarts: 2)) }?.kind == .expired)
    #expect(always.requests.count == 6)
  }

  /// Somebody's large objects do not make a kind unreadable: pages become smaller, down to one object, and the list goes on.
  @Test func pagesThatAreTooLargeAreAskedForInParts() async throws {
    let all = (0..<12).map { "o\($0)" }
    let http = PagingHTTPClient { start, limit in
      // Ten of 500 would do; of those after the third not even two.
      guard limit <= (start < 3 ? 10 : 1) else { return nil }
      let end = min(all.count, start + min(limit, 3))
      return page("[\(all[start..<end].map(item).joined(separator: ","))]", next: end < all.count ? "\(end)" : "")
    }
    #expect(try await client(http).list(configMaps).objects.compactMap(\.name) == all)
    let never = PagingHTTPClient { _, _ in nil }
    #expect(await failure { try await client(never).list(configMaps) }?.kind == .overBudget)
    #expect(never.count.withLock { $0 } == 9)
  }

  /// Whatever goes wrong on the way, there is no part of a list.
  @Test("pitfall 6: what cannot be read to its end is no list") func neverAPart() async throws {
    let first = ScriptedHTTPClient.Exchange(.get, url, 200, page("[\(item("a"))]", next: "t"))
    let seconds: [(String, Int)] = [
      ("no", 403), ("{", 200), ("{}", 200), (#"{"kind":"ConfigMapList"}"#, 200), (page(#"{"a":1}"#), 200),
      (page("[5]"), 200),
      (page(#"[{"metadata":{}}]"#), 200), (#"{"kind":"Status"}"#, 200), (page("[]", next: "t"), 200),
    ]
    for (body, status) in seconds {
      let http = ScriptedHTTPClient([first, .init(.get, url + "&continue=t", status, body)])
      #expect(await failure { try await client(http).list(configMaps) } != nil, "\(body)")
    }
    let many = ScriptedHTTPClient([.init(.get, url, 200, page("[\(item("a")),\(item("b")),\(item("c"))]"))])
    #expect(
      await failure { try await client(many).list(configMaps, ListOptions(maximumObjects: 2)) }?.kind == .overBudget)
    let large = ScriptedHTTPClient([.init(.get, url, 200, page("[\(item("a"))]"))])
    #expect(
      await failure { try await client(large).list(configMaps, ListOptions(maximumValues: 5)) }?.kind == .overBudget)
  }

  /// Only what is kept of objects counts, and what is too large is named.
  @Test func limitsAreThoseOfWhatIsKept() async throws {
    let large = #"{"metadata":{"name":"large","namespace":"shop"},"data":{"a":"1","b":"2","c":"3","d":"4"}}"#
    func http() -> ScriptedHTTPClient { ScriptedHTTPClient([.init(.get, url, 200, page("[\(item("a")),\(large)]"))]) }
    let options = ListOptions(maximumValues: 14)
    let error = await failure { try await client(http()).list(configMaps, options) }
    #expect(error?.kind == .overBudget)
    #expect(error?.message == "more than 14 values in all, 11 of them in ConfigMap shop/large")
    let small = try object(oneConfigMap)
    let list = try await client(http()).list(configMaps, options) { $0.name == "large" ? small : $0 }
    #expect(list.objects.compactMap(\.name) == ["a", "it"])
  }

  @Test func newServersSayInTwoCallsWhatTheyServe() async throws {
    let core = #"""
      {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[{"metadata":{},"versions":[{"version":"v1","freshness":"Current",
      "resources":[{"resource":"pods","responseKind":{"group":"","version":"","kind":"Pod"},"scope":"Namespaced","verbs":["get","list"],
      "subresources":[{"subresource":"log"}]},{"resource":"namespaces","responseKind":{"kind":"Namespace"},"scope":"Cluster","verbs":["get"]}]}]}]}
      """#
    let groups = #"""
      {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":
      [{"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced"}]},{"version":"v1beta1","resources":
      [{"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced"}]}]},
      {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}]}
      """#
    let http = ScriptedHTTPClient([.init(.get, "/api", 200, core), .init(.get, "/apis", 200, groups)])
    let discovery = try await client(http).discover()
    #expect(http.requests.first?.headers["Accept"]?.contains("APIGroupDiscoveryList") ?? false)
    #expect(discovery.resources.map(\.description) == ["pods", "namespaces", "deployments.apps", "deployments.apps"])
    #expect(discovery.resource(for: GroupKind(group: "apps", kind: "Deployment"))?.groupVersion.version == "v1")
    #expect(discovery.resources.first?.verbs == ["get", "list"])
    #expect(!discovery.isComplete)
    #expect(discovery.failures.keys.map(\.description) == ["metrics.k8s.io/v1beta1"])
  }

  @Test("pitfall 6: what does not answer makes discovery partial") func whatDoesNotAnswerMakesDiscoveryPartial()
    async throws
  {
    let http = AnsweringHTTPClient { request in
      switch request.url.dropFirst("https://k8s.test".count) {
      case "/api": answer(#"{"kind":"APIVersions","versions":["v1"]}"#)
      case "/apis":
        answer(
          #"{"kind":"APIGroupList","groups":[{"name":"a.test","versions":[{"groupVersion":"a.test/v2"},{"groupVersion":"a.test/v1"}],"preferredVersion":{"groupVersion":"a.test/v1","version":"v1"}},{"name":"b.test","versions":[{"groupVersion":"b.test/v1"}]}]}"#
        )
      case "/api/v1", "/apis/a.test/v1", "/apis/a.test/v2":
        answer(
          #"{"kind":"APIResourceList","resources":[{"name":"things","kind":"Thing","namespaced":true,"verbs":["get"]},{"name":"things/status","kind":"Thing"}]}"#
        )
      default: answer("down", 503)
      }
    }
    let discovery = try await client(http).discover()
    #expect(discovery.resources.count == 3)
    #expect(discovery.resource(for: GroupKind(group: "a.test", kind: "Thing"))?.groupVersion.version == "v1")
    #expect(discovery.failures.keys.map(\.description) == ["b.test/v1"])
  }
}

/// Answers lists from a place, with at most so many objects; nil: the answer is too large.
private final class PagingHTTPClient: HTTPClient {
  let count = Mutex(0)
  private let page: @Sendable (Int, Int) -> String?

  init(_ page: @escaping @Sendable (Int, Int) -> String?) { self.page = page }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    count.withLock { $0 += 1 }
    func number(_ name: String) -> Int? {
      request.url.split(whereSeparator: { "?&".contains($0) }).first { $0.hasPrefix(name + "=") }
        .flatMap { Int($0.dropFirst(name.count + 1)) }
    }
    guard let text = page(number("continue") ?? 0, number("limit") ?? 500) else {
      throw HTTPError(.tooLarge, mayHaveArrived: true, "the answer is larger than allowed")
    }
    return answer(text)
  }
}
