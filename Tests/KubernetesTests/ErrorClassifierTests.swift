import HTTPTransport
import Kubernetes
import TestSupport
import Testing

/// What servers answer, and what is made of it: a row each.
@Suite struct ErrorClassifierTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var status: Int
    var body: String
    var headers: HTTPHeaders = [:]
    var kind: KubernetesError.Kind
    var action: KubernetesError.Action
    var testDescription: String { "\(status) \(body.prefix(60))" }
  }

  static func status(_ code: Int, _ reason: String, _ message: String, _ details: String = "{}") -> String {
    let reason = reason.isEmpty ? "" : #""reason":"\#(reason)","#
    return
      #"{"kind":"Status","apiVersion":"v1","status":"Failure",\#(reason)"message":"\#(message)","details":\#(details),"code":\#(code)}"#
  }

  static let rows: [Row] = [
    Row(status: 400, body: status(400, "BadRequest", "the name does not match"), kind: .badRequest, action: .fail),
    Row(
      status: 400,
      body: status(
        400, "BadRequest",
        "failed to create typed patch object (a/b; v1, Kind=X): .spec.x: field not declared in schema"), kind: .schema,
      action: .fail),
    Row(status: 401, body: status(401, "Unauthorized", "Unauthorized"), kind: .unauthorized, action: .authenticate),
    Row(
      status: 403, body: status(403, "Forbidden", #"configmaps is forbidden: User \"x\" cannot patch resource"#),
      kind: .forbidden, action: .fail),
    Row(
      status: 403,
      body: status(
        403, "Forbidden", "unable to create",
        #"{"causes":[{"reason":"NamespaceTerminating","message":"namespace a is being terminated","field":"metadata.namespace"}]}"#
      ), kind: .namespaceTerminating, action: .waitForDeletion),
    Row(
      status: 403,
      body: status(403, "Forbidden", #"user \"x\" is attempting to grant RBAC permissions not currently held"#),
      kind: .escalation, action: .fail),
    Row(
      status: 403, body: status(403, "Forbidden", "namespaces default is forbidden: this namespace may not be deleted"),
      kind: .namespaceProtected, action: .fail),
    Row(
      status: 403, body: status(403, "Forbidden", #"admission webhook \"a.test\" denied the request: no"#),
      kind: .forbidden, action: .fail),
    Row(
      status: 400, body: status(400, "", #"admission webhook \"a.test\" denied the request without explanation"#),
      kind: .badRequest, action: .fail),
    Row(
      status: 404, body: "404 page not found\n", headers: ["Content-Type": "text/plain"], kind: .notServed,
      action: .deferred(.definition)),
    Row(
      status: 404, body: status(404, "NotFound", "the server could not find the requested resource"), kind: .notServed,
      action: .deferred(.definition)),
    Row(
      status: 404, body: status(404, "NotFound", "namespaces shop not found", #"{"name":"shop","kind":"namespaces"}"#),
      kind: .namespaceMissing("shop"), action: .deferred(.namespace("shop"))),
    Row(
      status: 404,
      body: status(
        404, "NotFound", "not found", #"{"name":"r","group":"rbac.authorization.k8s.io","kind":"clusterroles"}"#),
      kind: .roleMissing("r"), action: .deferred(.role("r"))),
    Row(
      status: 404, body: status(404, "NotFound", "configmaps it not found", #"{"name":"it","kind":"configmaps"}"#),
      kind: .notFound, action: .replan),
    Row(
      status: 409, body: status(409, "AlreadyExists", "it already exists", #"{"name":"it","kind":"configmaps"}"#),
      kind: .alreadyExists, action: .replan),
    Row(
      status: 409,
      body: status(
        409, "Conflict", "Apply failed with 2 conflicts",
        #"{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl-edit\" using v1","field":".data.y"},{"reason":"FieldManagerConflict","message":"conflict with \"a \\\"b\\\"\" with subresource \"status\" using apps/v1","field":".data.x"}]}"#
      ),
      kind: .fieldConflict([
        FieldConflict(manager: #"a "b""#, version: "apps/v1", field: ".data.x"),
        FieldConflict(manager: "kubectl-edit", version: "v1", field: ".data.y"),
      ]), action: .resolveConflict),
    Row(
      status: 409,
      body: status(
        409, "Conflict", "Apply failed with 1 conflict",
        #"{"causes":[{"reason":"FieldManagerConflict","message":"in another language","field":".data.y"}]}"#),
      kind: .fieldConflict([FieldConflict(manager: "(unknown)", version: nil, field: ".data.y")]),
      action: .resolveConflict),
    Row(
      status: 409,
      body: status(
        409, "Conflict",
        "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version"),
      kind: .stale, action: .replan),
    Row(
      status: 409,
      body: status(
        409, "Conflict", "the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (2)"),
      kind: .stale, action: .replan),
    Row(
      status: 409, body: status(409, "Conflict", "Precondition failed: UID in precondition: a, UID in object meta: b"),
      kind: .otherObject, action: .replan),
    Row(
      status: 409,
      body: status(409, "Conflict", "the UID in the precondition (a) does not match the UID in record (b)"),
      kind: .otherObject, action: .replan),
    Row(
      status: 409,
      body: status(
        409, "Conflict", "uid mismatch: the provided object specified uid a, and no existing object was found"),
      kind: .otherObject, action: .replan),
    Row(status: 409, body: status(409, "Conflict", "something else"), kind: .conflict, action: .replan),
    Row(
      status: 410, body: status(410, "Expired", "The provided continue parameter is too old"), kind: .expired,
      action: .relist),
    Row(
      status: 413, body: status(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728"),
      kind: .tooLarge, action: .fail),
    Row(status: 415, body: status(415, "UnsupportedMediaType", "no"), kind: .badRequest, action: .fail),
    Row(
      status: 422,
      body: status(
        422, "Invalid", "invalid",
        #"{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: 0","field":"spec.ports[0].port"}]}"#),
      kind: .invalid, action: .fail),
    Row(
      status: 422,
      body: status(
        422, "Invalid", "invalid",
        #"{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: x: cannot change roleRef","field":"roleRef"}]}"#
      ), kind: .immutable, action: .fail),
    Row(
      status: 422, body: status(422, "Invalid", "invalid: field is immutable when `immutable` is set"),
      kind: .immutable, action: .fail),
    Row(
      status: 429, body: "Too many requests, please try again later.", headers: ["Retry-After": "7"],
      kind: .tooManyRequests, action: .retry(after: 7_000)),
    Row(
      status: 429, body: status(429, "TooManyRequests", "evictions", #"{"retryAfterSeconds":10}"#),
      kind: .tooManyRequests, action: .retry(after: 10_000)),
    Row(
      status: 500, body: status(500, "", "failed to create typed patch object: .dtaa: field not declared in schema"),
      kind: .schema, action: .fail),
    Row(status: 500, body: status(500, "", "failed to merge config: invalid"), kind: .schema, action: .fail),
    Row(
      status: 500, body: status(500, "", "failed to convert new object to proper version: illegal base64 data"),
      kind: .schema, action: .fail),
    Row(
      status: 500, body: status(500, "InternalError", "Internal error occurred: failed calling webhook"),
      kind: .serverTrouble, action: .retry(after: nil)),
    Row(
      status: 500, body: status(500, "", "etcdserver: leader changed"), kind: .serverTrouble, action: .retry(after: nil)
    ),
    Row(status: 503, body: "service unavailable", kind: .serverTrouble, action: .retry(after: nil)),
    Row(
      status: 504,
      body: status(504, "Timeout", "the server was unable to respond in time", #"{"retryAfterSeconds":-5}"#),
      kind: .serverTrouble, action: .retry(after: 0)),
    Row(status: 302, body: "", headers: ["Location": "https://login.test/"], kind: .unintelligible, action: .fail),
  ]

  @Test(arguments: rows) func everyRow(_ row: Row) async throws {
    let api = client(AnsweringHTTPClient { _ in answer(row.body, row.status, row.headers) })
    let error = try #require(
      await failure { try await api.apply(object(oneConfigMap), to: configMaps, .init(fieldManager: "remit")) })
    #expect(error.kind == row.kind)
    #expect(error.action == row.action)
    #expect(error.status == row.status)
    #expect(error.call == "apply configmaps shop/it")
  }

  @Test func aMissingNamespaceIsNoObjectThatIsMissing() async throws {
    let body = Self.status(404, "NotFound", "no", #"{"name":"shop","kind":"namespaces"}"#)
    let api = client(AnsweringHTTPClient { _ in answer(body, 404) })
    #expect(try await api.get(namespaces, namespace: nil, name: "shop") == nil)
    #expect(
      await failure { try await api.get(configMaps, namespace: "shop", name: "it") }?.kind == .namespaceMissing("shop"))
  }

  /// Servers repeat values in what they say; of Secrets only places may be told.
  @Test("pitfall 31: what is said of a Secret is not shown", arguments: [422, 500, 400, 403, 409])
  func whatIsSaidOfASecretIsNotShown(_ code: Int) async throws {
    let body = Self.status(
      code, code == 422 ? "Invalid" : "", #"Secret \"it\" is invalid: Invalid value: \"s3cr3t\""#,
      #"{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \"s3cr3t\"","field":"data[a]"}]}"#)
    let api = client(AnsweringHTTPClient { _ in answer(body, code) })
    let secret = try object(
      #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"it","namespace":"shop"},"data":{"a":"czNjcjN0"}}"#)
    let error = try #require(await failure { try await api.apply(secret, to: secrets, .init(fieldManager: "remit")) })
    #expect(!"\(error) \(error.causes) \(error.message)".contains("s3cr3t"))
    #expect(error.causes.first?.field == "data[a]")
  }

  @Test("pitfall 31: what went with the request is not repeated") func whatWentWithTheRequestIsNotRepeated()
    async throws
  {
    let texts = ["you sent Bearer s3cr3t-t0ken", Self.status(403, "Forbidden", "no: s3cr3t-t0ken")]
    for text in texts {
      let api = client(
        AnsweringHTTPClient { request in
          HTTPResponse(
            status: 403, body: Array(text.utf8), secrets: SecretFilter(in: ["Authorization": "Bearer s3cr3t-t0ken"]))
        })
      let error = try #require(await failure { try await api.list(configMaps) })
      #expect(error.message.contains("(secret)"))
      #expect(!"\(error)".contains("s3cr3t"))
    }
  }

  @Test func hostileAnswersEndInErrors() async throws {
    let bodies = [
      "", "null", "[]", "{", #"{"kind":"Status"}"#, #"{"kind":"Status","details":5,"message":[]}"#,
      #"{"kind":"Status","details":{"causes":{"a":1},"retryAfterSeconds":99999999999999999999}}"#,
      String(repeating: "[", count: 5_000), "\u{1b}[31mred\u{0}",
    ]
    for status in [404, 409, 422, 500, 200] {
      for body in bodies {
        let api = client(AnsweringHTTPClient { _ in answer(body, status) })
        let error = await failure { try await api.list(configMaps) }
        #expect(error != nil)
        #expect(!(error?.message.unicodeScalars.contains { $0.value < 0x20 } ?? true))
      }
    }
  }
}
