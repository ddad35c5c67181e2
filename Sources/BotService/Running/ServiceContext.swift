internal import Forges
internal import Foundation
public import ServiceStore

/// What all jobs of the service work with.
public struct ServiceContext: Sendable {
  /// What is kept.
  public let store: any Store
  /// What time it is.
  public let clock: ServiceClock
  /// What is counted.
  public let metrics: Metrics
  /// What is written down for operators.
  public let log: ServiceLog
  /// Where the service's pages are; nil: it has none that anybody could open.
  public let url: String?
  /// Where a test may stop the work.
  let checkpoints: Checkpoints

  /// A context from its parts.
  public init(
    store: any Store, clock: ServiceClock = .system, metrics: Metrics = Metrics(), log: ServiceLog = .none,
    url: String? = nil, checkpoints: Checkpoints = .none
  ) {
    self.store = store
    self.clock = clock
    self.metrics = metrics
    self.log = log
    self.url = url
    self.checkpoints = checkpoints
  }

  /// How long a job is nobody else's without a sign of life, in milliseconds.
  static let lease: Int64 = 120_000

  /// Makes sure that the job is still this worker's, for another while. Comes before everything that is seen outside.
  func confirm(_ claim: Claim) async throws {
    try await store.extend(claim, until: clock.now().adding(Self.lease))
  }

  /// The page of a merge request.
  func page(of number: Int, in repository: String) -> String? { url.map { "\($0)/\(repository)/\(number)" } }
}

/// A point in a job at which a test may let the process die.
public enum Checkpoint: String, Hashable, Sendable, CaseIterable {
  case observed, fetched, remembered, judged, acting, acted, saved, merging, merged, recording, recorded, published
}

/// Lets tests end a job anywhere. The service itself passes all points.
public struct Checkpoints: Sendable {
  /// Called at each point; an error ends the job there, as a crash would.
  public var pass: @Sendable (Checkpoint) async throws -> Void

  /// Checkpoints that call something.
  public init(_ pass: @escaping @Sendable (Checkpoint) async throws -> Void) { self.pass = pass }

  /// Nothing happens anywhere.
  public static let none = Checkpoints { _ in }
}

/// What is remembered, by kind: the names in the store.
enum Kept {
  static let memory = "memory"
  static let standing = "standing"
  static let draft = "draft"
  static let refusal = "refusal"
  static let sweep = "sweep"
  static let gone = "gone"

  /// The name of a merge request in the store.
  static func name(_ repository: String, _ number: Int) -> String { "\(repository)!\(number)" }
}

/// A merge request that is closed, or not there: what was seen of it is kept in case that it comes back.
struct Gone: Hashable, Sendable, Codable {
  var repository: String
  var number: Int
  /// When Remit saw that first.
  var since: Timestamp
  /// For how long it is kept, in milliseconds: 90 days.
  static let patience: Int64 = 90 * 86_400_000

  /// Whether it will hardly come back.
  func isOver(at now: Timestamp) -> Bool { since.adding(Self.patience) <= now }
}

extension Store {
  /// A remembered value. What cannot be read any more is as if it were not there: all of it can be made again.
  func decoded<Value: Decodable>(_ type: Value.Type, _ kind: String, _ name: String) async throws(StoreError) -> Value?
  {
    guard let bytes = try await value(kind, name) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Remembers a value, under a claim.
  func encode(_ value: some Encodable, _ kind: String, _ name: String, under claim: Claim?) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try await set(Array(try encoder.encode(value)), kind, name, under: claim)
  }

  /// Where a merge request stands; nil where it is not known to be open.
  public func standing(of number: Int, in repository: String) async throws(StoreError) -> Standing? {
    try await decoded(Standing.self, Kept.standing, Kept.name(repository, number))
  }

  /// Where the merge requests of a repository, or of all, stand, by repository and number.
  public func standings(of repository: String? = nil) async throws(StoreError) -> [Standing] {
    let decoder = JSONDecoder()
    return try await values(Kept.standing).values
      .compactMap { try? decoder.decode(Standing.self, from: Data($0)) }
      .filter { repository == nil || $0.repository == repository }
      .sorted { ($0.repository, $0.number) < ($1.repository, $1.number) }
  }
}
