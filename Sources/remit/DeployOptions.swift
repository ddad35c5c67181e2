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
        ungated
          ? "--baseline and --ungated exclude each other"
          : "say from where on records count, --baseline COMMIT, or deploy without any: --ungated")
    }
    if let baseline, baseline.utf8.count != 40 || !baseline.allSatisfy(\.isHexDigit) {
      throw ValidationError(
        "--baseline \(baseline): give the full id of a commit, as `git rev-parse` prints it: a name moves on with what is pushed"
      )
    }
  }

  /// Who this process is, amongst those that deploy.
  static var identity: String {
    "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
  }

  /// Says what the gate keeps back.
  func warn(_ answer: DeployWorkflow.Answer) {
    guard let verdict = answer.verdict, !verdict.isOpen else { return }
    if let workspace = try? common.workspace(),
      !DeployWorkflow(workspace, baseline: nil, trust: .everything).hasRecords
    {
      Output.error("remit: the clone has no records at all: git fetch origin '+refs/notes/*:refs/notes/*'")
    }
    Output.error(
      "remit: quarantined: \(verdict.quarantined.count) commit\(verdict.quarantined.count == 1 ? " has" : "s have") no decision "
        + "record that covers what changed; \(answer.commit) is the last one that is deployed:")
    for commit in verdict.quarantined.prefix(20) { Output.error("  \(commit)") }
  }

  /// What is to be on the clusters, and where they are.
  struct Wanted {
    /// What is to be on those that the operator's file names.
    var answer: DeployWorkflow.Answer
    /// Those.
    var fleet: Fleet
    /// Where it is asked for.
    var workflow: DeployWorkflow
    /// The clusters that the file does not name.
    var unconfigured: [String]

    /// Whether nothing keeps from deploying all of it.
    var isWhole: Bool { unconfigured.isEmpty && answer.verdict?.isOpen ?? true }
  }

  /// What is to be on the clusters, and where they are. One that the operator's file does not name is said, and left out.
  func desired() throws -> Wanted {
    let workflow = DeployWorkflow(try common.workspace(), baseline: baseline, trust: try records.trust())
    var answer = try attempt { () throws(WorkflowError) in
      try workflow.desired(rev, cluster: cluster, today: today?.text ?? Day.today)
    }
    let fleet = Fleet(try DeployOptions.targets(clusters, Set(answer.states.map(\.cluster))))
    let unconfigured = answer.states.map(\.cluster).filter { !fleet.names.contains($0) }
    if unconfigured.count == answer.states.count, let first = unconfigured.first {
      throw unreached(first)
    }
    answer.states.removeAll { unconfigured.contains($0.cluster) }
    for name in unconfigured {
      Output.error("remit: \(name): left out, as \(clusters) does not say how it is reached")
    }
    return Wanted(answer: answer, fleet: fleet, workflow: workflow, unconfigured: unconfigured)
  }

  /// What is to be on the clusters now, and where all are that may come to be wanted.
  func watched() throws -> (first: DeployWorkflow.Answer, fleet: Fleet) {
    let workflow = DeployWorkflow(try common.workspace(), baseline: baseline, trust: try records.trust())
    let first = try attempt { () throws(WorkflowError) in
      try workflow.desired(rev, cluster: cluster, today: today?.text ?? Day.today)
    }
    let fleet = Fleet(try DeployOptions.targets(clusters, cluster.map { [$0] }))
    if let cluster, !fleet.names.contains(cluster) { throw unreached(cluster) }
    return (first, fleet)
  }

  private func unreached(_ cluster: String) -> CommandFailure {
    CommandFailure(code: 2, message: "\(clusters) does not say how \(cluster) is reached")
  }

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
      PlanOptions(
        policy: .deploying(budget: budget, drift: drift?.mode ?? configuration.drift[cluster]), deployer: deployer,
        restoresGone: restoresGone, descends: descends)
    }
  }
}

extension CommonOptions {
  /// What follows objects to their records, and the APIs of the clusters that are wanted, by name. Folders, which have none,
  /// are said.
  func tracer(
    _ file: String, _ cluster: String?, _ records: RecordOptions
  ) throws -> (Tracer, [(String, any KubernetesAPI)]) {
    let (workspace, trust) = (try workspace(), try records.trust())
    let tracer = try attempt { () throws(WorkflowError) in try Tracer(workspace, trust: trust) }
    let targets = try DeployOptions.targets(file, cluster.map { [$0] })
    if let cluster, targets[cluster] == nil {
      throw CommandFailure(code: 2, message: "\(file) does not say how \(cluster) is reached")
    }
    var apis: [(String, any KubernetesAPI)] = []
    for (name, target) in targets.sorted(by: { $0.key < $1.key }) {
      switch target {
      case .api(let api): apis.append((name, api))
      case .directory: Output.error("remit: \(name): left out: a folder, whose files say where they come from")
      }
    }
    guard !apis.isEmpty else { throw CommandFailure(code: 2, message: "\(file) names no API of a cluster") }
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
