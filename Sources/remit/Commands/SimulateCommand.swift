import ArgumentParser
import BotService
import Forges
import Foundation
import ServiceAssembly
import ServiceStore

/// `remit simulate`
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Shows what the service would do to a merge request, now and after something more; does nothing.",
    discussion: """
      Approvals come first, then comments, then the push; what would be done is shown for each.
      Exit code 0: approved in the end. 1: not approved. 2: wrong usage or configuration. 3: could not tell.
      """)

  @OptionGroup var service: ServiceOptions

  @Option(name: .long, help: "The repository, by its name in the configuration.")
  var repository: String

  @Option(name: .long, parsing: .singleValue, help: "An account that would approve (/lgtm); repeat for more.")
  var approve: [String] = []

  @Option(name: .long, parsing: .singleValue, help: "A comment, as NAME:TEXT; repeat in order.")
  var comment: [String] = []

  @Option(name: .long, help: "The id of a commit that the author would push; the forge has to have it.")
  var push: String?

  @Flag(name: .shortAndLong, help: "Also print the whole decision and the texts that would be written.")
  var verbose = false

  @Argument(help: "Number of the merge request.")
  var number: Int

  func run() async throws {
    let configuration = try service.read()
    let chosen = try configuration.repository(repository)
    let happenings = try self.happenings()
    let store = try await openStore(configuration)
    let stages: [Simulator.Stage]?
    do {
      let repository = try await Service.repository(chosen, of: configuration, http: Service.httpClient(configuration))
      stages = try await Simulator(repository: repository, store: store, url: configuration.url)
        .stages(of: number, happenings)
    } catch {
      throw CommandFailure(code: 3, message: "\(error)")
    }
    await store?.close()
    guard let stages else { throw CommandFailure(code: 3, message: "there is no merge request \(number) on the forge") }
    for stage in stages { Output.data(text(stage)) }
    Output.finish(stages.last?.judgement.isApproved == true ? 0 : 1)
  }

  /// What was seen before, if there is a store; none is made.
  private func openStore(_ configuration: ServiceConfiguration) async throws -> (any Store)? {
    let location = configuration.store.value
    guard location.contains("://") || FileManager.default.fileExists(atPath: location) else { return nil }
    return try await service.openStore(configuration)
  }

  private func happenings() throws -> [Simulator.Happening] {
    var happenings = approve.map { Simulator.Happening.comment(by: $0, "/lgtm") }
    for text in comment {
      guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
        throw CommandFailure(code: 2, message: "--comment wants NAME:TEXT, not \"\(text)\"")
      }
      happenings.append(.comment(by: String(text[..<colon]), String(text[text.index(after: colon)...])))
    }
    if let push { happenings.append(.push(push)) }
    return happenings
  }

  private func text(_ stage: Simulator.Stage) -> String {
    var text = "\(stage.title): \(stage.judgement.verdict): \(stage.judgement.headline)\n"
    if verbose { text += stage.text }
    for obstacle in stage.obstacles { text += "  in the way: \(obstacle.text)\n" }
    if stage.obstacles.isEmpty { text += "  nothing is in the way: it would be merged in its turn\n" }
    for action in stage.actions {
      text += "  would \(action.summary)\n"
      if verbose, let body = action.body {
        text += body.split(separator: "\n", omittingEmptySubsequences: false).map { "    | \($0)\n" }.joined()
      }
    }
    if stage.actions.isEmpty { text += "  would write nothing: all is as it should be\n" }
    return text
  }
}
