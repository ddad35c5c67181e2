internal import Kubernetes

/// What has to be tried before it can be planned, and how.
struct Suspect: Sendable {
  /// Its place among the desired objects.
  var index: Int
  var resource: Resource
  /// The object as it would be applied.
  var object: KubernetesObject
  /// The live object, where it is a member of the set.
  var live: KubernetesObject?
  /// Whether it is tried elsewhere, as its namespace is not there yet: only whether the server knows all of it counts.
  var isElsewhere = false
}

/// What is known of a desired object before anything is tried.
enum Standing: Sendable {
  /// It is as it is to be.
  case unchanged(KubernetesObject)
  /// It has to be tried.
  case suspect(Suspect)
  /// It cannot be tried yet.
  case deferred(Deferral)
  /// Somebody else's.
  case foreign(String, KubernetesObject)
}

extension LiveState {
  /// Where a desired object stands. `isLeft`: whether the set that has a live object leaves it to others.
  func standing(
    of desired: DesiredObject, at index: Int, plannedNamespaces: Set<String>, isLeft: (KubernetesObject) -> Bool
  ) -> Standing {
    let setID = SetParent.id(of: desired.set)
    guard let resource = resource(for: desired.kind) else {
      if let why = whyUnknown(desired.kind.groupVersion) { return .deferred(.unknown(why)) }
      return .deferred(.definition)
    }
    let live = members[desired.key]
    if let live {
      if let id = ApplySet.membership(of: live), id != setID, !isSealed(live, desired), !isLeft(live) {
        return .foreign("belongs to the set \(id)", live)
      }
      if live.isTerminating { return .deferred(.deletion) }
    }
    if let namespace = desired.key.namespace, let namespaces {
      switch namespaces[namespace] {
      case .active: break
      case .terminating: return .deferred(.namespaceDeletion(namespace))
      case nil: return .deferred(.namespace(namespace, isPlanned: plannedNamespaces.contains(namespace)))
      }
    }
    if let why = unread[desired.key.groupKind] { return .deferred(.unknown(why)) }
    let isSame = live.map { $0.holds(desired) } ?? false
    let seal = seal(of: desired.set)
    let applied = desired.applied(seal, provenance: desired.provenance(over: live, seal))
    if let live, isSame, isOurs(live), Containment.contains(live, applied), !live.hasMarks(besides: applied) {
      return .unchanged(live)
    }
    return .suspect(Suspect(index: index, resource: resource, object: applied, live: live))
  }

  /// Whether a live object was applied with the set, whatever people made of its label.
  func isSealed(_ live: KubernetesObject, _ desired: DesiredObject) -> Bool {
    let seal = seal(of: desired.set)
    return seal.parent != nil && live.annotations[Marks.object] == seal.mark(desired.key)
  }

  func seal(of set: String) -> Seal { parents[set]?.seal ?? Seal() }

  /// Whether the object was applied by this program: without that, nobody would see a field go.
  private func isOurs(_ object: KubernetesObject) -> Bool {
    object.managers.contains { $0.name == Marks.fieldManager && $0.operation == .apply && $0.subresource.isEmpty }
  }
}

/// Tries to apply objects, one after the other: the server says what would come of it.
struct TrialRunner: Sendable {
  let api: any KubernetesAPI
  let policy: ConflictPolicy

  /// What would come of applying some objects, by their place. Throws where the cluster does not answer any more.
  func run(_ suspects: [Suspect]) async throws(KubernetesError) -> [Int: Trial] {
    var trials: [Int: Trial] = [:]
    for suspect in suspects { trials[suspect.index] = try await run(suspect) }
    return trials
  }

  func run(_ suspect: Suspect) async throws(KubernetesError) -> Trial {
    do throws(KubernetesError) { return try await attempt(suspect, suspect.object, force: false) } catch {
      if Self.endsAll(error) { throw error }
      guard case .fieldConflict(let conflicts) = error.kind else {
        return .fails(error, live: try await live(of: suspect))
      }
      let resolution = policy.resolution(of: conflicts, on: suspect.resource.groupKind)
      let next: Trial
      do throws(KubernetesError) {
        switch resolution {
        case .fail: return .conflicts(conflicts, resolution: .fail, live: try await live(of: suspect), next: nil)
        case .force: next = try await attempt(suspect, suspect.object, force: true)
        case .yield(let paths): next = try await attempt(suspect, suspect.object.removing(paths), force: false)
        }
      } catch {
        if Self.endsAll(error) { throw error }
        return .fails(error, live: try await live(of: suspect))
      }
      guard case .changes(let live, let result, _) = next else { return next }
      return .conflicts(conflicts, resolution: resolution, live: live, next: result)
    }
  }

  private func attempt(
    _ suspect: Suspect, _ object: KubernetesObject, force: Bool
  ) async throws(KubernetesError) -> Trial {
    let options = ApplyOptions(fieldManager: Marks.fieldManager, force: force, dryRun: true)
    let answer = try await api.apply(object, to: suspect.resource, options)
    // What is created when nothing is written has no version yet.
    if answer.object.resourceVersion == nil { return .creates(answer.object, warnings: answer.warnings) }
    guard let live = try await live(of: suspect) else { return .creates(answer.object, warnings: answer.warnings) }
    // Where nothing was changed in what is rendered and something would change all the same, it may be a webhook's doing.
    let isSame = live.annotations[Marks.contentHash] == object.annotations[Marks.contentHash]
    if isSame, !FieldChange.between(live, answer.object).isEmpty {
      let second = try await api.apply(object, to: suspect.resource, options)
      let differences = FieldChange.between(answer.object, second.object)
      if !differences.isEmpty { return .unstable(live: live, differences) }
    }
    return .changes(live: live, next: answer.object, warnings: answer.warnings)
  }

  private func live(of suspect: Suspect) async throws(KubernetesError) -> KubernetesObject? {
    if let live = suspect.live { return live }
    do throws(KubernetesError) {
      return try await api.get(
        suspect.resource, namespace: suspect.object.namespace, name: suspect.object.name ?? "")
    } catch {
      if Self.endsAll(error) { throw error }
      return nil
    }
  }

  /// Whether after an error nothing else on the cluster will do either.
  static func endsAll(_ error: KubernetesError) -> Bool {
    switch error.kind {
    case .noAnswer, .cancelled, .unauthorized, .noCredentials, .unintelligible, .overBudget: true
    default: false
    }
  }
}
