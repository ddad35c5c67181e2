internal import DocumentModel
internal import JSONCoding

/// How an object is deleted.
public struct DeleteOptions: Hashable, Sendable {
  /// What becomes of objects that belong to the deleted one.
  public enum Propagation: String, Hashable, Sendable {
    /// They go later.
    case background = "Background"
    /// They go first; until then the object stays.
    case foreground = "Foreground"
    /// They stay, and belong to nobody.
    case orphan = "Orphan"
  }

  /// What becomes of objects that belong to it.
  public var propagation: Propagation
  /// The object it must be; another one of the same name stays.
  public var uid: String
  /// The version it must have; nil: any.
  public var resourceVersion: String?
  /// Whether it is only tried.
  public var dryRun: Bool
  /// What the cluster's audit log is to call it.
  public var auditID: String?
  /// What the cluster's audit log is to say that it was done for.
  public var purpose: String?

  /// Options from their parts: nothing is deleted without saying which object is meant.
  public init(
    uid: String, resourceVersion: String? = nil, propagation: Propagation = .background, dryRun: Bool = false,
    auditID: String? = nil, purpose: String? = nil
  ) {
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.propagation = propagation
    self.dryRun = dryRun
    self.auditID = auditID
    self.purpose = purpose
  }
}

/// What came of a deletion.
public enum DeleteAnswer: Sendable {
  /// The object is gone.
  case gone
  /// Its deletion has begun: finalizers, or the contents of a namespace, are waited for. The object as it is.
  case pending(KubernetesObject)
  /// There was no such object.
  case absent
}

extension KubernetesAPI {
  /// Deletes an object. Another object of that name is `.otherObject`, another version `.stale`.
  public func delete(
    _ resource: Resource, namespace: String?, name: String, _ options: DeleteOptions
  ) async throws(KubernetesError) -> DeleteAnswer {
    let call = KubernetesCall(
      .delete, .object(resource, namespace: namespace, name: name, subresource: nil),
      parameters: options.dryRun ? [.init("dryRun", "All")] : [], body: options.json, auditID: options.auditID,
      purpose: options.purpose)
    guard !options.uid.isEmpty else { throw .invalidCall(call, "a deletion without the object's uid") }
    let answer: KubernetesAnswer
    do throws(KubernetesError) { answer = try await perform(call) } catch {
      if error.kind == .notFound { return .absent }
      throw error
    }
    guard let object = KubernetesObject(answer.document) else { throw .unintelligible(call, "no object") }
    // A Status means that it is gone; the object itself, that something is waited for, or that it was only tried.
    if object.text("kind") == "Status" { return .gone }
    return options.dryRun && !object.isTerminating ? .gone : .pending(object)
  }
}

extension DeleteOptions {
  fileprivate var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("apiVersion", "v1")
    writer.member("kind", "DeleteOptions")
    writer.member("propagationPolicy", propagation.rawValue)
    writer.object("preconditions") { writer in
      writer.member("uid", uid)
      if let resourceVersion { writer.member("resourceVersion", resourceVersion) }
    }
    if dryRun { writer.member("dryRun", ["All"]) }
    writer.endObject()
    return writer.bytes
  }
}
