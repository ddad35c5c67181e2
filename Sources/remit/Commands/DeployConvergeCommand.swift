import ArgumentParser
import BotServer
import BotService
import Deploying
import Foundation
import HTTPTransport
import Workflows

/// `remit deploy converge`
struct DeployConvergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "converge", abstract: "Keeps clusters as they are to be, until it is told to stop.",
    discussion: """
      Reads the commit anew before each run: fetch into the repository beside it, the notes as well. What is read of --clusters \
      at the start counts; clusters of the data are taken up as they come. Of several such processes one acts on a cluster at \
      a time. Ends with SIGTERM or SIGINT, with exit code 0.
      """)

  @OptionGroup var deploy: DeployOptions

  @Option(name: .long, help: "Seconds between two runs.")
  var interval: Int = 60

  @Option(name: .long, help: "Where numbers for Prometheus, /healthz and /readyz are served: ADDRESS:PORT.")
  var metrics: ListenAddress?

  @OptionGroup var proposing: ProposalOptions

  func validate() throws {
    guard (1...86_400).contains(interval) else { throw ValidationError("--interval is between 1 and 86400 seconds") }
  }

  func run() async throws {
    let (first, fleet) = try deploy.watched()
    deploy.warn(first)
    let numbers = LoopMetrics(clusters: first.states.map(\.cluster), now: HTTPClock.system.now)
    let wanted = try WantedStates(deploy, numbers)
    let names = WantedClusters(wanted, only: deploy.cluster, Set(first.states.map(\.cluster)))
    await numbers.note(quarantined: first.verdict?.quarantined.count ?? 0)
    let options = try deploy.planOptions { wanted.descends($0, from: $1) }
    let milliseconds = Int64(interval) * 1000
    let identity = DeployOptions.identity
    let proposer = try await proposing.proposer(deploy)
    // Beside the loop: a forge that does not answer keeps no cluster waiting, nor the end.
    let (outcomes, runs) = AsyncStream.makeStream(of: ClusterOutcome.self, bufferingPolicy: .bufferingNewest(100))
    if let proposer { Task { for await outcome in outcomes { await proposer.note(outcome) } } }
    let signals = StopSignals()
    let failure = await withTaskGroup(of: CommandFailure?.self) { group in
      group.addTask {
        await fleet.converge(
          { await names.current() }, interval: milliseconds,
          options: { name in
            Converger.Options(
              run: RunOptions(plan: options(name)), identity: identity, interval: milliseconds)
          },
          desired: { await wanted.state(of: $0) },
          report: { event in
            await numbers.note(event)
            Self.say(event)
            if case .ran(let outcome) = event { runs.yield(outcome) }
          })
        return nil
      }
      if let metrics { group.addTask { await metrics.serve(numbers) } }
      group.addTask {
        await signals.first()
        return nil
      }
      // Whoever ends first, a signal or a server that cannot listen, ends the others.
      let failure = await group.next() ?? nil
      group.cancelAll()
      return failure
    }
    if let failure { throw failure }
    Output.finish(0)
  }

  private static func say(_ event: Converger.Event) {
    switch event {
    case .ran(let outcome): Output.data([outcome].text)
    case .standby(let cluster): Output.error("remit: \(cluster): another process keeps it")
    case .undecided(let cluster, let why): Output.error("remit: \(cluster): nothing is done: \(why)")
    case .lost(let cluster): Output.error("remit: \(cluster): the lease was lost")
    case .unconfigured(let cluster):
      Output.error("remit: \(cluster): nothing is done: --clusters does not say how it is reached")
    case .pausing(let cluster, let time):
      Output.error("remit: \(cluster): it does not answer, and is left alone for \((time + 999) / 1000) s")
    case .began, .holding: break
    }
  }
}

/// The clusters of the data: found again where the commit is another one.
private actor WantedClusters {
  private let states: WantedStates
  private let isFixed: Bool
  private var names: Set<String>
  /// The commit that they are of; nil: not all of it may be deployed yet.
  private var commit: String?

  init(_ states: WantedStates, only cluster: String?, _ first: Set<String>) {
    self.states = states
    isFixed = cluster != nil
    names = first
  }

  /// The clusters as far as they are known: where the commit cannot be read each cluster's loop says why.
  func current() async -> Set<String> {
    guard !isFixed else { return names }
    let (states, known) = (states, commit)
    if let found = await Blocking.run({ states.clusters(unless: known) }) { (names, commit) = found }
    return names
  }
}

/// What the commit asks for as it is at the time.
private struct WantedStates: Sendable {
  private let repository: String
  private let options: @Sendable () throws -> DeployWorkflow
  private let rev: String
  private let today: String?
  private let numbers: LoopMetrics

  init(_ deploy: DeployOptions, _ numbers: LoopMetrics) throws {
    self.numbers = numbers
    let (path, baseline, trust) = (deploy.common.repo, deploy.baseline, try deploy.records.trust())
    repository = path
    options = { DeployWorkflow(try Workspace(at: path), baseline: baseline, trust: trust) }
    rev = deploy.rev
    today = deploy.today?.text
  }

  /// Rendering takes long: whoever asks how the loop is gets an answer meanwhile.
  func state(of cluster: String) async -> Result<DesiredState, Converger.DesiredFailure> {
    let (options, rev, today) = (options, rev, today ?? Day.today)
    let result: Result<(DesiredState?, [String]), Converger.DesiredFailure> = await Blocking.run {
      do {
        let answer = try options().desired(rev, cluster: cluster, today: today)
        return .success((answer.states.first, answer.verdict?.quarantined ?? []))
      } catch { return .failure(.init("\(error)")) }
    }
    switch result {
    case .failure(let failure): return .failure(failure)
    case .success(let (state, quarantined)):
      await numbers.note(quarantined: quarantined.count)
      if let commit = quarantined.first {
        Output.error("remit: quarantined: \(commit) has no decision record that covers what changed")
      }
      return state.map(Result.success) ?? .failure(.init("no datafile names it"))
    }
  }

  /// The clusters, and the commit that names them, if all of it may be deployed; nil: it is the known one, or cannot be read.
  func clusters(unless known: String?) -> (Set<String>, String?)? {
    guard let workflow = try? options(), let commit = try? workflow.id(of: rev), commit != known,
      let answer = try? workflow.desired(rev, today: today ?? Day.today)
    else { return nil }
    return (Set(answer.states.map(\.cluster)), answer.verdict?.isOpen ?? true ? commit : nil)
  }

  func descends(_ commit: String, from deployed: String) -> Bool {
    (try? options().descends())?(commit, deployed) ?? false
  }
}
