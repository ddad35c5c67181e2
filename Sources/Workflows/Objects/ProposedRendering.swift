public import Diagnostics
internal import DataBundle
internal import JSONSchema
internal import Ownership
public import Rendering
internal import Validation

/// What a merge request changes of what is asked for on clusters.
public struct ProposedRendering: Sendable {
  /// An object that the target and the merge result do not ask for alike.
  public struct Change: Sendable {
    /// As the target asks for it; nil: not at all.
    public var old: RenderedObject?
    /// As the merge result asks for it; nil: not at all.
    public var new: RenderedObject?
    /// Whether it is made of something that no output may show.
    public var isSensitive: Bool
  }

  /// What the merge result asks for, with its own templates: what is deployed after the merge.
  public var result: Rendering
  /// What differs, by cluster and object.
  public var changes: [Change]
  /// What is wrong with the merge result, old errors too: nothing is deployed then.
  public var errors: [Diagnostic]
}

extension Workspace {
  /// Renders what merging a head into a target gives, and compares it with the target. Nil where nothing is deployed.
  /// `today`: the day, `YYYY-MM-DD`. Throws `.usage` where the two do not merge.
  public func render(
    head: String, on target: PreparedTarget, today: String
  ) throws(WorkflowError) -> ProposedRendering? {
    let plan = try plan(target.commit, .commit(head), .strict)
    guard plan.conflicts.isEmpty else {
      throw .usage("the branch does not merge: \(plan.conflicts.joined(separator: ", "))")
    }
    return try target.maker.rendering(of: plan.proposal, today: today)
  }
}

extension DecisionMaker {
  /// What a proposal changes of what is asked for on clusters; nil where nothing is deployed.
  func rendering(of proposal: Proposal, today: String) throws(WorkflowError) -> ProposedRendering? {
    guard target.configuration.deploy != nil, let before = objects.value else { return nil }
    let bundle = try bundle(of: proposal)
    var options = TargetRendering.planning
    options.maskedBy = [target.schemaSet]
    guard let result = Rendering.make(bundle, options: options, reusing: before) else { return nil }
    for rendering in [before, result] {
      // Then nothing is rendered, which is not the same as nothing being asked for.
      if let problem = rendering.diagnostics.first(where: { $0.code == "deploy/budget" }) {
        throw .failure(problem.message)
      }
    }
    var changes = Self.changes(from: before, to: result)
    guard !changes.isEmpty else { return ProposedRendering(result: result, changes: [], errors: []) }
    var hidden = HiddenFiles(target, bundle)
    for index in changes.indices {
      let inputs = (changes[index].old?.inputs ?? []) + (changes[index].new?.inputs ?? [])
      changes[index].isSensitive = inputs.contains { hidden.contains($0) }
    }
    let known =
      bundle.diagnostics + ValidatedBundle(bundle, reusing: validated).diagnostics()
      + Policy.read(bundle, today: today).diagnostics
    let errors = (known + result.diagnostics(besides: known)).filter { $0.severity == .error }.sortedUnique()
    return ProposedRendering(result: result, changes: changes, errors: errors)
  }

  private struct Place: Hashable {
    var cluster: String
    var identity: ObjectIdentity
    var isTombstone: Bool
  }

  private static func changes(from before: Rendering, to after: Rendering) -> [ProposedRendering.Change] {
    func places(_ objects: [RenderedObject]) -> [Place: RenderedObject] {
      Dictionary(
        objects.map { (Place(cluster: $0.cluster, identity: $0.identity, isTombstone: $0.isTombstone), $0) },
        uniquingKeysWith: { first, _ in first })
    }
    let (old, new) = (places(before.objects), places(after.objects))
    var found: [ProposedRendering.Change] = []
    for object in after.objects {
      let place = Place(cluster: object.cluster, identity: object.identity, isTombstone: object.isTombstone)
      let former = old[place]
      guard former?.contentDigest != object.contentDigest || former?.set != object.set else { continue }
      found.append(ProposedRendering.Change(old: former, new: object, isSensitive: false))
    }
    for object in before.objects {
      let place = Place(cluster: object.cluster, identity: object.identity, isTombstone: object.isTombstone)
      if new[place] == nil { found.append(ProposedRendering.Change(old: object, new: nil, isSensitive: false)) }
    }
    return found
  }
}
