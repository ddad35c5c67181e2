/// Why a call did not succeed. Texts never hold what a Secret holds, nor credentials.
public struct KubernetesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it means; what is to be done then says `action`.
  public enum Kind: Hashable, Sendable {
    /// The call cannot be sent: a name that is none.
    case invalidCall
    /// 400, 405, 406, 415: a mistake in the request.
    case badRequest
    /// 401: the credentials are not valid.
    case unauthorized
    /// There are no credentials to be had: a plugin failed, a file is gone.
    case noCredentials
    /// 403: the user may not.
    case forbidden
    /// 403: the namespace is going.
    case namespaceTerminating
    /// 403: who grants rights must have them.
    case escalation
    /// 403: this namespace is never deleted.
    case namespaceProtected
    /// 404: no such group, version or resource: the definition of a custom resource is missing.
    case notServed
    /// 404: the namespace is missing.
    case namespaceMissing(String)
    /// 404: the role that a binding names is missing.
    case roleMissing(String)
    /// 404: there is no such object.
    case notFound
    /// 409: an object of that name is there already.
    case alreadyExists
    /// 409: fields belong to other managers.
    case fieldConflict([FieldConflict])
    /// 409: the object has changed since the version that was given.
    case stale
    /// 409: there is no such object, or it is another one of the same name.
    case otherObject
    /// 409, of no kind that is known.
    case conflict
    /// 410: the list or the version is too old.
    case expired
    /// 413: more than the server takes.
    case tooLarge
    /// 422: fields that may not change.
    case immutable
    /// 422: the object is not valid.
    case invalid
    /// 500 in Kubernetes 1.20, 400 later: the object does not fit the schema of its kind.
    case schema
    /// 429: too many requests.
    case tooManyRequests
    /// 5xx: the server, or something behind it, has trouble.
    case serverTrouble
    /// No answer.
    case noAnswer
    /// The answer is none of this API.
    case unintelligible
    /// More was answered than the budget allows.
    case overBudget
    /// The task was cancelled.
    case cancelled
  }

  /// What it means.
  public var kind: Kind
  /// The status code; nil where there was no answer.
  public var status: Int?
  /// The server's `reason`; empty where it gave none.
  public var reason: String
  /// What the server said, or what happened. For Secrets only that it is not shown.
  public var message: String
  /// What the server said of single fields. For Secrets without its messages.
  public var causes: [StatusCause]
  /// How long the server asks to wait, in milliseconds.
  public var retryAfter: Int64?
  /// Whether the server may have done what it was asked.
  public var mayHaveArrived: Bool
  /// The call: `apply deployments.apps shop/web`.
  public var call: String

  /// An error from its parts.
  public init(
    _ kind: Kind, _ call: String, status: Int? = nil, reason: String = "", message: String, causes: [StatusCause] = [],
    retryAfter: Int64? = nil, mayHaveArrived: Bool = false
  ) {
    self.kind = kind
    self.call = call
    self.status = status
    self.reason = reason
    self.message = message
    self.causes = causes
    self.retryAfter = retryAfter
    self.mayHaveArrived = mayHaveArrived
  }

  /// The call, the status and what the server said.
  public var description: String {
    let code = status.map { " (\($0)\(reason.isEmpty ? "" : " \(reason)"))" } ?? ""
    return "\(call): \(message)\(code)"
  }

  static func invalidCall(_ call: KubernetesCall, _ message: String) -> KubernetesError {
    KubernetesError(.invalidCall, call.verb.rawValue + (call.resource.map { " \($0)" } ?? ""), message: message)
  }
}

/// What a server says of one field (`details.causes` of a `Status`).
public struct StatusCause: Hashable, Sendable {
  /// `FieldValueInvalid`, `FieldManagerConflict` …
  public var reason: String
  /// The field: `.data.y`, `spec.selector`.
  public var field: String
  /// The text.
  public var message: String

  /// A cause from its parts.
  public init(reason: String, field: String, message: String) {
    self.reason = reason
    self.field = field
    self.message = message
  }
}

/// A field that somebody else owns.
public struct FieldConflict: Hashable, Sendable {
  /// The other manager.
  public var manager: String
  /// The version in which it was written, where the manager updates; nil where it applies.
  public var version: String?
  /// The field: `.data.y`.
  public var field: String

  /// A conflict from its parts.
  public init(manager: String, version: String?, field: String) {
    self.manager = manager
    self.version = version
    self.field = field
  }

  /// Reads `conflict with "kubectl-edit" using v1`; nil for other texts.
  init?(message: String, field: String) {
    let start = "conflict with \""
    guard message.hasPrefix(start) else { return nil }
    var name = ""
    var rest = message.dropFirst(start.count)
    // A Go text: `\"` and `\\` within.
    while let character = rest.popFirst(), character != "\"" {
      name.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
    }
    manager = name
    version = rest.firstRange(of: "using ").map { String(rest[$0.upperBound...].prefix { $0 != " " }) }
    self.field = field
  }
}
