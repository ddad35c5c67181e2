internal import BotService
internal import Forges
internal import Monitoring
internal import ServiceStore

/// What tells operators and their programs whether the service works.
struct Operation: Sendable {
  let site: Site
  private let refreshed = LastRefresh()

  init(site: Site) { self.site = site }

  var routes: [Route] {
    [
      Route(path: "/healthz", reader: .program) { _ in .plain("ok") },
      Route(path: "/readyz", reader: .program) { _ in await ready() },
      Route(path: "/metrics", reader: .program) { _ throws(StoreError) in try await metrics() },
    ]
  }

  private func ready() async -> Answer {
    do throws(StoreError) {
      try await site.context.store.check()
      return .plain("ready")
    } catch {
      return .plain("not ready: \(error)", status: 503)
    }
  }

  private func metrics() async throws(StoreError) -> Answer {
    if await refreshed.isDue(site.now) { try await refresh() }
    return .prometheus(site.context.metrics.text)
  }

  /// Sets the gauges that are read from the store.
  private func refresh() async throws(StoreError) {
    let (metrics, now) = (site.context.metrics, site.now)
    let jobs = try await site.context.store.jobs()
    for state in [Job.State.waiting, .running, .dead] {
      metrics.set(.queueDepth, ["state": state.rawValue], to: Double(jobs.count { $0.state == state }))
    }
    let due = jobs.filter { $0.state == .waiting && $0.notBefore <= now }.map(\.requestedAt).min() ?? now
    metrics.set(.queueAge, to: Double(max(0, now.milliseconds - due.milliseconds)) / 1000)
    let standings = try await site.mergeRequests()
    for repository in site.repositories {
      for verdict in VerdictName.all {
        let count = standings.count { $0.repository == repository.name && $0.verdict == verdict }
        metrics.set(.openMergeRequests, ["repository": repository.name, "verdict": verdict], to: Double(count))
      }
    }
  }
}

/// When the gauges were last read: not more often than once a second, however many ask.
private actor LastRefresh {
  private var last: Timestamp?

  func isDue(_ now: Timestamp) -> Bool {
    if let last, last <= now, now.milliseconds - last.milliseconds < 1000 { return false }
    last = now
    return true
  }
}
