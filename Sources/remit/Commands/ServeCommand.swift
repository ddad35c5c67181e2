import ArgumentParser
import BotServer
import BotService
import Forges
import HTTPTransport
import Logging
import ServiceAssembly
import ServiceStore

/// `remit serve`
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "The service: decides, reports and merges the merge requests of its repositories.",
    subcommands: [ServeRunCommand.self, ServeHooksCommand.self, ServeJobsCommand.self, ServeRecordsCommand.self],
    defaultSubcommand: ServeRunCommand.self)
}

/// `remit serve`, `remit serve run`
struct ServeRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs the service, or checks whether it could run.",
    discussion: """
      Ends with SIGTERM or SIGINT: work that has been begun is finished, within 25 seconds.

      Exit code 0: ended as it was told to; with --check: all is well. 1: with --check, something is missing.
      2: the configuration is wrong. 3: store or forge do not answer, or the service could not go on.
      """)

  @OptionGroup var service: ServiceOptions

  @Flag(name: .long, help: "Check configuration, store, forges and webhooks, and end.")
  var check = false

  func run() async throws {
    let configuration = try service.read()
    if check { return try await Self.check(configuration) }
    for deploying in configuration.repositories.compactMap(\.settings.deploying) {
      do { try ClusterPlanMaker.check(deploying) } catch { throw CommandFailure(code: 2, message: error.description) }
    }
    Background.yieldToOtherSessions()
    let logger = configuration.makeLogger()
    let store = try await service.openStore(configuration)
    let (service, server): (Service, BotServer)
    do {
      service = try await Service(
        configuration, store: store, http: Service.httpClient(configuration), log: ServiceLog(logger))
      server = try service.server(logger: logger)
    } catch {
      await store.close()
      throw CommandFailure(code: 2, message: "\(error)")
    }
    let didEnd: Bool
    do { didEnd = try await ServeCommand.run(service, server) } catch {
      await store.close()
      throw CommandFailure(code: 3, message: "the service cannot go on: \(error)")
    }
    await store.close()
    if !didEnd { Output.error("remit: some work did not end in time; it will be taken up again") }
    Output.finish(0)
  }

  private static func check(_ configuration: ServiceConfiguration) async throws {
    let findings = await ServiceCheck(configuration, http: Service.httpClient(configuration)).findings()
    for finding in findings {
      let help = finding.help.map { "\n    \($0)" } ?? ""
      Output.data("\(finding.kind.rawValue): \(finding.subject): \(finding.text)\(help)\n")
    }
    let kinds = Set(findings.map(\.kind))
    Output.finish(kinds.contains(.problem) ? 1 : kinds.contains(.unknown) ? 3 : 0)
  }
}

extension ServeCommand {
  /// Runs the service and what answers HTTP for it until they are told to stop; true where all work came to its end.
  static func run(_ service: Service, _ server: BotServer) async throws -> Bool {
    let signals = StopSignals()
    service.context.log.info(
      "the service runs",
      ["repositories": String(service.repositories.count), "workers": String(service.configuration.workers)])
    let didEnd = try await service.run(until: { await signals.first() }, beside: server)
    service.context.log.info("the service has ended")
    return didEnd
  }
}

/// `remit serve setup-hooks`
struct ServeHooksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup-hooks", abstract: "Sets up the webhooks of the repositories, or corrects them.",
    discussion:
      "Exit code 0: all are set up. 1: a forge refused. 2: the configuration is wrong. 3: a forge does not answer.")

  @OptionGroup var service: ServiceOptions

  @Option(name: .long, help: "Only this repository, by its name in the configuration.")
  var repository: String?

  func run() async throws {
    let configuration = try service.read()
    let http = Service.httpClient(configuration)
    let chosen = try repository.map { [try configuration.repository($0)] } ?? configuration.repositories
    for repository in chosen {
      if let problem = HookSetup.problem(with: repository, of: configuration) {
        throw CommandFailure(code: 2, message: "\(repository.name): \(problem)")
      }
    }
    var worst: Int32 = 0
    for repository in chosen {
      do throws(ForgeError) {
        let hook = try await HookSetup.run(repository, of: configuration, http: http)
        Output.data("\(repository.name): \(hook.url) is set up\n")
      } catch {
        // The secret is in what was sent, and may be in what came back.
        let secrets = SecretFilter(configuration.secrets.map(\.value))
        Output.error("remit: \(repository.name): \(secrets.hidden(in: error.description))")
        worst = max(worst, error.isTransient ? 3 : 1)
      }
    }
    Output.finish(worst)
  }
}
