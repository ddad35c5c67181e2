import DocumentModel
import HTTPTransport
import Kubernetes
import Synchronization
import TestSupport
import Testing

@Suite struct KubernetesClientTests {
  @Test func saysWhatIsAskedFor() async throws {
    let http = AnsweringHTTPClient { _ in
      answer(
        oneConfigMap, 201,
        ["Audit-Id": "id-1", "Warning": #"299 - "old \"v1\"""#, "Date": "Sun, 06 Nov 1994 08:49:37 GMT"])
    }
    let api = client(
      http, url: "https://rancher.test/k8s/clusters/c-1/",
      impersonation: Impersonation(user: "acme", groups: ["a", "b"], extra: ["Merge Request": ["4711"]]))
    let given = try object(
      #"""
      {"kind":"ConfigMap","apiVersion":"v1","status":{"x":1},"data":{"a":"ä"},"metadata":{"name":"it","namespace":"shop","uid":"u-1",
      "managedFields":[],"resourceVersion":"7"}}
      """#)
    let made = try await api.apply(
      given, to: configMaps, .init(fieldManager: "remit & co", force: true, dryRun: true, auditID: "id-1"), uid: "u-2",
      resourceVersion: "8")
    #expect(made.isCreated)
    #expect(made.warnings == [#"old "v1""#])
    #expect(made.auditID == "id-1")
    let request = try #require(http.requests.first)
    #expect(request.method == .patch)
    #expect(
      request.url
        == "https://rancher.test/k8s/clusters/c-1/api/v1/namespaces/shop/configmaps/it"
        + "?fieldManager=remit%20%26%20co&force=true&fieldValidation=Strict&dryRun=All")
    #expect(request.headers["Content-Type"] == "application/apply-patch+yaml")
    #expect(request.headers["Authorization"] == "Bearer t0ken")
    #expect(request.headers["User-Agent"] == "remit")
    #expect(request.headers["Audit-ID"] == "id-1")
    #expect(request.headers["Impersonate-User"] == "acme")
    #expect(request.headers.values(of: "Impersonate-Group") == ["a", "b"])
    #expect(request.headers["Impersonate-Extra-merge%20request"] == "4711")
    #expect(
      request.bodyText
        == #"{"apiVersion":"v1","data":{"a":"ä"},"kind":"ConfigMap","metadata":{"name":"it","namespace":"shop","resourceVersion":"8","uid":"u-2"}}"#
    )

    _ = try await api.acting(as: nil).delete(
      configMaps, namespace: "shop", name: "it", DeleteOptions(uid: "u", resourceVersion: "9", propagation: .foreground)
    )
    let deletion = try #require(http.requests.last)
    #expect(deletion.headers["Impersonate-User"] == nil)
    #expect(
      deletion.bodyText
        == #"{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","preconditions":{"uid":"u","resourceVersion":"9"}}"#
    )
    _ = try await api.patch(
      configMaps, namespace: "shop", name: "it",
      operations: [.remove(JSONPointer(["a/b"])), .add(JSONPointer(["c"]), object("{}").document)])
    #expect(http.requests.last?.bodyText == #"[{"op":"remove","path":"/a~1b"},{"op":"add","path":"/c","value":{}}]"#)
    #expect(http.requests.last?.headers["Content-Type"] == "application/json-patch+json")
  }

  @Test(
    "pitfall 33: what is no name is not sent",
    arguments: [
      ("..", "it"), ("a/b", "it"), ("", "it"), ("A", "it"), ("a_b", "it"), (String(repeating: "a", count: 64), "it"),
      ("shop", ".."), ("shop", "a/../b"), ("shop", "a%2Fb"), ("shop", "a?x=y"), ("shop", ""), ("shop", "ä"),
      ("shop", "-a"),
      ("shop", "a.-b"), ("shop", String(repeating: "a", count: 254)), ("shop", "a b"), ("shop", "a\r\nX: y"),
    ])
  func whatIsNoNameIsNotSent(_ namespace: String, _ name: String) async throws {
    let http = AnsweringHTTPClient { _ in answer(oneConfigMap) }
    let api = client(http)
    #expect(await failure { try await api.get(configMaps, namespace: namespace, name: name) }?.kind == .invalidCall)
    #expect(http.requests.isEmpty)
  }

  @Test("pitfall 33: places have to fit") func placesHaveToFit() async throws {
    let http = AnsweringHTTPClient { _ in answer(oneConfigMap) }
    let api = client(http)
    #expect(await failure { try await api.get(configMaps, namespace: nil, name: "it") }?.kind == .invalidCall)
    #expect(await failure { try await api.get(namespaces, namespace: "a", name: "it") }?.kind == .invalidCall)
    let odd = Resource(GroupVersion(group: "a/b", version: "v1"), name: "x", kind: "X", isNamespaced: false)
    #expect(await failure { try await api.list(odd) }?.kind == .invalidCall)
    let given = try object(oneConfigMap)
    #expect(
      await failure { try await api.apply(given, to: secrets, .init(fieldManager: "remit")) }?.kind == .invalidCall)
    #expect(await failure { try await api.apply(given, to: configMaps, .init(fieldManager: "")) }?.kind == .invalidCall)
    #expect(http.requests.isEmpty)
    // Roles may have colons.
    let roles = Resource(
      GroupVersion(group: "rbac.authorization.k8s.io", version: "v1"), name: "clusterroles", kind: "ClusterRole",
      isNamespaced: false)
    _ = try await api.get(roles, namespace: nil, name: "system:node")
    #expect(http.requests.last?.url == "https://k8s.test/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode")
  }

  @Test func troubleIsWaitedOut() async throws {
    let count = Mutex(0)
    let http = AnsweringHTTPClient { _ in
      switch count.withLock({
        $0 += 1; return $0
      }) {
      case 1: answer("busy", 503)
      case 2: answer("Too many requests", 429, ["Retry-After": "3"])
      default: answer(oneConfigMap)
      }
    }
    let waits = Waits()
    #expect(try await client(http, waits: waits).get(configMaps, namespace: "shop", name: "it") != nil)
    #expect(waits.all == [200, 3_400])

    let always = AnsweringHTTPClient { _ in answer("busy", 503) }
    #expect(await failure { try await client(always).list(configMaps) }?.kind == .serverTrouble)
    #expect(always.requests.count == 4)
    let long = AnsweringHTTPClient { _ in answer("busy", 429, ["Retry-After": "600"]) }
    #expect(await failure { try await client(long).list(configMaps) }?.action == .retry(after: 600_000))
    #expect(long.requests.count == 1)
  }

  @Test("pitfall 8: what may have been done is not done again, but for what may be done twice")
  func whatMayHaveBeenDoneIsNotDoneAgain() async throws {
    let given = try object(oneConfigMap)
    for (kind, mayHaveArrived, attempts) in [(HTTPError.Kind.timeout, true, 1), (.unreachable, false, 4)] {
      let error = HTTPError(kind, mayHaveArrived: mayHaveArrived, "no answer")
      let http = ScriptedHTTPClient(Array(repeating: .init(.post, "/configmaps", failing: error), count: 4))
      #expect(await failure { try await client(http).create(given, in: configMaps) }?.kind == .noAnswer)
      #expect(http.requests.count == attempts)
    }
    // Applying twice does what applying once does.
    let error = HTTPError(.timeout, mayHaveArrived: true, "no answer")
    let url = "/it?fieldManager=remit&force=false&fieldValidation=Strict"
    let http = ScriptedHTTPClient([.init(.patch, url, failing: error), .init(.patch, url, 200, oneConfigMap)])
    _ = try await client(http).apply(given, to: configMaps, .init(fieldManager: "remit"))
    #expect(http.missing.isEmpty)
  }

  @Test func refusedCredentialsAreRenewedOnce() async throws {
    struct Source: CredentialSource {
      let next: Credential?
      func credential() async throws(CredentialFailure) -> Credential { Credential(authorization: "Bearer old") }
      func credential(insteadOf refused: Credential) async throws(CredentialFailure) -> Credential? { next }
    }
    let http = AnsweringHTTPClient { request in
      request.headers["Authorization"] == "Bearer new" ? answer(oneConfigMap) : answer("no", 401)
    }
    let renewed = client(http, credentials: Source(next: Credential(authorization: "Bearer new")))
    _ = try await renewed.get(configMaps, namespace: "shop", name: "it")
    #expect(http.requests.count == 2)
    let bad = client(http, credentials: Source(next: Credential(authorization: "Bearer bad")))
    #expect(await failure { try await bad.list(configMaps) }?.kind == .unauthorized)
    #expect(http.requests.count == 4)
    #expect(
      await failure { try await client(http, credentials: Source(next: nil)).list(configMaps) }?.kind == .unauthorized)
    #expect(http.requests.count == 5)
  }

  @Test func credentialsHaveNoText() {
    let credential = Credential(
      authorization: "Bearer s3cr3t",
      certificate: ClientCertificate(certificate: Array("s3cr3t".utf8), key: Array("s3cr3t".utf8)))
    var text = "\(credential) \(credential.certificate as Any) \(String(reflecting: credential))"
    dump(credential, to: &text)
    var options = CurlOptions()
    options.clientCertificate = credential.certificate
    dump(options, to: &text)
    #expect(!text.contains("s3cr3t"))
    #expect(!text.contains("115"))
  }
}
