internal import Forges
internal import Foundation
public import ServiceStore

/// What is remembered, by kind: the names in the store.
enum Kept {
  static let memory = "memory"
  static let standing = "standing"
  static let draft = "draft"
  /// The decision behind a merge that was asked for and is not known to have happened or not.
  static let attempt = "attempt"
  static let setback = "refusal"
  static let waits = "waits"
  /// The head that was said to be unreadable.
  static let notice = "notice"
  static let sweep = "sweep"
  static let round = "round"
  static let progress = "progress"
  static let gone = "gone"
  /// The deploy plan that was made last.
  static let plan = "plan"

  /// Where a merge request stands now: of no use once it is closed.
  static let ofPresent = [standing, draft, setback, waits, notice, plan]
  /// All that is kept of a merge request under its name.
  static let ofMergeRequest = ofPresent + [memory, attempt, gone]

  /// The name of a merge request in the store.
  static func name(_ repository: String, _ number: Int) -> String { "\(repository)!\(number)" }

  /// The kind of the places of a repository, which are by number: they are read often and all together.
  static func places(_ repository: String) -> String { "place/\(repository)" }
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

  /// Forgets a value that is there.
  func forget(_ kind: String, _ name: String, under claim: Claim) async throws(StoreError) {
    if try await value(kind, name) != nil { try await set(nil, kind, name, under: claim) }
  }

  /// Remembers where a merge request stands.
  func keep(_ standing: Standing, under claim: Claim) async throws {
    try await encode(standing, Kept.standing, Kept.name(standing.repository, standing.number), under: claim)
    try await keep(QueuePlace(standing), in: standing.repository, under: claim)
  }

  /// Remembers the place of a merge request in the queue.
  func keep(_ place: QueuePlace, in repository: String, under claim: Claim) async throws {
    try await encode(place, Kept.places(repository), String(place.number), under: claim)
  }

  /// The places of the merge requests of a repository that are not known to be closed, by number.
  func places(of repository: String) async throws(StoreError) -> [QueuePlace] {
    let decoder = JSONDecoder()
    return try await values(Kept.places(repository)).values
      .compactMap { try? decoder.decode(QueuePlace.self, from: Data($0)) }.sorted { $0.number < $1.number }
  }

  /// Where a merge request stands; nil where it is not known to be open.
  public func standing(of number: Int, in repository: String) async throws(StoreError) -> Standing? {
    try await decoded(Standing.self, Kept.standing, Kept.name(repository, number))
  }

  /// Where the merge requests of a repository, or of all, stand, by repository and number.
  public func standings(of repository: String? = nil) async throws(StoreError) -> [Standing] {
    let kept = try await values(Kept.standing)
    return await Blocking.run {
      let decoder = JSONDecoder()
      return kept.values
        .compactMap { try? decoder.decode(Standing.self, from: Data($0)) }
        .filter { repository == nil || $0.repository == repository }
        .sorted { ($0.repository, $0.number) < ($1.repository, $1.number) }
    }
  }
}
