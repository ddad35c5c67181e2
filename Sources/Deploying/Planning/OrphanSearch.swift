internal import Kubernetes

/// Looks for objects that are marked as somebody's and that nobody asks for. Nothing is done about them.
struct OrphanSearch: Sendable {
  let api: any KubernetesAPI
  let live: LiveState
  /// What other deployers have is theirs.
  let deployer: String

  /// What rules find, sorted; a kind that cannot be read gives nothing.
  func search(_ rules: [OrphanRule], _ desired: DesiredState) async throws(KubernetesError) -> [Orphan] {
    guard desired.problem == nil else { return [] }
    let asked = Set(desired.objects.map(\.key))
    var orphans: [Orphan] = []
    for rule in rules {
      guard let resource = live.resource(for: rule.kind) else { continue }
      let objects = try await list(resource, rule)
      let within = try await namespaces(rule)
      for object in objects {
        guard let key = object.key, !asked.contains(key), key.name.hasPrefix(rule.namePrefix),
          within?.contains(key.namespace ?? "") ?? true, !isAnothers(object, key)
        else { continue }
        orphans.append(
          Orphan(rule.reason, key, provenance: Provenance(of: object), advice: Self.advice(rule, key), uid: object.uid))
      }
    }
    return orphans.sorted { ($0.key, $0.reason.rawValue) < ($1.key, $1.reason.rawValue) }
  }

  private func isAnothers(_ object: KubernetesObject, _ key: ObjectKey) -> Bool {
    guard let id = ApplySet.membership(of: object) else { return false }
    return live.parents.values.contains {
      $0.deployer != deployer && SetParent.id(of: $0.name) == id
        && object.annotations[Marks.object] == $0.seal.mark(key)
    }
  }

  private func list(_ resource: Resource, _ rule: OrphanRule) async throws(KubernetesError) -> [KubernetesObject] {
    let selector = rule.selector.isEmpty ? nil : rule.selector
    do throws(KubernetesError) {
      return try await api.list(resource, ListOptions(labelSelector: selector, metadataOnly: true)).objects
    } catch {
      if TrialRunner.endsAll(error) { throw error }
      return []
    }
  }

  private func namespaces(_ rule: OrphanRule) async throws(KubernetesError) -> Set<String>? {
    guard let label = rule.namespaceLabel else { return nil }
    let resource = Resource(
      GroupVersion(group: "", version: "v1"), name: "namespaces", kind: "Namespace", isNamespaced: false)
    let rule = OrphanRule(rule.reason, resource.groupVersionKind, selector: label)
    return Set(try await list(resource, rule).compactMap(\.name))
  }

  private static func advice(_ rule: OrphanRule, _ key: ObjectKey) -> String {
    switch rule.reason {
    case .marked: "it is marked as an application's, and there is no datafile for it: add one, or delete it"
    case .named: "it is named as a namespace of ours, and there is no datafile for it: add one, or delete it"
    case .misplaced: "nothing is deployed in \(key.namespace ?? "there"): whoever owns the namespace decides"
    case .undesiredSet, .unknownSet: "add a datafile, or delete it"
    }
  }
}
