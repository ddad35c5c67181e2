public import DocumentModel
internal import JSONCoding

/// How an object is applied.
public struct ApplyOptions: Hashable, Sendable {
  /// The name under which the fields are owned: always the same one.
  public var fieldManager: String
  /// Whether fields are taken from other managers.
  public var force: Bool
  /// Whether it is only tried.
  public var dryRun: Bool
  /// What the cluster's audit log is to call it.
  public var auditID: String?
  /// What the cluster's audit log is to say that it was done for.
  public var purpose: String?

  /// Options from their parts.
  public init(
    fieldManager: String, force: Bool = false, dryRun: Bool = false, auditID: String? = nil, purpose: String? = nil
  ) {
    self.fieldManager = fieldManager
    self.force = force
    self.dryRun = dryRun
    self.auditID = auditID
    self.purpose = purpose
  }
}

/// What came of a write.
public struct WriteAnswer: Sendable {
  /// The object as it is now, or would be.
  public var object: KubernetesObject
  /// Whether it was created (201).
  public var isCreated: Bool
  /// What the server warned of.
  public var warnings: [String]
  /// How the cluster's audit log calls it.
  public var auditID: String?

  /// An answer from its parts.
  public init(object: KubernetesObject, isCreated: Bool, warnings: [String], auditID: String?) {
    self.object = object
    self.isCreated = isCreated
    self.warnings = warnings
    self.auditID = auditID
  }
}

extension KubernetesAPI {
  /// Applies an object (server-side apply); `status` and `managedFields` are left out. Preconditions are those of
  /// `KubernetesObject.applicable`. An object whose deletion has begun is answered with success: look at `isTerminating`.
  public func apply(
    _ object: KubernetesObject, to resource: Resource, _ options: ApplyOptions, uid: String? = nil,
    resourceVersion: String? = nil
  ) async throws(KubernetesError) -> WriteAnswer {
    let target = KubernetesCall.Target.object(
      resource, namespace: object.namespace, name: object.name ?? "", subresource: nil)
    var call = KubernetesCall(
      .apply, target, parameters: [.init("fieldManager", options.fieldManager), .init("force", "\(options.force)")],
      body: object.applicable(uid: uid, resourceVersion: resourceVersion).json, auditID: options.auditID,
      purpose: options.purpose)
    guard (1...128).contains(options.fieldManager.utf8.count) else {
      throw .invalidCall(call, "a field manager's name has 1 to 128 bytes")
    }
    guard object.groupVersionKind == resource.groupVersionKind else {
      throw .invalidCall(call, "the object is no \(resource.groupVersionKind)")
    }
    // Later servers refuse unknown fields by this; 1.20 does not know it.
    call.parameters.append(.init("fieldValidation", "Strict"))
    if options.dryRun { call.parameters.append(.init("dryRun", "All")) }
    return try await written(call)
  }

  /// Creates an object, as an update does: what is to be applied later must not be created by this.
  public func create(
    _ object: KubernetesObject, in resource: Resource, fieldManager: String? = nil, dryRun: Bool = false,
    auditID: String? = nil
  ) async throws(KubernetesError) -> WriteAnswer {
    let parameters = parameters(fieldManager, dryRun)
    return try await written(
      KubernetesCall(
        .create, .collection(resource, namespace: object.namespace), parameters: parameters, body: object.json,
        auditID: auditID))
  }

  /// Puts an object in the place of the one that is there, if that has the `resourceVersion` that this one has.
  public func replace(
    _ object: KubernetesObject, in resource: Resource, fieldManager: String? = nil, dryRun: Bool = false,
    auditID: String? = nil, isRepeatable: Bool = true
  ) async throws(KubernetesError) -> WriteAnswer {
    let target = KubernetesCall.Target.object(
      resource, namespace: object.namespace, name: object.name ?? "", subresource: nil)
    let parameters = parameters(fieldManager, dryRun)
    return try await written(
      KubernetesCall(
        .update, target, parameters: parameters, body: object.json, auditID: auditID, isRepeatable: isRepeatable))
  }

  /// Patches an object by JSON Patch (RFC 6902): the operations are a JSON list.
  public func patch(
    _ resource: Resource, namespace: String?, name: String, operations: [PatchOperation], subresource: String? = nil,
    fieldManager: String? = nil, dryRun: Bool = false, auditID: String? = nil, purpose: String? = nil
  ) async throws(KubernetesError) -> WriteAnswer {
    var writer = JSONWriter()
    writer.beginArray()
    for operation in operations { operation.write(to: &writer) }
    writer.endArray()
    let parameters = parameters(fieldManager, dryRun)
    return try await written(
      KubernetesCall(
        .patch, .object(resource, namespace: namespace, name: name, subresource: subresource), parameters: parameters,
        body: writer.bytes, auditID: auditID, purpose: purpose))
  }

  private func parameters(_ fieldManager: String?, _ dryRun: Bool) -> [KubernetesCall.Parameter] {
    (fieldManager.map { [.init("fieldManager", $0)] } ?? []) + (dryRun ? [.init("dryRun", "All")] : [])
  }

  private func written(_ call: KubernetesCall) async throws(KubernetesError) -> WriteAnswer {
    let answer = try await perform(call)
    guard let object = KubernetesObject(answer.document) else {
      throw KubernetesError(.unintelligible, call.shown, message: "the answer is no object", mayHaveArrived: true)
    }
    return WriteAnswer(
      object: object, isCreated: answer.status == 201, warnings: answer.warnings, auditID: answer.auditID)
  }
}

extension KubernetesObject {
  /// The object as JSON, members sorted.
  public var json: [UInt8] { Array(document.json(style: JSONWriter.Style(sortedKeys: true)).utf8) }
}

/// An operation of a JSON Patch (RFC 6902).
public struct PatchOperation: Sendable {
  /// `test`, `add`, `replace`, `remove`.
  public var name: String
  /// Where.
  public var path: JSONPointer
  /// The value, JSON; nil for `remove`.
  public var value: Document?

  /// The value must be this one, or nothing is done.
  public static func test(_ path: JSONPointer, _ value: Document) -> PatchOperation {
    PatchOperation(name: "test", path: path, value: value)
  }
  /// Adds a member, or an item to a list.
  public static func add(_ path: JSONPointer, _ value: Document) -> PatchOperation {
    PatchOperation(name: "add", path: path, value: value)
  }
  /// Puts a value in place of another.
  public static func replace(_ path: JSONPointer, _ value: Document) -> PatchOperation {
    PatchOperation(name: "replace", path: path, value: value)
  }
  /// Removes a value.
  public static func remove(_ path: JSONPointer) -> PatchOperation {
    PatchOperation(name: "remove", path: path, value: nil)
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("op", name)
    writer.member("path", path.description)
    if let value {
      writer.key("value")
      writer.value(value.root, of: value)
    }
    writer.endObject()
  }
}
