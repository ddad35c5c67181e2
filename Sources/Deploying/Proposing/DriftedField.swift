public import Kubernetes

/// A field that the cluster has otherwise than it was applied, and that is left so.
public struct DriftedField: Hashable, Sendable, Comparable {
  /// The cluster.
  public var cluster: String
  /// The object.
  public var key: ObjectKey
  /// The field: `.spec.hard.cpu`.
  public var path: String
  /// The field with the items of lists by their places, where that is another text.
  public var place: String?
  /// What was applied, JSON; nil: nothing.
  public var applied: String?
  /// What the cluster has, JSON; nil: nothing. Of a secret only that there is something.
  public var live: String?
  /// Who wrote it, where the server says it.
  public var editor: FieldEditor?
  /// Whether no output may show the values.
  public var isSensitive: Bool

  /// A field from its parts.
  public init(
    cluster: String, key: ObjectKey, path: String, place: String? = nil, applied: String?, live: String?,
    editor: FieldEditor? = nil,
    isSensitive: Bool = false
  ) {
    self.cluster = cluster
    self.key = key
    self.path = path
    self.place = place
    self.applied = applied
    self.live = live
    self.editor = editor
    self.isSensitive = isSensitive
  }

  /// The field as it may be shown.
  var shownPath: String { isSensitive ? place ?? path : path }

  /// By cluster, object and field.
  public static func < (a: DriftedField, b: DriftedField) -> Bool {
    (a.cluster, a.key, a.path) < (b.cluster, b.key, b.path)
  }
}

extension ClusterOutcome {
  /// What the cluster has otherwise than it was applied, after a run that left it so; nil where that is not known: the cluster
  /// could not be read, or nothing may be written there. Fields that others only added belong to nobody's data.
  public var driftedFields: [DriftedField]? {
    guard let plan, plan.stop == nil, failure == nil else { return nil }
    var fields: [DriftedField] = []
    for set in plan.sets {
      // Of a set that is left alone nothing was compared.
      guard set.stop == nil else { return nil }
      for finding in set.findings where [.drift, .conflict, .unstable].contains(finding.kind) {
        fields += finding.changes.map { change in
          DriftedField(
            cluster: cluster, key: finding.key, path: change.path, place: change.place, applied: change.new,
            live: change.old,
            editor: finding.editors[change.path], isSensitive: finding.isSensitive)
        }
      }
    }
    return fields.sorted()
  }
}
