import ArgumentParser
import Deploying
import Foundation
import Kubernetes
import Reporting
import Workflows

/// What the commands have in common that deal with clusters.
struct DeployOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "How clusters are reached: a YAML file of yours, not of the data repository.")
  var clusters: String

  @Option(name: .long, help: "Only this cluster.")
  var cluster: String?

  @Option(name: .long, help: "The commit to deploy; only what is merged should be.")
  var rev: String = "HEAD"

  @Option(name: .long, help: "The commit that is trusted: every one after it needs a decision record.")
  var baseline: String?

  @OptionGroup var records: RecordOptions

  @Flag(name: .long, help: "Deploy without decision records.")
  var ungated = false

  @Option(name: .long, help: "Who deploys; a set that another deployer keeps is left alone.")
  var deployer: String = "remit"

  @Option(name: .long, help: "How much of a set may be deleted unasked, the larger of COUNT/PERCENT.")
  var budget: Budget = Budget(count: 5, percent: 10)

  @Option(
    name: .long,
    help: "What becomes of what differs: report, repair or exclusive (default: what --clusters says, or repair).")
  var drift: Drift?

  @Option(name: .long, help: "Today, YYYY-MM-DD (default: the clock).")
  var today: Day?

  func validate() throws {
    if (baseline == nil) != ungated {
      throw ValidationError(
        ungated ? "--baseline and --ungated exclude each other" : "say from where on records count: --baseline COMMIT")
    }
  }

  /// Who this process is, amongst those that deploy.
  static var identity: String {
    "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
  }

  /// Says what the gate keeps back.
  func warn(_ answer: DeployWorkflow.Answer) {
    guard let verdict = answer.verdict, !verdict.isOpen else { return }
    Output.error(
      "remit: quarantined: \(verdict.quarantined.count) commit\(verdict.quarantined.count == 1 ? " has" : "s have") no decision "
        + "record that covers what changed; \(answer.commit) is the last one that is deployed:")
    for commit in verdict.quarantined.prefix(20) { Output.error("  \(commit)") }
  }

  /// What is to be on the clusters, and where they are.
  func desired() throws -> (answer: DeployWorkflow.Answer, fleet: Fleet, workflow: DeployWorkflow) {
    let workflow = DeployWorkflow(try common.workspace(), baseline: baseline, trust: try records.trust())
    let answer = try attempt { () throws(WorkflowError) in
      try workflow.desired(rev, cluster: cluster, today: today?.text ?? Day.today)
    }
    return (answer, try fleet(Set(answer.states.map(\.cluster))), workflow)
  }

  /// The clusters of the configuration that are wanted.
  private func fleet(_ names: Set<String>?) throws -> Fleet { Fleet(try DeployOptions.targets(clusters, names)) }

  /// Reads the operator's file: where the clusters are that are wanted; nil: all.
  static func targets(_ file: String, _ names: Set<String>?) throws -> [String: ClusterTarget] {
    let configuration = try configuration(file)
    do {
      return
        try configuration
        .targets(names, environment: ProcessInfo.processInfo.environment) { path in
          FileManager.default.contents(atPath: path).map { [UInt8]($0) }
        }
    } catch { throw CommandFailure(code: 2, message: "\(error)") }
  }

  /// The operator's file; the command ends with 2 where it is wrong.
  private static func configuration(_ file: String) throws -> ClusterConfiguration {
    let bytes = try attempt { () throws(WorkflowError) in try Disk.read(file) }
    do { return try ClusterConfiguration(bytes, file: file) } catch {
      throw CommandFailure(code: 2, message: "\(error)")
    }
  }

  /// What the plans of clusters depend on, by the cluster.
  func planOptions(
    restoresGone: Bool = false, _ descends: @escaping @Sendable (String, String) -> Bool
  ) throws -> @Sendable (_ cluster: String) -> PlanOptions {
    let configuration = try Self.configuration(clusters)
    let (drift, deployer) = (drift, deployer)
    let budget = PruneBudget(count: budget.count, percent: budget.percent)
    return { cluster in
      let mode = drift?.mode ?? configuration.drift[cluster] ?? .repair
      return PlanOptions(
        policy: DeployPolicy(
          // What people change by hand is drift, not another program's business.
          conflicts: ConflictPolicy(takenFrom: ["kubectl"]), budget: budget, drift: mode), deployer: deployer,
        restoresGone: restoresGone, descends: descends)
    }
  }
}

extension CommonOptions {
  /// What follows objects to their records, and the APIs of the clusters that are wanted, by name.
  func tracer(
    _ file: String, _ names: Set<String>?, _ records: RecordOptions
  ) throws -> (Tracer, [(String, any KubernetesAPI)]) {
    let (workspace, trust) = (try workspace(), try records.trust())
    let tracer = try attempt { () throws(WorkflowError) in try Tracer(workspace, trust: trust) }
    let apis = try DeployOptions.targets(file, names).sorted { $0.key < $1.key }
      .compactMap { name, target -> (String, any KubernetesAPI)? in
        if case .api(let api) = target { (name, api) } else { nil }
      }
    return (tracer, apis)
  }
}

/// `COUNT/PERCENT`.
struct Budget: ExpressibleByArgument, CustomStringConvertible {
  var count: Int
  var percent: Int

  init(count: Int, percent: Int) {
    self.count = count
    self.percent = percent
  }

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let count = parts[0], let percent = parts[1], count >= 0, (0...100).contains(percent) else {
      return nil
    }
    self.init(count: count, percent: percent)
  }

  var description: String { "\(count)/\(percent)" }
  var defaultValueDescription: String { description }
}

/// `DriftMode`, as it is written.
enum Drift: String, ExpressibleByArgument, CaseIterable {
  case report, repair, exclusive

  var mode: DriftMode {
    switch self {
    case .report: .report
    case .repair: .repair
    case .exclusive: .exclusive
    }
  }
}

/// Which records count.
struct RecordOptions: ParsableArguments {
  @Option(name: .long, help: "Only records signed with one of these Ed25519 public keys (PEM) count.")
  var recordKeys: String?

  @Option(name: .long, help: "Only records of merges into this branch count.")
  var recordBranch: String?

  @Option(name: .long, help: "Only records of the repository with this name in the service's configuration count.")
  var recordRepository: String?

  func trust() throws -> RecordTrust {
    RecordTrust(keys: try keys(), branch: recordBranch, repository: recordRepository)
  }

  private func keys() throws -> [RecordKey]? {
    guard let recordKeys else { return nil }
    let bytes = try attempt { () throws(WorkflowError) in try Disk.read(recordKeys) }
    do throws(RecordKeyError) { return try RecordKey.keys(pem: String(decoding: bytes, as: UTF8.self)) } catch {
      throw CommandFailure(code: 2, message: "\(recordKeys): \(error)")
    }
  }
}
