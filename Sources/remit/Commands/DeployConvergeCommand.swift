import ArgumentParser
import Deploying
import Foundation
import Workflows

/// `remit deploy converge`
struct DeployConvergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "converge", abstract: "Keeps clusters as they are to be, until it is told to stop.",
    discussion: """
      Reads the commit anew before each run: fetch into the repository beside it, the notes as well. Of several such processes \
      one acts on a cluster at a time. Ends with SIGTERM or SIGINT, with exit code 0.
      """)

  @OptionGroup var deploy: DeployOptions

  @Option(name: .long, help: "Seconds between two runs.")
  var interval: Int = 60

  func validate() throws {
    guard (1...86_400).contains(interval) else { throw ValidationError("--interval is between 1 and 86400 seconds") }
  }

  func run() async throws {
    let (first, fleet, _) = try deploy.desired()
    deploy.warn(first)
    let wanted = WantedStates(deploy)
    let (options, milliseconds) = (deploy, Int64(interval) * 1000)
    let identity = DeployOptions.identity
    let signals = StopSignals()
    let loop = Task {
      await fleet.converge(
        options: { _ in
          Converger.Options(
            run: RunOptions(plan: options.planOptions { wanted.descends(from: $0) }), identity: identity,
            interval: milliseconds)
        },
        desired: { wanted.state(of: $0) },
        report: { event in
          switch event {
          case .ran(let outcome): Output.data([outcome].text)
          case .standby(let cluster): Output.error("remit: \(cluster): another process keeps it")
          case .undecided(let cluster, let why): Output.error("remit: \(cluster): nothing is done: \(why)")
          }
        })
    }
    await signals.first()
    loop.cancel()
    await loop.value
    Output.finish(0)
  }
}

/// What the commit asks for as it is at the time.
private struct WantedStates: Sendable {
  private let repository: String
  private let options: @Sendable () throws -> DeployWorkflow
  private let rev: String
  private let today: String?

  init(_ deploy: DeployOptions) {
    let (path, baseline) = (deploy.common.repo, deploy.baseline)
    repository = path
    options = { DeployWorkflow(try Workspace(at: path), baseline: baseline) }
    rev = deploy.rev
    today = deploy.today?.text
  }

  func state(of cluster: String) -> Result<DesiredState, Converger.DesiredFailure> {
    do {
      let answer = try options().desired(rev, cluster: cluster, today: today ?? Day.today)
      if let verdict = answer.verdict, let commit = verdict.quarantined.first {
        Output.error("remit: quarantined: \(commit) has no decision record that covers what changed")
      }
      return answer.states.first.map(Result.success) ?? .failure(.init("no datafile names it"))
    } catch { return .failure(.init("\(error)")) }
  }

  func descends(from deployed: String) -> Bool {
    (try? options().descends(rev))?(deployed) ?? false
  }
}
