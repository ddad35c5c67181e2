import BotServer
import BotService
import Foundation
import Forges
import ServiceStore
import Webhooks

/// One process of the service, looking after the storm's repository until it is killed.
struct StormServer {
  let repository: String
  let author: String
  let store: String
  let state: String
  let name: String

  static let secret = "a storm is coming"

  /// Prints its port and works.
  func run() async throws {
    let store = try await Stores.open(store)
    let context = ServiceContext(store: store)
    let forge = try StormForge(repository: repository, author: author)
    var settings = BotSettings()
    settings.approves = false
    let bot = BotRepository(
      name: "storm", forge: .github, host: "forge.test", client: forge,
      mirror: Mirror(at: state + "/mirror-\(name)", of: forge, allowsPlainHTTP: true), settings: settings)
    var options = ServerOptions()
    options.port = 0
    let hook = HookEndpoint(
      repository: "storm", forge: .github, verifier: try WebhookVerifier(.github, secrets: [Self.secret]))
    let server = try BotServer(
      context: context, hooks: [hook], repositories: [ServedRepository(name: "storm")], options: options,
      onListening: { port in
        print("port \(port)")
        fflush(nil)
      })
    async let serving: Void = server.run()
    for index in 1...2 {
      let runner = JobRunner(context: context, repositories: [bot], name: "\(name)-\(index)")
      Task.detached { await runner.run() }
    }
    try await serving
  }
}
