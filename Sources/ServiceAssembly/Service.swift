public import BotService
public import Forges
internal import Foundation
public import HTTPTransport
internal import Logging
public import ServiceLifecycle
public import ServiceStore
internal import Workflows

/// The service, put together from its configuration: all that it needs to run.
public struct Service: Sendable {
  /// What it was made from.
  public let configuration: ServiceConfiguration
  /// What all its parts work with.
  public let context: ServiceContext
  /// The repositories it looks after.
  public let repositories: [BotRepository]

  /// Puts the service together; nothing runs and nothing is sent. Throws where a repository's project or credentials
  /// cannot be used.
  public init(
    _ configuration: ServiceConfiguration, store: any Store, http: any HTTPClient, log: ServiceLog,
    clock: ServiceClock = .system
  ) async throws(ForgeError) {
    self.configuration = configuration
    context = ServiceContext(store: store, clock: clock, log: log, url: configuration.url)
    var repositories: [BotRepository] = []
    for repository in configuration.repositories {
      repositories.append(try await Self.repository(repository, of: configuration, http: http, clock: clock, log: log))
    }
    self.repositories = repositories
  }

  /// One repository of a configuration, for work beside the service. Throws as `init`.
  public static func repository(
    _ repository: RepositoryConfiguration, of configuration: ServiceConfiguration, http: any HTTPClient,
    clock: ServiceClock = .system, log: ServiceLog = .none
  ) async throws(ForgeError) -> BotRepository {
    Self.repository(
      repository, try await repository.client(through: http, now: clock.now), state: configuration.state,
      planMaker: repository.settings.deploying.map { ClusterPlanMaker($0, log: log) })
  }

  /// A repository as the service works with it.
  static func repository(
    _ configuration: RepositoryConfiguration, _ client: any ForgeClient, state: String,
    planMaker: (any PlanMaker)? = nil
  ) -> BotRepository {
    BotRepository(
      name: configuration.name, forge: configuration.policyForge, host: configuration.host, client: client,
      mirror: Mirror(
        at: "\(state)/mirrors/\(configuration.name)", of: client, allowsPlainHTTP: configuration.allowsHTTP),
      folder: configuration.folder, mode: configuration.mode, settings: configuration.settings,
      // The configuration has been read with it.
      recordKey: configuration.recordKey.flatMap { try? RecordSigningKey(pem: $0.value) },
      planMaker: planMaker)
  }

  /// The HTTP client that all repositories share: limits and pauses of a forge hold for all of them.
  public static func httpClient(_ configuration: ServiceConfiguration) -> any HTTPClient {
    var options = CurlOptions()
    options.concurrentTransfers = max(options.concurrentTransfers, configuration.workers)
    return PatientClient(CurlClient(options))
  }

  /// Opens the store of a configuration, with its folder where it is a file. Throws what keeps it from being used.
  public static func openStore(_ configuration: ServiceConfiguration) async throws(StoreError) -> any Store {
    let location = configuration.store.value
    if !location.contains("://") {
      let folder = URL(fileURLWithPath: location).deletingLastPathComponent().path
      do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw StoreError(.unavailable, "\(folder) cannot be made: \(error.localizedDescription)")
      }
    }
    return try await Stores.open(location)
  }

  /// Works until `stopped` comes back or `beside` ends, whichever is first; then no more jobs are taken, and those that
  /// run, and `beside`, come to their end, within `grace`. What has not ended by then is somebody else's once its lease
  /// runs out.
  ///
  /// True where all work came to its end. Throws what `beside` threw: something that runs as long as the service does.
  public func run(
    until stopped: @escaping @Sendable () async -> Void, beside: (any ServiceLifecycle.Service)? = nil,
    grace: Duration = .seconds(25)
  ) async throws -> Bool {
    var tasks = (1...configuration.workers).map { number in
      let runner = JobRunner(context: context, repositories: repositories, name: "\(Self.process)/\(number)")
      return Task { await runner.run() }
    }
    let housekeeper = Housekeeper(
      context: context, repositories: repositories.map(\.name), sweepInterval: configuration.sweepInterval)
    tasks.append(Task { await housekeeper.run() })

    let (ends, end) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
    let waiting = Task {
      await stopped()
      end.yield(.success(()))
    }
    let silent = Logger(label: "remit.group", factory: { _ in SwiftLogNoOpLogHandler() })
    let group = beside.map { ServiceGroup(services: [$0], logger: silent) }
    let other = group.map { group in
      Task {
        do {
          try await group.run()
          end.yield(.success(()))
        } catch { end.yield(.failure(error)) }
      }
    }
    var outcome: Result<Void, any Error> = .success(())
    for await first in ends {
      outcome = first
      break
    }
    waiting.cancel()
    for task in tasks { task.cancel() }
    await group?.triggerGracefulShutdown()
    let didEnd = await Self.wait(
      for: tasks + [other.map { other in Task { await other.value } }].compactMap(\.self), grace)
    try outcome.get()
    return didEnd
  }

  /// Waits for tasks, but not for ever; false where they did not all end.
  private static func wait(for tasks: [Task<Void, Never>], _ grace: Duration) async -> Bool {
    let (ends, end) = AsyncStream.makeStream(of: Bool.self)
    let all = Task {
      for task in tasks { await task.value }
      end.yield(true)
    }
    let clock = Task {
      try? await Task.sleep(for: grace)
      end.yield(false)
    }
    defer {
      all.cancel()
      clock.cancel()
    }
    for await didEnd in ends { return didEnd }
    return false
  }

  /// The name of this process among all that share a store.
  private static let process: String = {
    let host = (try? String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)) ?? "?"
    let name = host.trimmingCharacters(in: .whitespacesAndNewlines)
    return "\(name)/\(ProcessInfo.processInfo.processIdentifier)/\(UInt32.random(in: 0...UInt32.max))"
  }()
}
