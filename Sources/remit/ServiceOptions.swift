import ArgumentParser
import BotService
import Diagnostics
import Forges
import Foundation
import Logging
import Reporting
import ServiceAssembly
import ServiceStore

/// The options of commands that work with the service's configuration.
struct ServiceOptions: ParsableArguments {
  @Option(name: .long, help: "The configuration file of the service (docs/operations.md).")
  var config: String

  @Option(
    name: .long,
    help: "The store in place of the configuration's: a SQLite file, or a postgres:// URL without a password.")
  var store: String?

  /// The configuration. What is wrong with it is written to standard error, all of it; then the command ends with 2.
  func read() throws -> ServiceConfiguration {
    guard let data = FileManager.default.contents(atPath: config) else {
      throw CommandFailure(code: 2, message: "\(config): there is no such file, or it cannot be read")
    }
    let folder = URL(fileURLWithPath: config).deletingLastPathComponent().path
    let (configuration, problems) = ServiceConfiguration.read(
      Array(data), file: config,
      secrets: SecretSource(environment: ProcessInfo.processInfo.environment, folder: folder))
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let renderer = DiagnosticText(style: TextStyle(), lines: { _ in lines })
    for problem in problems { Output.error(renderer.render(problem).trimmedEnd) }
    guard var configuration else {
      let count = problems.count(of: .error)
      throw CommandFailure(code: 2, message: "\(config): \(count == 1 ? "1 error" : "\(count) errors")")
    }
    if let store {
      guard !ServiceConfiguration.holdsPassword(store) else {
        throw CommandFailure(
          code: 2,
          message: "--store holds a password, which every user of this machine can see: put it into the configuration")
      }
      configuration.store = Secret(store)
    }
    return configuration
  }

  /// The store of a configuration.
  func openStore(_ configuration: ServiceConfiguration) async throws -> any Store {
    do throws(StoreError) { return try await Service.openStore(configuration) } catch {
      throw CommandFailure(code: error.kind == .rejected ? 2 : 3, message: error.description)
    }
  }
}

extension ServiceConfiguration {
  /// The repository of a name; the command ends with 2 where there is none.
  func repository(_ name: String) throws -> RepositoryConfiguration {
    if let found = repositories.first(where: { $0.name == name }) { return found }
    let names = repositories.map(\.name)
    let nearest = Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
    throw CommandFailure(
      code: 2,
      message:
        "the configuration has no repository \"\(name)\": \(nearest ?? "it has \(names.joined(separator: ", "))")")
  }

  /// All secrets in it: none of them may be in a line of the log.
  var secrets: [Secret] {
    let own = [adminToken].compactMap(\.self) + (store.value.contains("://") ? [store] : [])
    return own
      + repositories.flatMap { repository in
        switch repository.credentials {
        case .token(let token): repository.webhook.secrets + [token]
        case .app(_, let key): repository.webhook.secrets + [key]
        }
      }
  }

  /// The log on standard error.
  func makeLogger() -> Logger {
    let handler = LineLogHandler(log, secrets: secrets, now: ServiceClock.system.now) { line in
      Output.error(line.trimmedEnd)
    }
    return Logger(label: "remit", factory: { _ in handler })
  }
}
