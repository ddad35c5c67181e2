internal import DocumentModel
internal import HTTPTransport
internal import JSONCoding

/// Tells from an answer what its error means. The table is that of the texts and codes of kube-apiserver 1.20 to 1.32.
enum ErrorClassifier {
  /// The error of an answer that is no success.
  static func error(_ response: HTTPResponse, to call: KubernetesCall) -> KubernetesError {
    let status = Status(response)
    var error = KubernetesError(
      kind(of: response, status, call), call.shown, status: response.status, reason: status.reason,
      message: status.message, causes: status.causes,
      retryAfter: status.retryAfterSeconds.map { min(max($0, 0), 3_600) * 1000 }
        ?? response.headers["Retry-After"].flatMap { Int64($0) }.map { min(max($0, 0), 3_600) * 1000 },
      mayHaveArrived: response.status >= 500)
    guard call.resource?.isSecret ?? false else { return error }
    // Servers repeat values in what they say of them. What they say of managers has none.
    if case .fieldConflict = error.kind {} else { error.message = masked }
    error.causes = error.causes.map { StatusCause(reason: $0.reason, field: $0.field, message: masked) }
    return error
  }

  /// The error of no answer.
  static func error(_ failure: HTTPError, to call: KubernetesCall) -> KubernetesError {
    let kind: KubernetesError.Kind =
      switch failure.kind {
      case .invalidRequest: .invalidCall
      case .unreachable, .timeout, .interrupted, .suspended: .noAnswer
      case .tooLarge: .overBudget
      case .cancelled: .cancelled
      }
    return KubernetesError(
      kind, call.shown, message: failure.description, mayHaveArrived: failure.mayHaveArrived)
  }

  static let masked = "(what the server says of a Secret is not shown)"

  private static func kind(
    of response: HTTPResponse, _ status: Status, _ call: KubernetesCall
  ) -> KubernetesError.Kind {
    switch response.status {
    case 401: .unauthorized
    case 403: forbidden(status)
    case 404: notFound(status, call)
    case 409: conflict(status)
    case 410: .expired
    case 413: .tooLarge
    case 422: status.says(immutableTexts) ? .immutable : .invalid
    case 429: .tooManyRequests
    case 400: status.says(schemaTexts) ? .schema : .badRequest
    case 402..<500: .badRequest
    case 500...599: status.reason.isEmpty && status.begins(with: schemaTexts) ? .schema : .serverTrouble
    default: .unintelligible
    }
  }

  /// What 1.20 answers by 500 without a reason, and later servers by 400 or 422.
  private static let schemaTexts = [
    "failed to create typed patch object", "failed to create typed live object", "failed to merge config",
    "failed to create manager for existing fields", "failed to convert", "error decoding patch",
  ]

  /// Some of the texts for fields that may not change. There are others: `.invalid` may mean the same.
  private static let immutableTexts = [
    "field is immutable", "cannot change roleRef", "may not be changed", "updates to statefulset spec for fields other",
    "field can not be decreased", "is immutable after creation",
  ]

  private static func forbidden(_ status: Status) -> KubernetesError.Kind {
    if status.causes.contains(where: { $0.reason == "NamespaceTerminating" }) { return .namespaceTerminating }
    if status.says(["attempting to grant RBAC permissions not currently held"]) { return .escalation }
    return status.says(["this namespace may not be deleted"]) ? .namespaceProtected : .forbidden
  }

  private static func notFound(_ status: Status, _ call: KubernetesCall) -> KubernetesError.Kind {
    // `404 page not found`, or a Status that names nothing: the group, or the resource, is not there.
    guard status.isStatus, !status.kind.isEmpty || !status.name.isEmpty else { return .notServed }
    guard let resource = call.resource else { return .notFound }
    switch status.kind {
    case resource.name, resource.kind: return .notFound
    case "namespaces": return .namespaceMissing(status.name)
    case "clusterroles", "roles": return .roleMissing(status.name)
    default: return .notFound
    }
  }

  private static func conflict(_ status: Status) -> KubernetesError.Kind {
    if status.reason == "AlreadyExists" { return .alreadyExists }
    let conflicts = status.causes.filter { $0.reason == "FieldManagerConflict" }.map {
      FieldConflict(message: $0.message, field: $0.field)
        ?? FieldConflict(manager: "(unknown)", version: nil, field: $0.field)
    }
    // Servers give them in any order.
    if !conflicts.isEmpty {
      return .fieldConflict(conflicts.sorted { ($0.field, $0.manager) < ($1.field, $1.manager) })
    }
    if status.says(["uid mismatch", "UID in precondition", "UID in the precondition"]) { return .otherObject }
    let stale = [
      "the object has been modified", "ResourceVersion in precondition", "ResourceVersion in the precondition",
    ]
    return status.says(stale) ? .stale : .conflict
  }
}

/// The `Status` object of an answer, or the text of one that has none.
struct Status {
  var isStatus = false
  var message = ""
  var reason = ""
  var kind = ""
  var name = ""
  var causes: [StatusCause] = []
  var retryAfterSeconds: Int64?

  init(_ response: HTTPResponse) {
    // Something between may repeat what went with the request.
    func said(_ text: String) -> String { Self.shortened(response.secrets.hidden(in: text)) }
    let limits = JSONReader.Limits(bytes: 4 << 20, nodes: 100_000)
    guard let document = JSONReader(limits: limits).read(response.body, file: "answer").document,
      let object = KubernetesObject(document), object.text("kind") == "Status"
    else {
      message = said(String(decoding: response.body.prefix(8192), as: UTF8.self))
      return
    }
    isStatus = true
    message = said(object.text("message") ?? "")
    reason = object.text("reason") ?? ""
    kind = object.text("details", "kind") ?? ""
    name = object.text("details", "name") ?? ""
    retryAfterSeconds = object.node("details", "retryAfterSeconds").flatMap(document.integer)
    guard let list = object.node("details", "causes") else { return }
    causes = document.children(list).prefix(200).map { node in
      func text(_ key: DocumentKey) -> String { document.member(node, key).flatMap(document.string) ?? "" }
      return StatusCause(reason: text("reason"), field: text("field"), message: said(text("message")))
    }
  }

  /// Whether the message, or one of a cause, contains one of some texts.
  func says(_ texts: [String]) -> Bool {
    texts.contains { text in message.contains(text) || causes.contains { $0.message.contains(text) } }
  }

  /// Whether the message begins with one of some texts.
  func begins(with texts: [String]) -> Bool { texts.contains { message.hasPrefix($0) } }

  /// One line without control characters, not too long.
  private static func shortened(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return line.count <= 2_000 ? String(line) : String(line.prefix(2_000)) + " …"
  }
}
