internal import Kubernetes
internal import Rendering
public import Workflows

/// What a merge request changes of what is to be on a cluster.
public struct ProposedState: Sendable {
  /// What is to be there after the merge, all of it.
  public var state: DesiredState
  /// The objects that are not asked for as before, with what differs between the two.
  let changes: [ObjectKey: [FieldChange]]
  /// The sets of those objects.
  let sets: Set<String>
  /// Those of whose content nothing is shown.
  let hidden: Set<ObjectKey>
  /// Those that are not asked for any more.
  let dropped: Set<ObjectKey>
  /// The sets of those: what goes there depends on what else of the set can be applied.
  let shrinking: Set<String>
  /// Those that are asked for otherwise than before.
  let altered: Set<ObjectKey>
  /// What is rendered otherwise, in digests: all that is known where a cluster says nothing.
  let digests: [String]

  /// An object before and after the merge; nil: it is not asked for.
  public struct Change: Sendable {
    var old: DesiredObject?
    var new: DesiredObject?
    /// Whether it is made of something that no output may show.
    var isSensitive: Bool

    /// A change from its parts.
    public init(from old: DesiredObject?, to new: DesiredObject?, isSensitive: Bool = false) {
      (self.old, self.new, self.isSensitive) = (old, new, isSensitive)
    }
  }

  private static func digest(_ object: DesiredObject?) -> String {
    object.map { "\($0.key) \($0.set) \($0.isTombstone) \($0.contentDigest)" } ?? "-"
  }

  /// What is to be after the merge, and how it differs from what is to be before.
  public init(_ state: DesiredState, _ differences: [Change]) {
    let wanted = Set(state.objects.lazy.filter { !$0.isTombstone }.map(\.key))
    var changes: [ObjectKey: [FieldChange]] = [:]
    var (sets, hidden): (Set<String>, Set<ObjectKey>) = ([], [])
    var (before, after): ([ObjectKey: DesiredObject], [ObjectKey: DesiredObject]) = ([:], [:])
    for difference in differences {
      for object in [difference.old, difference.new].compactMap(\.self) {
        changes[object.key] = []
        sets.insert(object.set)
        if difference.isSensitive { hidden.insert(object.key) }
      }
      if let old = difference.old, !old.isTombstone { before[old.key] = old }
      if let new = difference.new, !new.isTombstone { after[new.key] = new }
    }
    for (key, next) in after {
      changes[key] =
        before[key].map { FieldChange.between($0.object, next.object) } ?? FieldChange.creating(next.object)
    }
    (self.state, self.changes, self.sets, self.hidden) = (state, changes, sets, hidden)
    dropped = Set(changes.keys.filter { !wanted.contains($0) })
    let gone = differences.flatMap { [$0.old, $0.new].compactMap(\.self) }.filter { !wanted.contains($0.key) }
    shrinking = Set(gone.map(\.set))
    altered = Set(before.keys).intersection(after.keys)
    digests = differences.map { "\(Self.digest($0.old)) \(Self.digest($0.new))" }.sorted()
  }
}

extension DeployWorkflow {
  /// What merging a head into a target would change on clusters, by cluster; and the clusters that would no longer be
  /// deployed to. Nil where nothing is deployed. `today`: the day, `YYYY-MM-DD`.
  public static func proposed(
    _ head: String, on target: PreparedTarget, in workspace: Workspace, today: String
  ) throws(WorkflowError) -> Proposed? {
    guard let rendering = try workspace.render(head: head, on: target, today: today) else { return nil }
    let problem = problem(rendering.errors)
    var proposed = Proposed()
    let known = Set(rendering.result.clusters)
    for cluster in Set(rendering.changes.compactMap { ($0.new ?? $0.old)?.cluster }).sorted() {
      guard known.contains(cluster) else {
        proposed.abandoned.append(cluster)
        continue
      }
      // The commit of the merge does not exist yet: it comes after the target's.
      let state = try state(of: cluster, rendering.result, commit: target.commit, problem: problem)
      var differences: [ProposedState.Change] = []
      for change in rendering.changes where (change.new ?? change.old)?.cluster == cluster {
        differences.append(
          ProposedState.Change(
            from: try desired(change.old), to: try desired(change.new), isSensitive: change.isSensitive))
      }
      proposed.states.append(ProposedState(state, differences))
    }
    return proposed
  }

  private static func desired(_ object: RenderedObject?) throws(WorkflowError) -> DesiredObject? {
    guard let object else { return nil }
    let found: DesiredObject = try desired(object, nil)
    return found
  }

  /// What a merge request changes.
  public struct Proposed: Sendable {
    /// The clusters on which something changes, by name.
    public var states: [ProposedState] = []
    /// The clusters that are not deployed to any more: what is there stays.
    public var abandoned: [String] = []
  }
}
