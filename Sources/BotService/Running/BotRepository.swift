public import DataBundle
public import Forges
public import Ownership
public import Workflows

/// A repository that the service looks after: how it is reached and how Remit behaves there.
public struct BotRepository: Sendable {
  /// Its name in the configuration, part of URLs.
  public let name: String
  /// The kind of forge.
  public let forge: Forge
  /// The host whose accounts these are: the same number means the same person on one host only.
  public let host: String
  /// The project on the forge.
  public let client: any ForgeClient
  /// The local copy.
  public let mirror: Mirror
  /// The folder of the data repository in it.
  public let folder: String
  /// The rules.
  public let mode: OwnershipMode
  /// How Remit behaves.
  public let settings: BotSettings
  /// What signs records; nil: they are not signed.
  let recordKey: RecordSigningKey?
  /// Makes deploy plans; nil: there are none.
  public let planMaker: (any PlanMaker)?
  /// The targets that are loaded.
  let targets = TargetCache()
  /// The accounts that were seen.
  let accounts = AccountCache()
  /// The branch that the remote shows first.
  let defaultBranch = DefaultBranch()
  /// Whether the forge answers.
  let health = ForgeHealth()

  /// A repository from its parts.
  public init(
    name: String, forge: Forge, host: String, client: any ForgeClient, mirror: Mirror, folder: String = "",
    mode: OwnershipMode = .strict, settings: BotSettings, recordKey: RecordSigningKey? = nil,
    planMaker: (any PlanMaker)? = nil
  ) {
    self.recordKey = recordKey
    self.name = name
    self.forge = forge
    self.host = host
    self.client = client
    self.mirror = mirror
    self.folder = folder
    self.mode = mode
    self.settings = settings
    self.planMaker = planMaker
  }
}

/// The target commits that are loaded, one for each of the branches used last: looks that come together load it once.
actor TargetCache {
  /// Anybody can open merge requests into any branch; each takes the memory of a repository.
  private static let limit = 4

  private var loaded: [String: (commit: String, task: Task<PreparedTarget, any Error>)] = [:]
  /// The branches, the one used last at the end.
  private var order: [String] = []

  /// The target at a commit, loaded with what a former one of the branch has in common with it.
  func target(
    _ branch: String, at commit: String, load: @escaping @Sendable (PreparedTarget?) async throws -> PreparedTarget
  ) async throws -> PreparedTarget {
    order.removeAll { $0 == branch }
    order.append(branch)
    if order.count > Self.limit { loaded[order.removeFirst()] = nil }
    if let present = loaded[branch], present.commit == commit { return try await present.task.value }
    let former = loaded[branch]?.task
    let task = Task { try await load(try? await former?.value) }
    loaded[branch] = (commit, task)
    do { return try await task.value } catch {
      // What failed may work the next time.
      if loaded[branch]?.commit == commit { loaded[branch] = nil }
      throw error
    }
  }
}

/// The branch that a remote shows first, asked for every ten minutes.
actor DefaultBranch {
  private var known: (name: String, at: Timestamp)?

  /// Its name; `main` where the remote does not say.
  func name(of mirror: Mirror, now: Timestamp) async throws -> String {
    if let known, (0..<600_000).contains(now.milliseconds - known.at.milliseconds) { return known.name }
    let name = try await mirror.defaultBranch() ?? "main"
    known = (name, now)
    return name
  }
}
