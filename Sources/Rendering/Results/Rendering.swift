public import DataBundle
public import Diagnostics
public import JSONSchema

/// What a bundle asks for on its clusters: all objects, and what is wrong.
///
/// The same bundle gives the same rendering, whatever order its files come in and on however many cores.
public struct Rendering: Sendable {
  /// The names of all clusters, sorted.
  public var clusters: [String]
  /// The objects, by cluster, set, namespace, kind and name. Those that are not in order are left out.
  public var objects: [RenderedObject]
  /// Everything that is wrong, sorted.
  public var diagnostics: [Diagnostic]
  /// What could not be rendered. What is missing there is unknown, not absent.
  public var gaps: [RenderingGap]
  /// For the next rendering.
  let memory: RenderingMemory?

  /// Renders a bundle; nil if its configuration deploys nothing. The bundle's own templates count: render what is merged.
  ///
  /// What an earlier rendering that remembers (with the same options) has shown to be in order, and what depends on nothing
  /// that has changed since, is taken from there.
  public static func make(
    _ bundle: Bundle, options: RenderingOptions = RenderingOptions(), reusing earlier: Rendering? = nil
  ) -> Rendering? {
    guard let settings = bundle.configuration.deploy else { return nil }
    return BundleRenderer(bundle, settings, options, earlier?.memory).rendering()
  }

  /// What is wrong, without what only follows from errors that are known already: what is rendered from a file with an
  /// error, or could not be.
  public func diagnostics(besides known: [Diagnostic]) -> [Diagnostic] {
    let broken = Set(known.lazy.filter { $0.severity == .error }.map(\.place.file))
    guard !broken.isEmpty, !diagnostics.isEmpty else { return diagnostics }
    var suspects = broken
    for gap in gaps where gap.inputs.contains(where: broken.contains) {
      if let file = gap.file { suspects.insert(file) }
    }
    return diagnostics.filter { diagnostic in
      !suspects.contains(diagnostic.place.file)
        && !diagnostic.notes.contains { $0.place.map { suspects.contains($0.file) } ?? false }
    }
  }
}

/// How a bundle is rendered.
public struct RenderingOptions: Sendable {
  /// The commit, for templates that ask for it.
  public var commit: String
  /// The only cluster to render for; nil: all.
  public var cluster: String?
  /// Whether the objects have their content and digest; without, where only diagnostics are wanted, they take little memory.
  public var keepsContent: Bool
  /// Whether it leaves something behind for the next one. With content that takes as much memory as the objects.
  public var remembers: Bool
  /// What it may cost.
  public var limits: RenderingLimits
  /// Schemas that say, besides the bundle's own, which values no diagnostic may repeat: those of the target of a merge request.
  public var maskedBy: [SchemaSet] = []

  /// Options from their values. `remembers`: nil: where there is no content.
  public init(
    commit: String = "", cluster: String? = nil, keepsContent: Bool = true, remembers: Bool? = nil,
    limits: RenderingLimits = .standard
  ) {
    self.commit = commit
    self.cluster = cluster
    self.keepsContent = keepsContent
    self.remembers = remembers ?? !keepsContent
    self.limits = limits
  }
}

/// Something that could not be rendered.
public struct RenderingGap: Hashable, Sendable, Comparable {
  /// The cluster; nil: any.
  public var cluster: String?
  /// The set; nil: any.
  public var set: String?
  /// The path of the template.
  public var template: String
  /// The path of the datafile; nil: all of them.
  public var datafile: String?
  /// The datafile's file, from the top of the repository.
  public var file: String?
  /// The files that were read before it failed, from the top of the repository, sorted.
  public var inputs: [String]

  /// By cluster, set, template, datafile.
  public static func < (a: RenderingGap, b: RenderingGap) -> Bool {
    (a.cluster ?? "", a.set ?? "", a.template, a.datafile ?? "")
      < (b.cluster ?? "", b.set ?? "", b.template, b.datafile ?? "")
  }
}
