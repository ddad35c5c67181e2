public import DataBundle
public import Diagnostics
public import DocumentModel
internal import GitObjects
internal import JSONSchema
internal import Ownership
internal import Validation
public import Rendering
internal import Validation

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
  /// The files that the objects are made of and that have values which no output may show.
  public var hiddenFiles: Set<String>
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
      orphans: validation.bundle.bundle.configuration.deploy?.orphans ?? [],
      hiddenFiles: HiddenFiles.all(of: rendering.objects, in: validation.bundle.bundle))
  }
}

/// A commit on which edits of files are tried, in memory: what they would make of the objects, and what would be wrong.
public struct RenderingTrial {
  /// What trying came to.
  public struct Outcome: Sendable {
    /// The objects.
    public var rendering: Rendering
    /// The errors.
    public var errors: [Diagnostic]
  }

  /// What the commit itself asks for.
  public let base: Outcome
  /// The files that its objects are made of and that have values which no output may show.
  public let hiddenFiles: Set<String>
  /// The commit's files.
  public let bundle: Bundle
  private let workspace: Workspace
  private let source: any FileSource
  private let validated: ValidatedBundle
  private let loading: [Diagnostic]
  private let options: RenderingOptions
  private let today: String

  /// Loads, validates and renders a commit.
  public init(_ workspace: Workspace, commit name: String, today: String) throws(WorkflowError) {
    self.workspace = workspace
    self.today = today
    var options = RenderingOptions()
    options.commit = try workspace.reading { (repository) throws(GitError) in
      try repository.resolve(name).description
    }
    self.options = options
    source = try workspace.source(.commit(name))
    (bundle, loading) = try workspace.load(source)
    validated = ValidatedBundle(bundle)
    base = try Self.outcome(bundle, loading, validated, nil, options, today)
    hiddenFiles = HiddenFiles.all(of: base.rendering.objects, in: bundle)
  }

  /// What the commit with other contents of some files, from the top of the repository, would come to; also the rules about
  /// what may change count.
  public func trying(_ edits: [String: [UInt8]]) throws(WorkflowError) -> Outcome {
    let overlay: any FileSource
    do throws(SourceError) { overlay = try OverlaySource(source, edits: edits.mapValues { $0 }) } catch {
      throw .failure(error.description)
    }
    let (edited, loading) = try workspace.load(overlay, reusing: bundle)
    return try Self.outcome(
      edited, loading, ValidatedBundle(edited, reusing: validated), validated, options, today)
  }

  /// Whether a value of a datafile must not be shown.
  public func isSecret(_ node: NodeID, of datafile: Datafile) -> Bool {
    let roots = Masking(bundle).places(of: datafile.document, schemas: [datafile.schema]).roots
    var around: NodeID? = node
    while let current = around {
      if roots.contains(current) { return true }
      around = datafile.document.parent(current)
    }
    return false
  }

  private static func outcome(
    _ bundle: Bundle, _ loading: [Diagnostic], _ validated: ValidatedBundle, _ target: ValidatedBundle?,
    _ options: RenderingOptions, _ today: String
  ) throws(WorkflowError) -> Outcome {
    guard let rendering = Rendering.make(bundle, options: options) else {
      throw .usage("\(Configuration.fileName) has no \"deploy\"")
    }
    let found =
      loading + validated.diagnostics(against: target) + Policy.read(bundle, today: today).diagnostics
      + rendering.diagnostics
    return Outcome(rendering: rendering, errors: found.filter { $0.severity == .error }.sortedUnique())
  }
}
