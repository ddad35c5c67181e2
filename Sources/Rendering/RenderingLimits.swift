public import JSONe

/// What rendering a bundle may cost. What reaches a limit is an error that names it.
public struct RenderingLimits: Hashable, Sendable {
  /// What one datafile may cost on one cluster, all expressions of its template together.
  public var each: TemplateBudget
  /// How many datafiles the functions of templates may look at for one datafile.
  public var lookups: Int
  /// How many steps all datafiles may take together.
  public var steps: Int
  /// How many objects there may be.
  public var objects: Int
  /// How many bytes all objects may have together, as JSON.
  public var bytes: Int
  /// How many bytes one object may have, as JSON: what etcd keeps.
  public var objectBytes: Int
  /// How many bytes a resource may have that a template reads.
  public var resourceBytes: Int

  /// Limits from their numbers.
  public init(
    each: TemplateBudget = .standard, lookups: Int = 1_000_000, steps: Int = 2_000_000_000, objects: Int = 1_000_000,
    bytes: Int = 2 << 30, objectBytes: Int = 1_500_000, resourceBytes: Int = 1 << 20
  ) {
    self.each = each
    self.lookups = lookups
    self.steps = steps
    self.objects = objects
    self.bytes = bytes
    self.objectBytes = objectBytes
    self.resourceBytes = resourceBytes
  }

  /// The standard budget of a template for each datafile; in all two thousand million steps, a million objects, 2 GiB.
  public static let standard = RenderingLimits()
}
