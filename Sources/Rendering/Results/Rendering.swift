public import DataBundle
public import Diagnostics

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

  /// Renders a bundle; nil if its configuration deploys nothing. The bundle's own templates count: render what is merged.
  public static func make(_ bundle: Bundle, options: RenderingOptions = RenderingOptions()) -> Rendering? {
    guard let settings = bundle.configuration.deploy else { return nil }
    return BundleRenderer(bundle, settings, options).rendering()
  }
}

/// How a bundle is rendered.
public struct RenderingOptions: Sendable {
  /// The commit, for templates that ask for it.
  public var commit: String
  /// The only cluster to render for; nil: all.
  public var cluster: String?
  /// What it may cost.
  public var limits: RenderingLimits

  /// Options from their values.
  public init(commit: String = "", cluster: String? = nil, limits: RenderingLimits = .standard) {
    self.commit = commit
    self.cluster = cluster
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
  /// The files that were read before it failed, from the top of the repository, sorted.
  public var inputs: [String]

  /// By cluster, set, template, datafile.
  public static func < (a: RenderingGap, b: RenderingGap) -> Bool {
    (a.cluster ?? "", a.set ?? "", a.template, a.datafile ?? "")
      < (b.cluster ?? "", b.set ?? "", b.template, b.datafile ?? "")
  }
}
