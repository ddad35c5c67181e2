internal import BotService
internal import Forges
internal import Monitoring
internal import ServiceStore
internal import Workflows

/// The first page: all open merge requests, where they stand, and what each waits for.
struct IndexPage: Sendable {
  /// How many merge requests are on one page.
  private static let limit = 200

  let site: Site
  let pages: PageTemplates

  var routes: [Route] {
    [Route(path: "/", reader: .person) { ask throws(StoreError) in .html(try await text(ask)) }]
  }

  private func text(_ ask: Ask) async throws(StoreError) -> String {
    let now = site.now
    let standings = try await site.mergeRequests()
    let jobs = try await site.context.store.jobs()
    let dead = Set(jobs.filter { $0.state == .dead }.map(\.key))
    let deliveries = try await site.context.store.lastDeliveries()
    let filter = MergeRequestFilter(ask.query)
    let (shown, next) = filter.page(of: standings, limit: Self.limit)
    let isFiltered = filter.repository != nil || filter.verdict != nil || filter.author != nil
    let groups = site.repositories.filter { filter.repository == nil || filter.repository == $0.name }.map {
      repository in
      group(
        repository, standings.filter { $0.repository == repository.name },
        shown.filter { $0.repository == repository.name }, dead, deliveries[repository.name], isFiltered, now)
    }
    return pages.index([
      "title": .text("Merge requests"), "version": .text(RemitVersion.current), "time": .text(now.text),
      "open": .number(standings.count), "ready": .number(standings.count(where: \.isReady)),
      "waiting": .number(jobs.count { $0.state == .waiting }), "running": .number(jobs.count { $0.state == .running }),
      "dead": .number(dead.count), "hasDead": .flag(!dead.isEmpty),
      "repositories": options(site.repositories.map(\.name), filter.repository),
      "verdicts": options(VerdictName.all, filter.verdict), "author": .text(filter.author ?? ""),
      "isFiltered": .flag(isFiltered), "groups": .list(groups), "none": .flag(groups.isEmpty),
      "next": .text(next.map { filter.query(after: $0) }),
    ])
  }

  private func options(_ names: [String], _ chosen: String?) -> PageValue {
    .list(names.map { .members(["name": .text($0), "chosen": .flag($0 == chosen)]) })
  }

  private func group(
    _ repository: ServedRepository, _ all: [Standing], _ shown: [Standing], _ dead: Set<JobKey>, _ delivery: Timestamp?,
    _ isFiltered: Bool, _ now: Timestamp
  ) -> PageValue {
    let metrics = site.context.metrics
    let sweep = metrics.value(.sweep, ["repository": repository.name])
    let swept = sweep > 0 ? Timestamp(milliseconds: Int64(sweep * 1000)) : nil
    let queues = Set(all.filter(\.isReady).map(\.targetBranch)).sorted().map { branch -> PageValue in
      let places = MergeQueue.order(all, branch: branch, now: now).prefix(20).map { standing -> PageValue in
        .members([
          "number": .number(standing.number), "title": .text(standing.title), "priority": .text(standing.priority),
          "since": .text(standing.readySince.map { Span.age(of: $0, at: now) }), "repository": .text(repository.name),
        ])
      }
      return .members(["branch": .text(branch), "places": .list(Array(places))])
    }
    return .members([
      "name": .text(repository.name), "link": .link(repository.url),
      "swept": .text(swept.map { Span.age(of: $0, at: now) }),
      "delivered": .text(delivery.map { Span.age(of: $0, at: now) }),
      "isSilent": .flag(metrics.value(.silentHook, ["repository": repository.name]) > 0),
      "queues": .list(queues), "hasQueue": .flag(!queues.isEmpty), "hasRows": .flag(!shown.isEmpty),
      "rows": .list(shown.map { row($0, dead, now) }),
      "empty": .text(shown.isEmpty ? (isFiltered ? "Nothing fits the filter." : "No merge request is open.") : nil),
    ])
  }

  private func row(_ standing: Standing, _ dead: Set<JobKey>, _ now: Timestamp) -> PageValue {
    let look = JobKey(kind: JobKind.look, repository: standing.repository, subject: String(standing.number))
    return .members([
      "repository": .text(standing.repository), "number": .number(standing.number), "title": .text(standing.title),
      "author": .text(standing.author), "branch": .text(standing.targetBranch), "verdict": .text(standing.verdict),
      "headline": .text(standing.headline), "priority": .text(standing.priority), "draft": .flag(standing.isDraft),
      "age": .text(Span.age(of: standing.createdAt, at: now)), "opened": .text(standing.createdAt.text),
      "isDead": .flag(dead.contains(look)),
      "waits": .list(standing.obstacles.filter { $0.text != standing.headline }.map { .text($0.text) }),
      "isReady": .flag(standing.obstacles.isEmpty && standing.isReady),
    ])
  }
}
