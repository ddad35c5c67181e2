public import DataBundle
public import Diagnostics
internal import GitObjects
internal import Validation
public import Rendering

/// What a revision asks for on its clusters.
public struct RenderResult: Sendable {
  /// The objects. Where anything is wrong, they are not to be used.
  public var rendering: Rendering
  /// Everything that is wrong with the revision, sorted: what `validate` says.
  public var diagnostics: [Diagnostic]
  /// The lines of the files, to show them.
  public var lines: SourceLines
  /// What is looked for on clusters besides: `deploy.orphans` of the revision.
  public var orphans: [OrphanSetting]
}

extension Workspace {
  /// Validates a revision and renders its objects, for one cluster or for all.
  public func render(
    _ revision: Revision, cluster: String? = nil, today: String
  ) throws(WorkflowError) -> RenderResult {
    var options = RenderingOptions()
    if case .commit(let name) = revision {
      options.commit = try reading { (repository) throws(GitError) in try repository.resolve(name).description }
    }
    let validation = try validate(revision, today: today, rendering: options)
    guard var rendering = validation.rendering else {
      throw .usage(
        "\(Configuration.fileName) has no \"deploy\" that names the schemas of clusters: nothing is rendered")
    }
    if let cluster {
      guard rendering.clusters.contains(cluster) else {
        let near = Suggestion.nearest(to: cluster, among: rendering.clusters).map { "; did you mean \($0)?" } ?? ""
        throw .usage("there is no cluster \(cluster)\(near)")
      }
      rendering.clusters = [cluster]
      rendering.objects.removeAll { $0.cluster != cluster }
    }
    return RenderResult(
      rendering: rendering, diagnostics: validation.diagnostics, lines: validation.lines,
      orphans: validation.bundle.bundle.configuration.deploy?.orphans ?? [])
  }
}
