internal import DocumentModel

extension KubernetesAPI {
  /// What the server serves: in two calls where it can say it so (1.26 and later), else in one for each version of each group.
  /// A group that does not answer (its own server is down) is among the failures.
  public func discover() async throws(KubernetesError) -> Discovery {
    var discovery = Discovery()
    var versions: [GroupVersion] = []
    for root in ["api", "apis"] {
      let call = KubernetesCall(.get, .path([root]), accept: Self.aggregated)
      let answer = try await perform(call)
      guard let object = KubernetesObject(answer.document) else { throw .unintelligible(call, "no object") }
      switch object.text("kind") {
      case "APIGroupDiscoveryList": discovery.add(aggregated: object)
      case "APIVersions":
        let list = object.node("versions").map { object.document.children($0).compactMap(object.document.string) }
        versions += (list ?? []).map { GroupVersion(group: "", version: $0) }
      case "APIGroupList": versions += discovery.add(groups: object)
      default: throw .unintelligible(call, "no list of groups")
      }
    }
    for version in versions { try await learn(version, &discovery) }
    return discovery
  }

  private static var aggregated: String {
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
      + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
  }

  private func learn(_ version: GroupVersion, _ discovery: inout Discovery) async throws(KubernetesError) {
    let path = version.group.isEmpty ? ["api", version.version] : ["apis", version.group, version.version]
    let call = KubernetesCall(.get, .path(path))
    do throws(KubernetesError) {
      let answer = try await perform(call)
      guard let object = KubernetesObject(answer.document), object.text("kind") == "APIResourceList" else {
        throw .unintelligible(call, "no list of resources")
      }
      discovery.add(resources: object, of: version)
    } catch {
      if [.cancelled, .unauthorized, .noCredentials].contains(error.kind) { throw error }
      discovery.add(failure: error.message, of: version)
    }
  }
}

extension Discovery {
  /// Notes the versions that an `APIGroupList` prefers, and gives all of them.
  mutating func add(groups object: KubernetesObject) -> [GroupVersion] {
    let document = object.document
    var versions: [GroupVersion] = []
    guard let groups = object.node("groups") else { return [] }
    for group in document.children(groups) {
      let preferred = document.member(group, "preferredVersion").flatMap { document.member($0, "version") }
      if let name = document.text(group, "name"), let version = preferred.flatMap(document.string) {
        prefer(version, of: name)
      }
      guard let list = document.member(group, "versions") else { continue }
      versions += document.children(list).compactMap { document.text($0, "groupVersion").flatMap(GroupVersion.init) }
    }
    return versions
  }

  /// Adds an `APIResourceList`.
  mutating func add(resources object: KubernetesObject, of version: GroupVersion) {
    let document = object.document
    guard let list = object.node("resources") else { return }
    for node in document.children(list) {
      guard let name = document.text(node, "name"), !name.contains("/"), let kind = document.text(node, "kind")
      else { continue }
      add(
        Resource(
          version, name: name, kind: kind,
          isNamespaced: document.member(node, "namespaced").flatMap(document.bool) ?? false,
          verbs: document.texts(node, "verbs")))
    }
  }

  /// Adds an `APIGroupDiscoveryList`; versions whose server does not answer are `Stale`.
  mutating func add(aggregated object: KubernetesObject) {
    let document = object.document
    guard let items = object.node("items") else { return }
    for item in document.children(items) {
      let group = document.member(item, "metadata").flatMap { document.text($0, "name") } ?? ""
      guard let versions = document.member(item, "versions") else { continue }
      for (index, node) in document.children(versions).enumerated() {
        guard let name = document.text(node, "version") else { continue }
        let version = GroupVersion(group: group, version: name)
        if index == 0 { prefer(name, of: group) }
        if document.text(node, "freshness") == "Stale" { add(failure: "its server does not answer", of: version) }
        guard let list = document.member(node, "resources") else { continue }
        for resource in document.children(list) { add(aggregated: resource, document, version) }
      }
    }
  }

  private mutating func add(aggregated node: NodeID, _ document: Document, _ version: GroupVersion) {
    guard let name = document.text(node, "resource"),
      let kind = document.member(node, "responseKind").flatMap({ document.text($0, "kind") })
    else { return }
    add(
      Resource(
        version, name: name, kind: kind, isNamespaced: document.text(node, "scope") == "Namespaced",
        verbs: document.texts(node, "verbs")))
  }
}

extension Document {
  /// The text of a member.
  func text(_ node: NodeID, _ key: DocumentKey) -> String? { member(node, key).flatMap(string) }

  /// The texts of a member that is a list.
  func texts(_ node: NodeID, _ key: DocumentKey) -> Set<String> {
    guard let list = member(node, key) else { return [] }
    return Set(children(list).compactMap(string))
  }
}
