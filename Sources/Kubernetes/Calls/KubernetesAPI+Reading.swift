internal import DocumentModel

/// Which objects of a kind are listed.
public struct ListOptions: Hashable, Sendable {
  /// The namespace; nil: all.
  public var namespace: String?
  /// A selector of labels: `app=web,tier!=test`; nil: all.
  public var labelSelector: String?
  /// Whether only `metadata` is wanted.
  public var metadataOnly: Bool
  /// How many objects come in a page; fewer where an answer is too large.
  public var pageSize: Int
  /// How many objects there may be in all.
  public var maximumObjects: Int
  /// How many values (`Document.nodeCount`) may be kept of them in all.
  public var maximumValues: Int
  /// How often the list is begun anew where it expires on the way.
  public var maximumRestarts: Int

  /// Options from their parts.
  public init(
    namespace: String? = nil, labelSelector: String? = nil, metadataOnly: Bool = false, pageSize: Int = 500,
    maximumObjects: Int = 100_000, maximumValues: Int = 20_000_000, maximumRestarts: Int = 3
  ) {
    self.namespace = namespace
    self.labelSelector = labelSelector
    self.metadataOnly = metadataOnly
    self.pageSize = pageSize
    self.maximumObjects = maximumObjects
    self.maximumValues = maximumValues
    self.maximumRestarts = maximumRestarts
  }
}

/// All objects that a list asked for.
public struct ObjectList: Sendable {
  /// The objects, each with `apiVersion` and `kind`.
  public var objects: [KubernetesObject]
  /// The state they are of.
  public var resourceVersion: String?
  /// What the server warned of.
  public var warnings: [String]

  /// A list from its parts.
  public init(objects: [KubernetesObject], resourceVersion: String?, warnings: [String] = []) {
    self.objects = objects
    self.resourceVersion = resourceVersion
    self.warnings = warnings
  }
}

extension KubernetesAPI {
  /// One object; nil where there is no such object. (Where its kind or namespace is missing, that is thrown.)
  public func get(
    _ resource: Resource, namespace: String?, name: String
  ) async throws(KubernetesError) -> KubernetesObject? {
    let call = KubernetesCall(.get, .object(resource, namespace: namespace, name: name, subresource: nil))
    do throws(KubernetesError) {
      let answer = try await perform(call)
      guard let object = KubernetesObject(answer.document) else { throw .unintelligible(call, "no object") }
      return object
    } catch {
      if error.kind == .notFound { return nil }
      throw error
    }
  }

  /// All objects of a kind: complete, as they were at one time, or an error. Never a part. `keeping`: what is kept of an
  /// object, before the next page comes: only that counts for the limits.
  public func list(
    _ resource: Resource, _ options: ListOptions = ListOptions(),
    keeping shape: @Sendable (KubernetesObject) -> KubernetesObject = { $0 }
  ) async throws(KubernetesError) -> ObjectList {
    var restarts = 0
    while true {
      do throws(KubernetesError) { return try await listOnce(resource, options, shape) } catch {
        guard error.action == .relist, restarts < options.maximumRestarts else { throw error }
        restarts += 1
      }
    }
  }

  private func listOnce(
    _ resource: Resource, _ options: ListOptions, _ shape: (KubernetesObject) -> KubernetesObject
  ) async throws(KubernetesError) -> ObjectList {
    var result = ObjectList(objects: [], resourceVersion: nil, warnings: [])
    var size = ListSize()
    var seen: Set<String> = []
    var token: String?
    var pageSize = max(1, options.pageSize)
    while true {
      let call = listCall(resource, options, pageSize, continuing: token)
      let answer: KubernetesAnswer
      do throws(KubernetesError) { answer = try await perform(call) } catch {
        // Some large objects do not make the rest unreadable: the same page again, with fewer objects.
        guard error.kind == .overBudget, pageSize > 1 else { throw error }
        pageSize /= 2
        continue
      }
      guard let page = KubernetesObject(answer.document) else { throw .unintelligible(call, "no list") }
      // One after the other: of a large page no second copy is in memory.
      for item in try items(of: page, call) {
        guard let object = KubernetesObject(item: item, of: page.document, kind: resource.groupVersionKind),
          object.key != nil
        else { throw .unintelligible(call, "an item without a name") }
        let kept = shape(object)
        result.objects.append(kept)
        size.add(kept)
        if let excess = size.excess(options) { throw KubernetesError(.overBudget, call.shown, message: excess) }
      }
      result.resourceVersion = page.resourceVersion ?? result.resourceVersion
      result.warnings += answer.warnings.filter { !result.warnings.contains($0) }
      token = page.text("metadata", "continue").flatMap { $0.isEmpty ? nil : $0 }
      guard let token else { return result }
      if !seen.insert(token).inserted { throw .unintelligible(call, "the list goes round in circles") }
    }
  }

  private func listCall(
    _ resource: Resource, _ options: ListOptions, _ pageSize: Int, continuing token: String?
  ) -> KubernetesCall {
    var parameters = [KubernetesCall.Parameter("limit", "\(pageSize)")]
    if let selector = options.labelSelector { parameters.append(.init("labelSelector", selector)) }
    if let token { parameters.append(.init("continue", token)) }
    let metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json"
    return KubernetesCall(
      .list, .collection(resource, namespace: options.namespace), parameters: parameters,
      accept: options.metadataOnly ? metadata : nil)
  }

  private func items(of page: KubernetesObject, _ call: KubernetesCall) throws(KubernetesError) -> [NodeID] {
    guard page.text("kind")?.hasSuffix("List") ?? false else { throw .unintelligible(call, "no list") }
    // An empty list may be `null`.
    guard let items = page.node("items") else { throw .unintelligible(call, "no items") }
    if page.document.kind(items) == .null { return [] }
    guard page.document.kind(items) == .array else { throw .unintelligible(call, "no list of items") }
    return Array(page.document.children(items))
  }

  /// What the server calls its version: for people only, as forks and builds call theirs whatever they like.
  public func version() async throws(KubernetesError) -> String {
    let answer = try await perform(KubernetesCall(.get, .path(["version"])))
    return KubernetesObject(answer.document)?.text("gitVersion") ?? ""
  }

  /// Which cluster this is, whatever its address: the uid of the namespace `kube-system`, as tools that count clusters have
  /// it. Another one behind the same URL means a cluster made anew. Throws `.notFound` where there is no such namespace.
  public func clusterUID() async throws(KubernetesError) -> String {
    let namespaces = Resource(
      GroupVersion(group: "", version: "v1"), name: "namespaces", kind: "Namespace", isNamespaced: false)
    let call = KubernetesCall(.get, .object(namespaces, namespace: nil, name: "kube-system", subresource: nil))
    let answer = try await perform(call)
    guard let uid = KubernetesObject(answer.document)?.uid, !uid.isEmpty else {
      throw .unintelligible(call, "no uid")
    }
    return uid
  }
}

/// How large a list is so far.
private struct ListSize {
  private var objects = 0
  private var values = 0
  private var largest: (key: ObjectKey?, values: Int) = (nil, 0)

  mutating func add(_ object: KubernetesObject) {
    objects += 1
    values += object.document.nodeCount
    if object.document.nodeCount > largest.values { largest = (object.key, object.document.nodeCount) }
  }

  /// Why it is too large; nil: it is not.
  func excess(_ options: ListOptions) -> String? {
    if objects > options.maximumObjects { return "more than \(options.maximumObjects) objects" }
    guard values > options.maximumValues else { return nil }
    let name = largest.key.map { ", \(largest.values) of them in \($0)" } ?? ""
    return "more than \(options.maximumValues) values in all\(name)"
  }
}

extension KubernetesError {
  static func unintelligible(_ call: KubernetesCall, _ message: String) -> KubernetesError {
    KubernetesError(.unintelligible, call.shown, message: "the answer is not what was asked for: \(message)")
  }
}
