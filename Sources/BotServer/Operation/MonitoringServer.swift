internal import Hummingbird
internal import HummingbirdCore
public import Logging
public import Monitoring
internal import NIOCore
internal import ServiceLifecycle

/// What tells operators and their programs whether a loop works: `/metrics`, `/healthz`, `/readyz`, and nothing else.
public struct MonitoringServer: Sendable {
  private let host: String
  private let port: Int
  private let metrics: Metrics
  private let troubles: @Sendable () async -> [String]
  private let logger: Logger
  private let drain: Duration
  private let onListening: @Sendable (Int) async -> Void

  /// A server. `troubles`: why the loop is not ready, a line each; none: it is. `drain`: how long answers that are
  /// under way may take at the end. `onListening` gets the port.
  public init(
    host: String, port: Int, metrics: Metrics, troubles: @escaping @Sendable () async -> [String],
    logger: Logger = Logger(label: "remit.monitoring"), drain: Duration = .seconds(1),
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.host = host
    self.port = port
    self.metrics = metrics
    self.troubles = troubles
    self.logger = logger
    self.drain = drain
    self.onListening = onListening
  }

  /// Serves until the task is cancelled. Throws where the address cannot be listened on.
  public func run() async throws {
    let router = Router(options: .autoGenerateHeadEndpoints)
    let (metrics, troubles, onListening) = (metrics, troubles, onListening)
    router.get("/healthz") { _, _ in Answer.plain("ok").response }
    router.get("/readyz") { _, _ in
      let lines = await troubles()
      return
        (lines.isEmpty
        ? Answer.plain("ready") : .plain("not ready:\n" + lines.joined(separator: "\n"), status: 503)).response
    }
    router.get("/metrics") { _, _ in Answer.prometheus(metrics.text).response }
    var configuration = ApplicationConfiguration(address: .hostname(host, port: port))
    configuration.availableConnectionsDelegate = MaximumAvailableConnections(100, logger: logger)
    let application = Application(
      router: router, server: .http1(configuration: .init(idleTimeout: .seconds(30))), configuration: configuration,
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) }, logger: logger)
    var services = ServiceGroupConfiguration(services: [application], logger: logger)
    services.maximumGracefulShutdownDuration = drain
    let group = ServiceGroup(configuration: services)
    // A server whose task is cancelled calls that an error.
    let serving = Task { try await group.run() }
    try await withTaskCancellationHandler {
      try await serving.value
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
  }
}

extension Answer {
  /// Numbers as Prometheus reads them.
  static func prometheus(_ text: String) -> Answer {
    Answer(200, "text/plain; version=0.0.4; charset=utf-8", text)
  }
}
