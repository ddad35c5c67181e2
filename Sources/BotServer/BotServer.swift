public import BotService
internal import Forges
internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// The service's front end: takes webhooks, shows pages, answers the API.
///
/// It does no work of the service itself: events become jobs in the store, and what is shown is read from there.
public struct BotServer: Service {
  /// The first segments of the server's own paths: no repository may have such a name.
  static let reserved: Set<String> = ["api", "healthz", "hooks", "metrics", "readyz", "records", "style.css"]

  /// All that is answered.
  let routes: [Route]
  private let context: ServiceContext
  private let options: ServerOptions
  private let logger: Logger
  private let problems: Problems
  private let onListening: @Sendable (Int) async -> Void

  /// A server. `onListening` gets the port once connections are accepted. Throws what is wrong with names or options.
  public init(
    context: ServiceContext, hooks: [HookEndpoint], repositories: [ServedRepository],
    options: ServerOptions = ServerOptions(), logger: Logger = Logger(label: "remit.server"),
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(BotServerError) {
    try Self.check(hooks, repositories, options)
    let pages = try PageTemplates()
    let site = Site(context: context, repositories: repositories, standings: StandingCache(context.store))
    let receiver = HookReceiver(
      context: context, endpoints: hooks, repositories: repositories, standings: site.standings,
      limit: options.maximumBodyBytes)
    problems = Problems(pages: pages)
    routes =
      [receiver.route] + IndexPage(site: site, pages: pages).routes
      + MergeRequestPage(site: site, pages: pages, problems: problems).routes
      + RecordPages(site: site, pages: pages, problems: problems).routes
      + MergeRequestAPI(site: site).routes + JobAPI(site: site, adminToken: options.adminToken).routes
      + RecordAPI(site: site).routes + Operation(site: site).routes + [StyleSheet.route, OpenAPIDocument.route]
    self.context = context
    self.options = options
    self.logger = logger
    self.onListening = onListening
  }

  /// Serves until it is told to stop gracefully or is cancelled; then what has begun is answered, for a while. Throws where the
  /// address cannot be listened on.
  public func run() async throws {
    let adapter = Adapter(
      context: context, budget: BodyBudget(bytes: options.maximumPendingBytes), patience: options.bodyTimeout,
      problems: problems)
    let (onListening, context) = (onListening, context)
    var configuration = ApplicationConfiguration(address: .hostname(options.host, port: options.port))
    configuration.availableConnectionsDelegate = MaximumAvailableConnections(options.maximumConnections, logger: logger)
    let application = Application(
      router: adapter.router(routes),
      server: .http1(configuration: .init(idleTimeout: .milliseconds(Int64(options.idleTimeout)))),
      configuration: configuration,
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        context.log.info("listening", ["port": String(port)])
        await onListening(port)
      },
      logger: logger)
    var group = ServiceGroupConfiguration(services: [application], logger: logger)
    group.maximumGracefulShutdownDuration = .milliseconds(options.drainTime)
    try await ServiceGroup(configuration: group).run()
  }

  private static func check(
    _ hooks: [HookEndpoint], _ repositories: [ServedRepository], _ options: ServerOptions
  ) throws(BotServerError) {
    var names: Set<String> = []
    for name in repositories.map(\.name) {
      let isPlain = name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || "._-".utf8.contains($0)
      }
      guard (1...100).contains(name.utf8.count), isPlain, !name.hasPrefix("."), !reserved.contains(name) else {
        throw .name(name)
      }
      guard names.insert(name).inserted else { throw .twice("the repository \(name)") }
    }
    var places: Set<String> = []
    for hook in hooks {
      guard names.contains(hook.repository) else { throw .unknownRepository(hook.repository) }
      guard places.insert("\(hook.forge.rawValue)/\(hook.repository)").inserted else {
        throw .twice("the webhook of \(hook.repository)")
      }
    }
    if let token = options.adminToken, token.utf8.count < 16 { throw .weakToken }
  }
}
