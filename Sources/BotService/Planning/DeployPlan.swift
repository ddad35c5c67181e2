public import Workflows

/// Makes the plans of what merge requests would do to clusters. Whoever puts the service together says how.
public protocol PlanMaker: Sendable {
  /// The plan of a merge request. Takes a bounded time, whatever clusters do.
  func plan(_ request: PlanRequest) async -> PlanAnswer
}

/// The merge request that a plan is asked for.
public struct PlanRequest: Sendable {
  /// The local copy of the repository.
  public var path: String
  /// The folder of the data repository in it.
  public var folder: String
  /// The target, loaded.
  public var target: PreparedTarget
  /// The head's commit.
  public var head: String
  /// The day, `YYYY-MM-DD`.
  public var today: String
  /// Whether clusters may be asked by dry runs, and not be read only.
  public var tries: Bool
}

/// What came of asking for a plan.
public enum PlanAnswer: Hashable, Sendable, Codable {
  /// Nothing is deployed from this repository.
  case nothing
  /// The plan.
  case plan(DeployPlan)
  /// There is none: why, for people.
  case failed(String)
}

/// What a merge request would do to clusters, as far as the service has to know it.
public struct DeployPlan: Hashable, Sendable, Codable {
  /// The digest of all that would be done, `sha256:…`: what is approved. Nil: nothing was tried yet.
  public var hash: String?
  /// Whether nothing would be done.
  public var isEmpty: Bool
  /// Whether something would be deleted, or may be.
  public var removes: Bool
  /// The part of the report; nothing in it can break out of it.
  public var markdown: String
  /// The same for a page.
  public var text: String

  /// A plan from its parts.
  public init(hash: String?, isEmpty: Bool, removes: Bool, markdown: String, text: String) {
    self.hash = hash
    self.isEmpty = isEmpty
    self.removes = removes
    self.markdown = markdown
    self.text = text
  }

  /// How many bytes of a comment a plan may take: GitHub takes 65,536 characters, and the decision comes first.
  public static let markdownLimit = 12_000
  /// How many bytes of a page it may take.
  public static let textLimit = 200_000
}
