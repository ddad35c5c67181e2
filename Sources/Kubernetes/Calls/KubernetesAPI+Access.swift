internal import DocumentModel
internal import JSONCoding

/// What somebody may want to do.
public struct AccessQuestion: Hashable, Sendable {
  /// `get`, `list`, `patch`, `delete`, `create` … or `*`.
  public var verb: String
  /// The group; empty for the core group.
  public var group: String
  /// The resource: `configmaps`.
  public var resource: String
  /// The namespace; nil: all of them, or none for what is in none.
  public var namespace: String?
  /// The object; nil: all.
  public var name: String?

  /// A question from its parts.
  public init(verb: String, group: String, resource: String, namespace: String? = nil, name: String? = nil) {
    self.verb = verb
    self.group = group
    self.resource = resource
    self.namespace = namespace
    self.name = name
  }
}

extension KubernetesAPI {
  /// Whether this client may do something (SelfSubjectAccessReview).
  public func may(_ question: AccessQuestion) async throws(KubernetesError) -> Bool {
    let reviews = Resource(
      GroupVersion(group: "authorization.k8s.io", version: "v1"), name: "selfsubjectaccessreviews",
      kind: "SelfSubjectAccessReview", isNamespaced: false)
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("apiVersion", "authorization.k8s.io/v1")
    writer.member("kind", "SelfSubjectAccessReview")
    writer.object("spec") { writer in
      writer.object("resourceAttributes") { writer in
        writer.member("verb", question.verb)
        writer.member("group", question.group)
        writer.member("resource", question.resource)
        if let namespace = question.namespace { writer.member("namespace", namespace) }
        if let name = question.name { writer.member("name", name) }
      }
    }
    writer.endObject()
    let call = KubernetesCall(
      .create, .collection(reviews, namespace: nil), body: writer.bytes, isRepeatable: true)
    let answer = try await perform(call)
    guard let allowed = KubernetesObject(answer.document)?.node("status", "allowed").flatMap(answer.document.bool)
    else { throw .unintelligible(call, "no status") }
    return allowed
  }
}
