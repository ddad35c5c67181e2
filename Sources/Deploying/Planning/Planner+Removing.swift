internal import Kubernetes

extension Planner {
  /// Adds what is to go: what the set has and nobody asks for any more, and what tombstones name.
  func addRemovals(of name: String, _ indices: [Int], to plan: inout SetPlan) {
    var (wanted, tombstones): (Set<ObjectKey>, [ObjectKey: DesiredObject]) = ([], [:])
    for object in indices.map({ desired.objects[$0] }) {
      if object.isTombstone { tombstones[object.key] = object } else { wanted.insert(object.key) }
    }
    var absent: [PlannedStep] = []
    // Deleting comes after everything was applied: what is refused now may be the other half of a move.
    let undone = plan.findings.filter { Self.undone.contains($0.kind) }.map { ($0.key, $0.kind) }
    // Anybody can put the label on objects: those raise no limit.
    plan.members = members[SetParent.id(of: name)]?.count ?? 0
    for key in labelled[SetParent.id(of: name)] ?? [] {
      // What another set asks for now is that one's to take: it is not deleted on the way.
      guard !wanted.contains(key), askers[key] == nil, let object = live.members[key],
        let kind = object.groupVersionKind, let uid = object.uid
      else { continue }
      var step = PlannedStep(
        .delete, key, kind, datafile: tombstones[key]?.datafile ?? "", isTombstone: tombstones[key] != nil, uid: uid,
        resourceVersion: object.resourceVersion)
      if let finding = whyKept(object, step, plan.parent) {
        plan.findings.append(finding)
      } else if let hold = plan.holds.first {
        plan.findings.append(Finding(.held, key, "nobody asks for it, and nothing is deleted now: \(hold)"))
      } else if options.policy.guardedKinds.contains(key.groupKind) {
        // Said once, done the next time.
        let isAnnounced = plan.parent?.announced.contains { $0.key == key && $0.uid == uid } ?? false
        step.action = isAnnounced ? .delete : .announce
        plan.steps.append(step)
      } else if step.isTombstone {
        plan.steps.append(step)
      } else if let (other, kind) = undone.first(where: { Self.mayReplace($0.0.groupKind, key.groupKind) }) {
        let why = "nobody asks for it, and \(other), which may come in its place, is not applied: \(kind.rawValue)"
        plan.findings.append(Finding(.held, key, why))
      } else {
        absent.append(step)
      }
    }
    let limit = options.policy.budget.limit(of: plan.members)
    plan.overBudget = max(0, absent.count - limit)
    plan.steps += absent
  }

  private static let undone: Set<Finding.Kind> = [.conflict, .foreign, .refused, .immutable, .dropped, .deferred]

  /// Whether an object of a kind may come in the place of one of another kind. Rights are only replaced by rights: nobody keeps
  /// theirs by standing in the way of something else.
  private static func mayReplace(_ new: GroupKind, _ old: GroupKind) -> Bool {
    old.group != "rbac.authorization.k8s.io" || new.group == old.group
  }

  /// Whether an object was applied as what it is, and is nobody's but ours, as far as it says so itself: not a copy with its
  /// labels.
  static func isApplied(_ object: KubernetesObject, as key: ObjectKey) -> Bool {
    Seal.isMark(object.annotations[Marks.object], of: key) && isApplied(object)
  }

  /// Whether an object was applied, and is nobody's but ours, whatever is written on it.
  static func isApplied(_ object: KubernetesObject) -> Bool {
    !object.owners.contains(where: \.isController)
      && object.managers.contains { $0.name == Marks.fieldManager && $0.operation == .apply }
  }

  /// Whether a live object may come into another set: its own one, which is rendered in full, asks for it no more, and it holds
  /// nothing that somebody put into it.
  func leaves(_ object: KubernetesObject) -> Bool {
    guard let key = object.key, let name = ApplySet.membership(of: object).flatMap({ setNames[$0] }),
      !options.policy.guardedKinds.contains(key.groupKind), Self.isApplied(object, as: key),
      object.annotations[Marks.object] == live.seal(of: name).mark(key)
    else { return false }
    return desired.incompleteSets[name] == nil && renderedTwice[name] == nil && askers[key] != name
      && live.parents[name]?.deployer == options.deployer
  }

  /// Why an object that nobody asks for stays.
  private func whyKept(_ object: KubernetesObject, _ step: PlannedStep, _ parent: SetParent?) -> Finding? {
    if object.isTerminating {
      let what = object.finalizers.isEmpty ? "it is going" : "it waits for \(object.finalizers.joined(separator: ", "))"
      return Finding(.deleting, step.key, what, datafile: step.datafile)
    }
    if let owner = object.owners.first(where: \.isController) {
      return Finding(.copied, step.key, "is controlled by \(owner.groupKind) \(owner.name)")
    }
    guard Self.isApplied(object, as: step.key) else {
      return Finding(.copied, step.key, "has the label of the set and was not applied with it")
    }
    guard object.annotations[Marks.object] == parent?.seal.mark(step.key) else {
      return Finding(
        .copied, step.key,
        "nobody asks for it, and its seal is not the set's: it was applied before the parent of the set was made anew, or by "
          + "somebody else. Delete it by hand if nobody needs it", datafile: step.datafile)
    }
    if step.key.groupKind == Self.namespaceKind,
      options.policy.keptNamespaces.contains(step.key.name) || step.key.name.hasPrefix("kube-")
    {
      return Finding(.held, step.key, "this namespace is never deleted", datafile: step.datafile)
    }
    if options.policy.guardedKinds.contains(step.key.groupKind), !step.isTombstone {
      return Finding(.unmarked, step.key, "nobody asks for it; it goes when a datafile says `delete: true`")
    }
    return nil
  }

  /// Takes out what would make anew objects all of whose kind are gone.
  func holdBackGone(_ plan: inout SetPlan) {
    guard !options.restoresGone, let counts = plan.parent?.counts else { return }
    let present = Set((labelled[SetParent.id(of: plan.name)] ?? []).map(\.groupKind))
    let gone = Set(
      options.policy.unrestoredKinds.filter { (counts[$0] ?? 0) > 0 && !present.contains($0) })
    guard !gone.isEmpty else { return }
    for step in plan.steps where step.action == .create && gone.contains(step.key.groupKind) {
      plan.findings.append(
        Finding(
          .gone, step.key, "it was there, and all of its kind are gone; it is not made anew by itself",
          datafile: step.datafile))
    }
    plan.steps.removeAll { $0.action == .create && gone.contains($0.key.groupKind) }
  }

  /// Objects of sets that nothing is rendered for, and of sets without a parent.
  var undesiredOrphans: [Orphan] {
    let wanted = Set(desired.sets.map { SetParent.id(of: $0) })
    let asked = Set(desired.objects.map(\.key))
    let known = Dictionary(
      live.parents.keys.map { (SetParent.id(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    var orphans: [Orphan] = []
    for (key, object) in live.members {
      guard let id = ApplySet.membership(of: object), !wanted.contains(id), !asked.contains(key) else { continue }
      if let name = known[id] {
        // Sets of other deployers are theirs.
        guard live.parents[name]?.deployer == options.deployer else { continue }
        orphans.append(
          Orphan(
            .undesiredSet, key, provenance: Provenance(of: object),
            advice: "nothing is rendered for the set \"\(name)\": mark its datafiles with `delete: true`",
            uid: object.uid))
      } else if !live.parentIDs.contains(id) {
        // Parents may be in other namespaces: those of other tools are not known here.
        guard object.annotations[Marks.object] != nil else { continue }
        orphans.append(
          Orphan(
            .unknownSet, key, provenance: Provenance(of: object),
            advice: "the set \(id) has no parent any more: delete the object, or remove the label",
            uid: object.uid))
      }
    }
    return orphans.sorted { ($0.key, $0.reason.rawValue) < ($1.key, $1.reason.rawValue) }
  }
}
