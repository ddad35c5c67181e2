internal import DocumentModel
internal import HTTPTransport
internal import Kubernetes

/// Reads what a plan needs of a cluster: one list for each kind, whatever the number of objects.
struct LiveReader: Sendable {
  let api: any KubernetesAPI
  let clock: HTTPClock

  private static let namespaces = Resource(
    GroupVersion(group: "", version: "v1"), name: "namespaces", kind: "Namespace", isNamespaced: false)

  /// Everything that matters for what is desired, and for the kinds that the parents name. Throws where the cluster does not
  /// answer, or not to us; a kind that cannot be read is noted.
  func read(for desired: [DesiredObject]) async throws(KubernetesError) -> LiveState {
    let discovery = try await api.discover()
    var live = LiveState(discovery: discovery, clusterUID: try await clusterUID())
    let version = try await api.perform(KubernetesCall(.get, .path(["version"])))
    live.clockSkew = version.serverTime.map { $0 - clock.now() / 1000 }
    try await readParents(&live)
    try await readNamespaces(&live)
    var resources: [GroupKind: Resource] = [:]
    for kind in Set(desired.map(\.kind)) { resources[kind.groupKind] = discovery.resource(for: kind) }
    for kind in live.parents.values.flatMap(\.set.kinds) where resources[kind] == nil {
      guard let resource = discovery.resource(for: kind) else {
        live.unread[kind] = live.whyUnknown(GroupVersion(group: kind.group, version: "")) ?? "it is not served"
        continue
      }
      resources[kind] = resource
    }
    let wanted = Set(desired.map(\.key))
    for (kind, resource) in resources.sorted(by: { $0.key < $1.key }) { try await read(kind, resource, wanted, &live) }
    return live
  }

  private func read(
    _ kind: GroupKind, _ resource: Resource, _ wanted: Set<ObjectKey>, _ live: inout LiveState
  ) async throws(KubernetesError) {
    do throws(KubernetesError) {
      let list = try await api.list(resource, ListOptions(labelSelector: ApplySet.memberLabel)) { object in
        object.key.map(wanted.contains) ?? false ? object : object.outline
      }
      for object in list.objects {
        if let key = object.key { live.members[key] = object }
      }
      live.complete.insert(kind)
      live.warnings += list.warnings.filter { !live.warnings.contains($0) }
    } catch {
      if [.cancelled, .unauthorized, .noCredentials].contains(error.kind) { throw error }
      live.unread[kind] = error.description
    }
  }

  /// The uid of `kube-system`, which every cluster has and none has twice.
  private func clusterUID() async throws(KubernetesError) -> String {
    guard let uid = try await api.get(Self.namespaces, namespace: nil, name: "kube-system")?.uid else {
      throw KubernetesError(.unintelligible, "get namespaces kube-system", message: "the cluster has no kube-system")
    }
    return uid
  }

  private func readParents(_ live: inout LiveState) async throws(KubernetesError) {
    let parents = try await api.list(
      SetParent.resource, ListOptions(namespace: SetParent.namespace, labelSelector: ApplySet.idLabel))
    for object in parents.objects {
      if let id = object.labels[ApplySet.idLabel] { live.parentIDs.insert(id) }
      do throws(SetParentError) {
        guard let parent = try SetParent(object) else { continue }
        live.parents[parent.name] = parent
      } catch {
        let name = object.name ?? ""
        live.brokenParents[name.hasPrefix("remit-") ? String(name.dropFirst(6)) : name] = error.description
      }
    }
  }

  private func readNamespaces(_ live: inout LiveState) async throws(KubernetesError) {
    do throws(KubernetesError) {
      // Whether they are going is in their metadata.
      let list = try await api.list(Self.namespaces, ListOptions(metadataOnly: true))
      live.namespaces = Dictionary(
        list.objects.compactMap { object in
          object.name.map { ($0, object.isTerminating ? LiveState.NamespaceState.terminating : .active) }
        }, uniquingKeysWith: { first, _ in first })
    } catch {
      if error.kind != .forbidden { throw error }
      live.namespaces = nil
    }
  }
}
