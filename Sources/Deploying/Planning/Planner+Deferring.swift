internal import DocumentModel
internal import Kubernetes

extension Planner {
  /// What waits for its definition or its namespace is planned where those come with the same run.
  func addDeferred(
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

  func addFailure(
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
