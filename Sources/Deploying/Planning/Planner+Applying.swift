internal import DocumentModel
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
  private func shown(_ field: String, _ object: DesiredObject) -> String {
    let isHidden = object.isSensitive || live.members[object.key]?.annotations[Marks.hidden] != nil
    return isHidden ? Secrecy.field(field) : field
  }

  func step(_ action: PlannedStep.Action, _ object: DesiredObject, _ index: Int) -> PlannedStep {
    PlannedStep(
      action, object.key, object.kind, datafile: object.datafile, contentDigest: object.contentDigest, index: index)
  }

  /// Whether the server keeps all fields; where it does not, that is noted.
  private func isComplete(
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
  private func isMember(_ live: KubernetesObject, _ object: DesiredObject) -> Bool {
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

  /// Fields that others added to kinds that give rights or limits.
  private func addForeign(_ object: DesiredObject, _ live: KubernetesObject, _ index: Int, to plan: inout SetPlan) {
    guard options.policy.watchedKinds.contains(object.key.groupKind) else { return }
    var paths = [FieldPath("spec"), FieldPath("roleRef"), FieldPath("subjects"), FieldPath("metadata", "labels")]
    // The rules of a role that gathers others are written by a controller.
    let gathering = FieldPath("aggregationRule")
    if object.object.pointer(to: gathering) == nil { paths += [FieldPath("rules"), gathering] }
    // What is rendered and was changed is a change; this is about what is not rendered at all.
    var foreign = live.foreignFields(below: paths, manager: Marks.fieldManager).filter {
      object.object.pointer(to: $0.path) == nil
    }
    // A role that gathers by no selector has no rules: what makes it one goes as a whole.
    let gathered = foreign.filter { gathering.isPrefix(of: $0.path) }
    if !gathered.isEmpty {
      foreign.removeAll { gathering.isPrefix(of: $0.path) }
      foreign.append(ForeignField(path: gathering, managers: Set(gathered.flatMap(\.managers)).sorted()))
    }
    guard !foreign.isEmpty else { return }
    guard options.policy.drift == .exclusive, !options.heldRepairs.contains(object.key) else {
      let list = foreign.prefix(10).map {
        "\($0.managers.joined(separator: ", ")) added \(shown($0.path.description, object))"
      }
      return plan.findings.append(
        Finding(.added, object.key, list.joined(separator: "; "), datafile: object.datafile))
    }
    var step = step(.strip, object, index)
    step.stripped = foreign.map(\.path)
    step.changes = foreign.map {
      FieldChange(
        path: $0.path.description, place: Secrecy.field($0.path.description), old: $0.managers.joined(separator: ", "),
        new: nil)
    }
    step.uid = live.uid
    step.resourceVersion = live.resourceVersion
    plan.steps.append(step)
  }

  /// What waits for its definition or its namespace is planned where those come with the same run.
  private func addDeferred(
    _ object: DesiredObject, _ index: Int, _ deferral: Deferral, _ trial: Trial?, to plan: inout SetPlan
  ) {
    guard isTakenElsewhere(object, trial, to: &plan) else { return }
    let comes: Bool
    switch deferral {
    case .namespace(_, let isPlanned): comes = isPlanned
    case .definition: comes = definedKinds.contains(object.key.groupKind)
    default: comes = false
    }
    guard comes else {
      return plan.findings.append(
        Finding(.deferred, object.key, deferral.description, datafile: object.datafile))
    }
    var step = step(.create, object, index)
    step.isUntried = true
    step.changes = FieldChange.creating(
      object.applied(self.live.seal(of: object.set), provenance: object.provenance))
    plan.steps.append(step)
  }

  /// Whether the server would take an object that was tried in another namespace; where it would not, that is noted.
  private func isTakenElsewhere(_ object: DesiredObject, _ trial: Trial?, to plan: inout SetPlan) -> Bool {
    switch trial {
    case .creates(let answer, _)?: return isComplete(object.object, answer, object, &plan)
    case .fails(let error, _)? where [.schema, .invalid, .badRequest, .tooLarge].contains(error.kind):
      plan.findings.append(Finding(.refused, object.key, error.said(of: object), datafile: object.datafile))
      return false
    default: return true
    }
  }

  /// The kinds that desired definitions define.
  private var definedKinds: Set<GroupKind> {
    Set(
      desired.objects.filter { !$0.isTombstone && $0.kind.kind == "CustomResourceDefinition" }.compactMap { object in
        guard let group = object.object.text("spec", "group"), let kind = object.object.text("spec", "names", "kind")
        else { return nil }
        return GroupKind(group: group, kind: kind)
      })
  }

  private func addFailure(
    _ object: DesiredObject, _ index: Int, _ error: KubernetesError, _ live: KubernetesObject?,
    to plan: inout SetPlan
  ) {
    if error.kind == .immutable, let live, let uid = live.uid,
      options.policy.replacedKinds.contains(object.key.groupKind),
      // What has only the label of the set is somebody's.
      self.live.isSealed(live, object)
    {
      var step = step(.replace, object, index)
      step.changes = FieldChange.between(
        live, object.applied(self.live.seal(of: object.set), provenance: object.provenance))
      step.uid = uid
      step.resourceVersion = live.resourceVersion
      return plan.steps.append(step)
    }
    let kind: Finding.Kind
    switch error.action {
    case .deferred, .waitForDeletion, .retry, .replan, .relist: kind = .deferred
    case .authenticate, .resolveConflict, .fail: kind = error.kind == .immutable ? .immutable : .refused
    }
    plan.findings.append(Finding(kind, object.key, error.said(of: object), datafile: object.datafile))
  }
}

extension Finding {
  /// The finding, with who wrote the fields that differ; this program is not meant.
  fileprivate func edited(in live: KubernetesObject?) -> Finding {
    guard let live, !changes.isEmpty else { return self }
    var finding = self
    // Some lists and mappings are owned as a whole: those have no field below them.
    let containers = live.managers.flatMap(\.fields).reduce(into: Set<FieldPath>()) { result, field in
      for count in 0..<field.steps.count { result.insert(FieldPath(Array(field.steps[..<count]))) }
    }
    var nearest: [String: Int] = [:]
    for manager in live.managers
    where manager.subresource.isEmpty && !(manager.name == Marks.fieldManager && manager.operation == .apply) {
      for field in manager.fields {
        let (path, isWhole) = (field.description, !containers.contains(field))
        for change in changes where change.path == path || isWhole && change.isWithin(path) {
          let (length, known) = (path.utf8.count, finding.editors[change.path])
          // The nearest, and the last one that wrote it; times of one form are in the order of their texts.
          if let known, (nearest[change.path] ?? 0, known.time ?? "") >= (length, manager.time ?? "") { continue }
          nearest[change.path] = length
          finding.editors[change.path] = FieldEditor(manager: manager.name, time: manager.time)
        }
      }
    }
    return finding
  }
}

extension FieldChange {
  /// Whether the field is a part of another one.
  fileprivate func isWithin(_ field: String) -> Bool {
    path.hasPrefix(field) && [".", "["].contains(path.dropFirst(field.count).first)
  }
}

extension KubernetesError {
  /// What the server said. Where it refuses values that no output may show it may repeat
  /// them: then only the fields.
  func said(of object: DesiredObject) -> String {
    guard object.isSensitive, action == .fail else { return said }
    let fields = causes.map(\.field).filter { !$0.isEmpty }.joined(separator: ", ")
    return Secrecy.unsaid + (fields.isEmpty ? "" : " (\(fields))")
  }

  /// What the server said, with what it said of single fields.
  var said: String {
    let fields = causes.filter { !$0.field.isEmpty && !message.contains($0.field) }.map(\.field)
    return fields.isEmpty ? message : "\(message) (\(fields.joined(separator: ", ")))"
  }
}
