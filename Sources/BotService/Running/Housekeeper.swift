internal import Forges
internal import Foundation
internal import ServiceStore

/// Sees to what has to happen from time to time: sweeps are asked for, old ids of deliveries and what has been closed for long are forgotten. Every process
/// of the service has one.
public struct Housekeeper: Sendable {
  private let context: ServiceContext
  private let repositories: [String]
  private let sweepInterval: Int64
  /// How long it rests at most, in milliseconds.
  static let rest: Int64 = 60_000
  /// How often old ids are forgotten, and how old they are then; forges send again for a day at most.
  static let (cleaningInterval, idAge): (Int64, Int64) = (3_600_000, 7 * 86_400_000)

  /// A housekeeper of repositories, by their names; `sweepInterval` in milliseconds.
  public init(context: ServiceContext, repositories: [String], sweepInterval: Int64) {
    self.context = context
    self.repositories = repositories
    self.sweepInterval = sweepInterval
  }

  /// Works until the task is cancelled.
  public func run() async {
    var (nextSweep, nextCleaning) = (Timestamp(milliseconds: 0), Timestamp(milliseconds: 0))
    var isFirst = true
    while !Task.isCancelled {
      let now = context.clock.now()
      do {
        if nextSweep <= now {
          try await requestSweeps(now, evenIfRecent: isFirst)
          (isFirst, nextSweep) = (false, now.adding(sweepInterval))
        }
        if nextCleaning <= now {
          try await context.store.forgetDeliveries(before: now.adding(-Self.idAge))
          try await requestForgetting(now)
          nextCleaning = now.adding(Self.cleaningInterval)
        }
      } catch {
        context.log.error("the store does not answer", ["error": error.description])
      }
      await context.clock.sleep(min(Self.rest, max(1000, nextSweep.milliseconds - now.milliseconds)))
    }
  }

  /// Asks for a look at what has been closed for long, which forgets it if it still is.
  func requestForgetting(_ now: Timestamp) async throws(StoreError) {
    let decoder = JSONDecoder()
    for value in try await context.store.values(Kept.gone).values {
      guard let gone = try? decoder.decode(Gone.self, from: Data(value)), gone.isOver(at: now),
        repositories.contains(gone.repository)
      else { continue }
      try await context.store.request(
        JobKey(kind: JobKind.look, repository: gone.repository, subject: String(gone.number)), notBefore: now)
    }
  }

  /// Asks for a sweep of every repository, unless another process did so a short while ago.
  func requestSweeps(_ now: Timestamp, evenIfRecent: Bool) async throws(StoreError) {
    for repository in repositories {
      let last = try await context.store.value(Kept.sweep, repository)
        .flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
      if !evenIfRecent, let last, now.milliseconds - last < sweepInterval / 10 * 9 { continue }
      try await context.store.request(JobKey(kind: JobKind.sweep, repository: repository, subject: ""), notBefore: now)
      try await context.store.set(Array(String(now.milliseconds).utf8), Kept.sweep, repository, under: nil)
    }
  }
}
