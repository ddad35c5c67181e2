internal import Kubernetes

extension ClusterPlan {
  /// The plan, with a mark at everything whose values no output may show: what is to be there, and what is there, may be made
  /// of such values.
  func hiding(_ desired: DesiredState, _ live: [KubernetesObject]) -> ClusterPlan {
    let former = Set(live.lazy.filter { $0.annotations[Marks.hidden] != nil }.compactMap(\.key))
    let hidden = former.union(desired.objects.lazy.filter(\.isSensitive).map(\.key))
    guard !hidden.isEmpty else { return self }
    var plan = self
    for set in plan.sets.indices {
      for index in plan.sets[set].steps.indices where hidden.contains(plan.sets[set].steps[index].key) {
        plan.sets[set].steps[index].isSensitive = true
      }
      for index in plan.sets[set].findings.indices where hidden.contains(plan.sets[set].findings[index].key) {
        plan.sets[set].findings[index].isSensitive = true
        // What a server refuses it may repeat.
        let kind = plan.sets[set].findings[index].kind
        if former.contains(plan.sets[set].findings[index].key), kind == .refused || kind == .immutable {
          plan.sets[set].findings[index].message = Secrecy.unsaid
        }
      }
    }
    return plan
  }
}

extension PlannedStep {
  /// A field, as it may be shown.
  func shown(_ field: String) -> String { isSensitive ? Secrecy.field(field) : field }

  /// The fields that differ, as they may be shown.
  var shownChanges: [FieldChange] { isSensitive ? changes.map(\.masked) : changes }
}

extension Finding {
  /// The fields that differ, as they may be shown.
  var shownChanges: [FieldChange] { isSensitive ? changes.map(\.masked) : changes }
}

extension FieldChange {
  /// The change without its values, and without names of items, which are some.
  var masked: FieldChange {
    FieldChange(path: place ?? path, old: old.map { _ in Secrecy.mask }, new: new.map { _ in Secrecy.mask })
  }
}
