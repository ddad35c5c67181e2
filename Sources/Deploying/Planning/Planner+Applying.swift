internal import Kubernetes

extension Planner {
  /// Adds what is to be done about an object that is to be there.
  func add(_ object: DesiredObject, _ index: Int, _ trial: Trial?, to plan: inout SetPlan) {
    func find(
      _ kind: Finding.Kind, _ message: String, _ changes: [FieldChange] = [], live: KubernetesObject? = nil
    ) {
      plan.findings.append(
        Finding(kind, object.key, message, datafile: object.datafile, changes: changes).edited(in: live))
    }
    switch standings[index] {
    case .unchanged(let live):
      plan.unchanged += 1
      addForeign(object, live, index, to: &plan)
    case .foreign(let why, _): find(.foreign, why)
    case .deferred(let deferral): addDeferred(object, index, deferral, trial, to: &plan)
    case .suspect(let suspect):
      switch trial {
      case nil: find(.deferred, "it could not be tried")
      case .skipped(let changes)?:
        var step = step(suspect.live == nil ? .create : .change, object, index)
        step.isUntried = true
        step.changes = changes
        plan.steps.append(step)
      case .creates(let answer, let warnings)?:
        guard isComplete(suspect.object, answer, object, &plan) else { return }
        var step = step(.create, object, index)
        step.changes = FieldChange.creating(suspect.object)
        step.warnings = warnings
        plan.steps.append(step)
      case .changes(let live, let next, let warnings)?:
        guard isComplete(suspect.object, next, object, &plan) else { return }
        var step = step(.change, object, index)
        step.warnings = warnings
        addChange(step, object, live, next, suspect.object, to: &plan)
      case .unstable(let live, let changes)?:
        find(.unstable, "something on the cluster changes it every time it is applied", changes, live: live)
        addForeign(object, live, index, to: &plan)
      case .conflicts(let conflicts, .fail, let live, _)?:
        let list = conflicts.map { "\($0.manager) owns \(shown($0.field, object))" }.joined(separator: "; ")
        let applied = object.applied(self.live.seal(of: object.set), provenance: object.provenance)
        let changes = live.map { FieldChange.between($0, applied) } ?? []
        let owned = changes.filter { change in
          conflicts.contains { $0.field == change.path || change.isWithin($0.field) }
        }
        find(.conflict, controller(of: live).map { "\($0); \(list)" } ?? list, owned, live: live)
        if let live, isMember(live, object), live.holds(object), !live.isTerminating,
          suspect.object.marks.contains(where: { live.annotations[$0.key] != $0.value })
        {
          addMark(object, live, index, to: &plan)
        }
      case .conflicts(let conflicts, let resolution, let live, let next)?:
        guard let live, let next else { return find(.conflict, "it could not be tried") }
        // From what is not the set's own nothing is taken but what gives rights or limits.
        if resolution == .force, !isMember(live, object),
          !options.policy.conflicts.forced.contains(object.key.groupKind)
        {
          return find(
            .conflict, conflicts.map { "\($0.manager) owns \(shown($0.field, object))" }.joined(separator: "; "))
        }
        var step = step(.change, object, index)
        if case .yield(let paths) = resolution {
          step.yielded = paths
        } else {
          step.taken = conflicts
        }
        let sent = suspect.object.removing(step.yielded)
        guard isComplete(sent, next, object, &plan) else { return }
        addChange(step, object, live, next, sent, to: &plan)
      case .fails(let error, let live)?: addFailure(object, index, error, live, to: &plan)
      }
    }
  }

  /// A field in a message about an object.
  func shown(_ field: String, _ object: DesiredObject) -> String {
    let isHidden = object.isSensitive || live.members[object.key]?.annotations[Marks.hidden] != nil
    return isHidden ? Secrecy.field(field) : field
  }

  func step(_ action: PlannedStep.Action, _ object: DesiredObject, _ index: Int) -> PlannedStep {
    PlannedStep(
      action, object.key, object.kind, datafile: object.datafile, contentDigest: object.contentDigest, index: index)
  }

  /// Whether the server keeps all fields; where it does not, that is noted.
  func isComplete(
    _ sent: KubernetesObject, _ answer: KubernetesObject, _ object: DesiredObject, _ plan: inout SetPlan
  ) -> Bool {
    let dropped = sent.fieldsDropped(by: answer)
    guard !dropped.isEmpty else { return true }
    let list = dropped.prefix(10).map { shown($0.description, object) }.joined(separator: ", ")
    plan.findings.append(
      Finding(.dropped, object.key, "the server does not know \(list)", datafile: object.datafile))
    return false
  }

  private func addChange(
    _ given: PlannedStep, _ object: DesiredObject, _ live: KubernetesObject, _ next: KubernetesObject,
    _ sent: KubernetesObject, to plan: inout SetPlan
  ) {
    var step = given
    let isMember = isMember(live, object)
    if !isMember, let why = controller(of: live) {
      return plan.findings.append(Finding(.foreign, object.key, why, datafile: object.datafile))
    }
    if let id = ApplySet.membership(of: live), id != SetParent.id(of: object.set), !isMember {
      guard leaves(live) else {
        return plan.findings.append(
          Finding(.foreign, object.key, "belongs to the set \(id)", datafile: object.datafile))
      }
      step.warnings.append("it was in the set \"\(setNames[id] ?? id)\", which asks for it no more")
    }
    if live.isTerminating || next.isTerminating {
      return plan.findings.append(
        Finding(.deferred, object.key, Deferral.deletion.description, datafile: object.datafile))
    }
    step.changes = FieldChange.between(live, next)
    step.uid = live.uid
    step.resourceVersion = live.resourceVersion
    let isSame = live.annotations[Marks.contentHash] == object.contentDigest
    // Of what others wrote nothing goes by being applied.
    let hasMore = live.hasMarks(besides: sent)
    let isMarked = live.marks == next.marks && !hasMore
    if step.changes.isEmpty, isSame, isMember, isMarked {
      plan.unchanged += 1
      return addForeign(object, live, step.index ?? 0, to: &plan)
    }
    let isMark = isSame && step.changes.isEmpty
    // The digest leaves out what is secret: whether that is another one is not known.
    let isDrift = isSame && !isMark && !step.changes.contains { [$0.old, $0.new].contains(Secrecy.mask) }
    step.action = !isMember ? .adopt : isMark ? .mark : isDrift ? .repair : .change
    step.isPatch = isMark && isMember && hasMore
    if isSame, isMember, options.heldRepairs.contains(object.key) {
      return plan.findings.append(
        Finding(
          .unstable, object.key, "it was repaired over and over: somebody wants it otherwise",
          datafile: object.datafile, changes: step.changes
        ).edited(in: live))
    }
    if step.action == .repair, options.policy.drift == .report {
      plan.findings.append(
        Finding(
          .drift, object.key, "differs from what was applied", datafile: object.datafile, changes: step.changes
        ).edited(in: live))
      if !isMarked { addMark(object, live, step.index ?? 0, to: &plan) }
      return
    }
    plan.steps.append(step)
    addForeign(object, live, step.index ?? 0, to: &plan)
  }

  /// What is said of an object is written whatever becomes of the rest: without it the object is not known as the set's.
  private func addMark(
    _ object: DesiredObject, _ live: KubernetesObject, _ index: Int, to plan: inout SetPlan
  ) {
    var step = step(.mark, object, index)
    (step.uid, step.resourceVersion, step.isPatch) = (live.uid, live.resourceVersion, true)
    plan.steps.append(step)
  }

  /// Whether a live object is in the set. Somebody may have taken the label off: it is ours all the same.
  /// Anybody can put it on.
  func isMember(_ live: KubernetesObject, _ object: DesiredObject) -> Bool {
    if self.live.isSealed(live, object) { return true }
    switch ApplySet.membership(of: live) {
    case SetParent.id(of: object.set)?: return Self.isApplied(live)
    case nil: return Self.isApplied(live, as: object.key)
    default: return false
    }
  }

  private func controller(of live: KubernetesObject?) -> String? {
    live?.owners.first(where: \.isController).map { "is controlled by \($0.groupKind) \($0.name)" }
  }
}
