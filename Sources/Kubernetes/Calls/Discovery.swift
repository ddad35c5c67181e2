/// What an API server serves.
public struct Discovery: Hashable, Sendable {
  /// All resources, without their parts (`pods/log`).
  public private(set) var resources: [Resource] = []
  /// What could not be learned, by group and version, and why. While there is anything, what is missing here may be there.
  public private(set) var failures: [GroupVersion: String] = [:]
  /// The version that the server prefers, by group.
  private var preferred: [String: String] = [:]

  /// Nothing.
  public init() {}

  /// Whether everything that the server serves is known. What is absent where this is false may not be taken for absent.
  public var isComplete: Bool { failures.isEmpty }

  /// How objects of a kind in a version are reached; nil where they are not served.
  public func resource(for kind: GroupVersionKind) -> Resource? {
    resources.first { $0.groupVersionKind == kind }
  }

  /// How objects of a kind are reached, in the version that the server prefers where there are several.
  public func resource(for kind: GroupKind) -> Resource? {
    let candidates = resources.filter { $0.groupKind == kind }
    return candidates.first { $0.groupVersion.version == preferred[kind.group] } ?? candidates.first
  }

  /// Whether a version of a group is served.
  public func serves(_ version: GroupVersion) -> Bool {
    resources.contains { $0.groupVersion == version } || failures[version] != nil
  }

  /// Adds a resource.
  public mutating func add(_ resource: Resource) { resources.append(resource) }

  /// Notes what could not be learned.
  public mutating func add(failure: String, of version: GroupVersion) { failures[version] = failure }

  /// Notes the version that the server prefers of a group.
  public mutating func prefer(_ version: String, of group: String) { preferred[group] = version }
}
