internal import Deciding
internal import Forges
internal import ServiceStore

/// Sees to what has to happen from time to time: sweeps are asked for, numbers are brought up to date, old ids of
/// deliveries are forgotten. Every process of the service has one.
public struct Housekeeper: Sendable {
  private let context: ServiceContext
  private let repositories: [String]
  private let sweepInterval: Int64
  /// How often numbers are brought up to date, in milliseconds.
  static let gaugeInterval: Int64 = 15_000
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
          nextCleaning = now.adding(Self.cleaningInterval)
        }
        try await updateGauges(now)
      } catch {
        context.log.error("the store does not answer", ["error": error.description])
      }
      await context.clock.sleep(min(Self.gaugeInterval, max(1000, nextSweep.milliseconds - now.milliseconds)))
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

  /// Brings the numbers up to date that are not counted but looked up.
  func updateGauges(_ now: Timestamp) async throws(StoreError) {
    let jobs = try await context.store.jobs()
    for state in [Job.State.waiting, .running, .dead] {
      context.metrics.set(
        .queueDepth, ["state": state.rawValue], to: Double(jobs.count { $0.state == state }))
    }
    // A job that waits for its time is not late.
    let oldest = jobs.filter { $0.state == .waiting && $0.notBefore <= now }.map(\.notBefore).min()
    context.metrics.set(
      .queueAge, to: oldest.map { Double(now.milliseconds - $0.milliseconds) / 1000 } ?? 0)
    let standings = try await context.store.standings()
    let verdicts = Verdict.allCases.map(\.rawValue) + ["failed"]
    for repository in repositories {
      for verdict in verdicts {
        let count = standings.count { $0.repository == repository && $0.verdict == verdict }
        context.metrics.set(.openMergeRequests, ["repository": repository, "verdict": verdict], to: Double(count))
      }
    }
  }
}
