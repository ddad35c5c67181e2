internal import DocumentModel
internal import Kubernetes

extension Planner {
  /// Fields that others added to kinds that give rights or limits.
  func addForeign(_ object: DesiredObject, _ live: KubernetesObject, _ index: Int, to plan: inout SetPlan) {
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
}
