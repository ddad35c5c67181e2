/// What is asked of an API server, in the API's own terms.
public struct KubernetesCall: Hashable, Sendable {
  /// What is to be done.
  public enum Verb: String, Hashable, Sendable {
    case get, list, create, apply, patch, update, delete
  }

  /// What it is done to.
  public enum Target: Hashable, Sendable {
    /// A path of the server that is no resource: `/apis`, `/version`.
    case path([String])
    /// All objects of a kind, in a namespace or in all.
    case collection(Resource, namespace: String?)
    /// One object, or a part of it (`token`, `status`).
    case object(Resource, namespace: String?, name: String, subresource: String?)
  }

  /// What is to be done.
  public var verb: Verb
  /// What it is done to.
  public var target: Target
  /// The parameters, not encoded.
  public var parameters: [Parameter]
  /// The body, JSON.
  public var body: [UInt8]?
  /// What is asked for; nil: JSON.
  public var accept: String?
  /// What the cluster's audit log is to call it; nil: whatever the server takes.
  public var auditID: String?
  /// What it is done for: it stands behind the program's name in the audit log. What is no plain ASCII is left out.
  public var purpose: String?
  /// Whether it may be sent again where it is not known whether it arrived.
  public var isRepeatable: Bool

  /// A parameter of the query.
  public struct Parameter: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value, not encoded.
    public var value: String

    /// A parameter.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A call from its parts. Unless said otherwise, what creates or patches is not sent again.
  public init(
    _ verb: Verb, _ target: Target, parameters: [Parameter] = [], body: [UInt8]? = nil, accept: String? = nil,
    auditID: String? = nil, purpose: String? = nil, isRepeatable: Bool? = nil
  ) {
    self.verb = verb
    self.target = target
    self.parameters = parameters
    self.body = body
    self.accept = accept
    self.auditID = auditID
    self.purpose = purpose
    self.isRepeatable = isRepeatable ?? (verb != .create && verb != .patch)
  }

  /// The resource; nil for other paths.
  public var resource: Resource? {
    switch target {
    case .path: nil
    case .collection(let resource, _), .object(let resource, _, _, _): resource
    }
  }

  /// The namespace, where there is one.
  public var namespace: String? {
    switch target {
    case .path: nil
    case .collection(_, let namespace), .object(_, let namespace, _, _): namespace
    }
  }

  /// The object's name, where it is one object.
  public var name: String? {
    if case .object(_, _, let name, _) = target { name } else { nil }
  }

  /// For messages: `apply deployments.apps shop/web`.
  public var shown: String {
    switch target {
    case .path(let parts): "\(verb.rawValue) /\(parts.joined(separator: "/"))"
    case .collection(let resource, let namespace):
      "\(verb.rawValue) \(resource)" + (namespace.map { " in \($0)" } ?? "")
    case .object(let resource, let namespace, let name, let part):
      "\(verb.rawValue) \(resource) " + (namespace.map { "\($0)/" } ?? "") + name + (part.map { "/\($0)" } ?? "")
    }
  }
}
