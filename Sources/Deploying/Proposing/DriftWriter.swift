internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import Kubernetes
internal import Rendering
public import Workflows
internal import YAMLEditing

/// Writes what a cluster has into the data that it was rendered from.
///
/// A template cannot be turned round in general. So values of the datafiles that an object was made from, and that are, or are
/// part of, what was applied, are changed one after the other, on a copy in memory. A change counts if the commit with it is in
/// order, and everything that is then rendered differently, on whatever cluster, is a drifted field that now has the value
/// that the cluster has. That proves it, whatever the template does; what cannot be proved is left. Where no change is without
/// consequences, one is taken that has only such as the edited datafile's own objects on the same cluster have: a digest,
/// a copy. They are named in the proposal.
public struct DriftWriter {
  /// How much is tried.
  public struct Limits: Hashable, Sendable {
    /// Changes tried for one field.
    public var perField: Int
    /// Changes tried in all.
    public var all: Int

    /// Limits from their numbers.
    public init(perField: Int = 20, all: Int = 200) {
      self.perField = perField
      self.all = all
    }
  }

  let trial: RenderingTrial
  private let commit: String
  private let limits: Limits
  let templates: Set<String>

  /// A writer on a commit. Throws where it cannot be read.
  public init(
    _ workspace: Workspace, commit: String, today: String, limits: Limits = Limits()
  ) throws(WorkflowError) {
    trial = try RenderingTrial(workspace, commit: commit, today: today)
    self.commit = commit
    self.limits = limits
    templates = Set(trial.base.rendering.objects.map(\.template))
  }

  /// What of some drifted fields of a cluster can be written back. Throws where the repository fails.
  public func propose(_ fields: [DriftedField], of cluster: String) throws(WorkflowError) -> DriftProposal {
    var state = State(
      goals: Goals(fields), proposal: DriftProposal(cluster: cluster, commit: commit, files: [:], written: [], left: [])
    )
    for field in fields.sorted() where !state.covered.contains(FieldName(field)) {
      if let why = try write(field, &state) { state.proposal.left.append(.init(field: field, why: why)) }
    }
    let done = state.covered
    state.proposal.left.removeAll { done.contains(FieldName($0.field)) }
    state.proposal.written.sort { $0.field < $1.field }
    let hidden = Set(trial.base.rendering.objects.filter { $0.cluster == cluster && isHidden($0) }.map(\.key))
    state.proposal.consequences = state.consequences.map { name in
      "\(name.key) \(hidden.contains(name.key) ? Secrecy.field(name.path) : name.path)"
    }.sorted()
    return state.proposal
  }

  private struct State {
    let goals: Goals
    var proposal: DriftProposal
    var covered: Set<FieldName> = []
    var consequences: Set<FieldName> = []
    var tried = 0
  }

  /// Writes one field; gives back why it cannot be.
  private func write(_ field: DriftedField, _ state: inout State) throws(WorkflowError) -> String? {
    guard trial.base.errors.isEmpty else { return "the commit is not in order" }
    guard let live = field.live.flatMap(ObjectLeaves.Scalar.init(json:)) else {
      return field.live == nil ? "the field is gone from the object" : "the value is not a single one, or is secret"
    }
    let object = trial.base.rendering.objects.first { object in
      object.cluster == field.cluster && !object.isTombstone && object.key == field.key
    }
    guard let object else { return "nothing is rendered for the object" }
    let leaves = ObjectLeaves(object.document)
    guard !leaves.isAmbiguous, let applied = leaves.scalars[field.path] else {
      return "the template has no such value: it comes from the cluster"
    }
    let (candidates, isSecret) = try candidates(for: applied, live, object, state.proposal.files)
    guard !candidates.isEmpty else {
      return isSecret
        ? "the value of the datafile is secret" : "no value of a datafile is this value: the template makes it"
    }
    var why: String?
    var count = 0
    var best: Proved?
    for candidate in candidates {
      guard count < limits.perField, state.tried < limits.all else {
        why = "too many values would have to be tried"
        break
      }
      guard
        let bytes = ScalarEdit.replacing(
          candidate.node, of: candidate.document, in: candidate.bytes, with: candidate.value)
      else { continue }
      count += 1
      state.tried += 1
      let edits = state.proposal.files.merging([candidate.file: bytes]) { $1 }
      switch try judge(edits, state.goals, on: field.cluster) {
      case .invalid(let error):
        // What is said of a value may repeat it.
        why = why ?? "the data would not be in order" + (field.isSensitive ? "" : ": \(error.message)")
      case .refused(let reason): why = why ?? reason
      case .proved(let changed, let consequences):
        guard changed.contains(FieldName(field)), best.map({ consequences.count < $0.consequences.count }) ?? true
        else {
          continue
        }
        best = Proved(candidate: candidate, edits: edits, changed: changed, consequences: consequences)
      }
      if best?.consequences.isSubset(of: state.consequences) ?? false { break }
    }
    guard let best else { return why ?? "no single value of a datafile gives what the cluster has" }
    state.proposal.files = best.edits
    let line = best.candidate.document.range(best.candidate.node).start.line
    for name in best.changed.subtracting(state.covered) {
      guard let field = state.goals.fields[name] else { continue }
      state.proposal.written.append(.init(field: field, file: best.candidate.file, line: line))
    }
    (state.covered, state.consequences) = (best.changed, best.consequences)
    return nil
  }

  /// Whether an object is made of something that no output may show: names of items may be that, too.
  private func isHidden(_ object: RenderedObject) -> Bool {
    object.inputs.contains { trial.hiddenFiles.contains($0) }
  }

  /// A change that does what is wanted.
  private struct Proved {
    var candidate: Candidate
    var edits: [String: [UInt8]]
    var changed: Set<FieldName>
    var consequences: Set<FieldName>
  }

  private enum Judgement {
    /// The data would not be in order.
    case invalid(Diagnostic)
    case refused(String)
    /// The drifted fields that are rendered differently, and what else is.
    case proved(Set<FieldName>, consequences: Set<FieldName>)
  }

  /// Whether edited files are in order, and change nothing but drifted fields, to what the cluster has, and other fields of
  /// their own objects there.
  private func judge(
    _ edits: [String: [UInt8]], _ goals: Goals, on cluster: String
  ) throws(WorkflowError) -> Judgement {
    let outcome = try trial.trying(edits)
    if let error = outcome.errors.first { return .invalid(error) }
    let (before, after) = (trial.base.rendering, outcome.rendering)
    guard before.gaps == after.gaps, before.objects.count == after.objects.count else {
      return .refused("it would change which objects there are")
    }
    var (changed, consequences): (Set<FieldName>, Set<FieldName>) = ([], [])
    for (old, new) in zip(before.objects, after.objects) where old.contentDigest != new.contentDigest || old != new {
      guard old.cluster == new.cluster, old.identity == new.identity, old.set == new.set,
        old.isTombstone == new.isTombstone
      else { return .refused("it would change which objects there are") }
      let (a, b) = (ObjectLeaves(old.document), ObjectLeaves(new.document))
      guard !a.isAmbiguous, !b.isAmbiguous else { return .refused("it would change more than the field") }
      for path in Set(a.values.keys).union(b.values.keys) where a.values[path] != b.values[path] {
        let name = FieldName(cluster: old.cluster, key: old.key, path: path)
        if let value = b.values[path], goals.values[name] == value {
          changed.insert(name)
        } else if goals.fields[name] == nil, old.cluster == cluster, edits[old.place.file] != nil {
          consequences.insert(name)
        } else {
          return .refused(
            "it would change \(isHidden(new) ? Secrecy.field(path) : path) of \(old.key) on \(old.cluster), too")
        }
      }
    }
    return .proved(changed, consequences: consequences)
  }
}

/// Which field of which object, on which cluster.
struct FieldName: Hashable {
  var cluster: String
  var key: ObjectKey
  var path: String

  init(cluster: String, key: ObjectKey, path: String) {
    self.cluster = cluster
    self.key = key
    self.path = path
  }

  init(_ field: DriftedField) { self.init(cluster: field.cluster, key: field.key, path: field.path) }
}

/// What drifted fields are to come out as.
private struct Goals {
  var fields: [FieldName: DriftedField] = [:]
  var values: [FieldName: String] = [:]

  init(_ drifted: [DriftedField]) {
    for field in drifted {
      fields[FieldName(field)] = field
      values[FieldName(field)] = field.live
    }
  }
}

extension RenderedObject {
  /// What plans call the object.
  fileprivate var key: ObjectKey {
    ObjectKey(
      GroupKind(group: identity.group, kind: identity.kind), namespace: identity.namespace, name: identity.name)
  }
}
