internal import BotService
internal import Forges
internal import HTTPTransport
internal import Monitoring
internal import ServiceStore
internal import Webhooks

/// Takes webhook deliveries: checks who sent them, notes them and what they ask for in the store, and answers at once.
///
/// An event says where to look and is believed in nothing else. What is authentic is answered with 200, known or not:
/// forges switch hooks off that fail.
struct HookReceiver: Sendable {
  /// How long after an event that may be about many merge requests they are looked at, in milliseconds.
  private static let pushDelay: Int64 = 10_000
  /// The same for CI results of commits that are the head of no merge request Remit knows.
  private static let commitDelay: Int64 = 60_000
  /// How many looks one CI result may ask for.
  private static let lookLimit = 5
  /// How old the list of heads may be: an unknown head only means a wider look.
  private static let headAge: Int64 = 30_000

  /// What became of a delivery.
  private enum Outcome: String {
    case accepted, duplicate, ignored, refused, failed
  }

  private let context: ServiceContext
  private let endpoints: [String: HookEndpoint]
  private let branches: [String: Set<String>]
  private let standings: StandingCache
  private let limit: Int

  init(
    context: ServiceContext, endpoints: [HookEndpoint], repositories: [ServedRepository], standings: StandingCache,
    limit: Int
  ) {
    self.context = context
    self.endpoints = Dictionary(
      endpoints.map { ("\($0.forge.rawValue)/\($0.repository)", $0) }, uniquingKeysWith: { first, _ in first })
    branches = Dictionary(repositories.map { ($0.name, $0.branches) }, uniquingKeysWith: { first, _ in first })
    self.standings = standings
    self.limit = limit
  }

  var route: Route {
    Route(method: .post, path: "/hooks/{forge}/{name}", reader: .hook) { ask in await receive(ask) }
  }

  private func receive(_ ask: Ask) async -> Answer {
    guard let endpoint = endpoints["\(ask.parameters["forge"] ?? "")/\(ask.parameters["name"] ?? "")"] else {
      return .json(#"{"error":"there is no such webhook"}"#, status: 404)
    }
    let body: [UInt8]
    do throws(BodyError) { body = try await ask.body(limit) } catch { return refuse(error, endpoint) }
    let now = context.clock.now()
    guard endpoint.verifier.isAuthentic(headers: ask.headers, body: body, now: now) else {
      count(.refused, endpoint)
      return .json(#"{"error":"the delivery is not authentic"}"#, status: 401)
    }
    if ask.headers["Content-Type"]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true {
      count(.refused, endpoint)
      return .json(#"{"error":"set the content type of the webhook to application/json"}"#, status: 415)
    }
    return await take(WebhookEvent.read(endpoint.forge, headers: ask.headers, body: body), endpoint, now)
  }

  private func refuse(_ error: BodyError, _ endpoint: HookEndpoint) -> Answer {
    count(.refused, endpoint)
    switch error {
    case .tooLarge: return .json(#"{"error":"the body is too large"}"#, status: 413)
    case .busy: return .json(#"{"error":"too many deliveries at one time"}"#, status: 503)
    case .broken: return .json(#"{"error":"the body is not complete"}"#, status: 400)
    }
  }

  /// Stores an authentic event.
  private func take(_ event: WebhookEvent, _ endpoint: HookEndpoint, _ now: Timestamp) async -> Answer {
    guard event.isAbout(endpoint) else {
      context.log.warning(
        "a webhook delivery is about another project than configured",
        [
          "repository": endpoint.repository, "projectID": event.projectID.map { String($0) } ?? "",
          "project": String((event.projectName ?? "").prefix(200)),
        ])
      return answer(.ignored, endpoint)
    }
    do throws(StoreError) {
      var jobs = await jobs(for: event.hint, endpoint, now)
      // The delivery is noted with the last job: what fails before that is asked for again when it is sent again.
      let last = jobs.popLast()
      for job in jobs { try await context.store.request(job.key, notBefore: job.notBefore) }
      let delivery = Delivery(
        source: endpoint.repository, id: event.deliveryID, job: last?.key, at: now, notBefore: last?.notBefore ?? now)
      guard try await accept(delivery) else { return answer(.duplicate, endpoint) }
      return answer(last == nil ? .ignored : .accepted, endpoint)
    } catch {
      context.log.error("a webhook delivery cannot be stored: \(error)", ["repository": endpoint.repository])
      count(.failed, endpoint)
      return .json(#"{"error":"the delivery cannot be stored"}"#, status: 503)
    }
  }

  /// Notes a delivery. Where the connection broke off it is tried once more: noted then means that the first try did it.
  private func accept(_ delivery: Delivery) async throws(StoreError) -> Bool {
    do throws(StoreError) { return try await context.store.accept(delivery) } catch {
      guard error.kind == .uncertain else { throw error }
      return try await context.store.accept(delivery)
    }
  }

  /// What an event asks for, and when. Nothing is read from the store for it: that may take longer than forges wait.
  private func jobs(
    for hint: WebhookEvent.Hint, _ endpoint: HookEndpoint, _ now: Timestamp
  ) async -> [(key: JobKey, notBefore: Timestamp)] {
    let repository = endpoint.repository
    func look(_ number: Int) -> (key: JobKey, notBefore: Timestamp) {
      (JobKey(kind: JobKind.look, repository: repository, subject: String(number)), now.adding(endpoint.debounce))
    }
    let sweep = JobKey(kind: JobKind.sweep, repository: repository, subject: "")
    switch hint {
    case .mergeRequest(let number): return [look(number)]
    case .branch(let branch):
      return await isTarget(branch, repository, now) ? [(sweep, now.adding(Self.pushDelay))] : []
    case .commit(let commit):
      let numbers = await known(repository, now)?.filter { $0.head == commit }.map(\.number) ?? []
      // Many with one head are as well found by a sweep.
      return (1...Self.lookLimit).contains(numbers.count)
        ? numbers.map(look) : [(sweep, now.adding(Self.commitDelay))]
    case .ping, .nothing: return []
    }
  }

  /// Whether merge requests into a branch are looked after; yes where that is not known.
  private func isTarget(_ branch: String, _ repository: String, _ now: Timestamp) async -> Bool {
    let watched = branches[repository] ?? []
    if !watched.isEmpty { return watched.contains(branch) }
    return await known(repository, now)?.contains { $0.targetBranch == branch } ?? true
  }

  /// The merge requests of a repository as far as they are at hand; nil where they are not.
  private func known(_ repository: String, _ now: Timestamp) async -> [Standing]? {
    await standings.latest(age: Self.headAge, now: now)?.filter { $0.repository == repository }
  }

  private func answer(_ outcome: Outcome, _ endpoint: HookEndpoint) -> Answer {
    count(outcome, endpoint)
    return .json(#"{"result":"\#(outcome.rawValue)"}"#)
  }

  private func count(_ outcome: Outcome, _ endpoint: HookEndpoint) {
    context.metrics.add(.deliveries, ["repository": endpoint.repository, "result": outcome.rawValue])
  }
}

extension WebhookEvent {
  /// Whether the event is about the project that is configured: by number, else by name. A ping may name none.
  fileprivate func isAbout(_ endpoint: HookEndpoint) -> Bool {
    if let expected = endpoint.projectID, let projectID { return projectID == expected }
    if let expected = endpoint.projectName, let projectName { return projectName.lowercased() == expected.lowercased() }
    return endpoint.projectID == nil && endpoint.projectName == nil || hint == .ping || hint == .nothing
  }
}
