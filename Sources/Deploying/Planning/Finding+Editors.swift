internal import Kubernetes

extension Finding {
  /// The finding, with who wrote the fields that differ; this program is not meant.
  func edited(in live: KubernetesObject?) -> Finding {
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
  func isWithin(_ field: String) -> Bool {
    path.hasPrefix(field) && [".", "["].contains(path.dropFirst(field.count).first)
  }
}
