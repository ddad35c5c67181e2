import ArgumentParser
import BotService
import Deploying
import Foundation
import ServiceAssembly
import Workflows

/// `--propose`: drift as merge requests against the data repository, one for each cluster.
struct ProposalOptions: ParsableArguments {
  @Option(
    name: .long,
    help:
      "Propose what clusters have otherwise as merge requests: the repository's name in the service's configuration.")
  var propose: String?

  @Option(name: .long, help: "The configuration file of the service, for --propose (docs/operations.md).")
  var config: String?

  @Option(name: .long, help: "The branch that is proposed to, for --propose.")
  var target: String = "main"

  func validate() throws {
    if (propose == nil) != (config == nil) { throw ValidationError("--propose and --config belong together") }
  }

  /// What proposes; nil: nothing is to be proposed.
  func proposer(_ deploy: DeployOptions) async throws -> DriftProposer? {
    guard let propose, let config else { return nil }
    var service = ServiceOptions()
    service.config = config
    service.store = nil
    let configuration = try service.read()
    let found = try configuration.repository(propose)
    let repository: BotRepository
    do {
      repository = try await Service.repository(found, of: configuration, http: Service.httpClient(configuration))
    } catch { throw CommandFailure(code: 2, message: "\(config): \(error)") }
    return DriftProposer(
      repository, target: target, data: deploy.common.repo, today: deploy.today?.text)
  }
}

/// Turns the drift that runs find into merge requests.
actor DriftProposer {
  private let repository: BotRepository
  private let target: String
  private let data: String
  private let today: String?
  private var keepers: [String: ProposalKeeper] = [:]
  /// What was last said of what cannot be proposed, by cluster.
  private var said: [String: [String]] = [:]
  /// What last came of the merge requests, by cluster.
  private var outcomes: [String: ProposalKeeper.Outcome] = [:]
  /// What was last found, and made of it: finding it out takes long.
  private var known: [String: (commit: String, fields: [DriftedField], proposal: DriftProposal)] = [:]

  init(_ repository: BotRepository, target: String, data: String, today: String?) {
    self.repository = repository
    self.target = target
    self.data = data
    self.today = today
  }

  /// Brings the merge request of a cluster up to what a run found. What fails is said, and done by the next run.
  func note(_ outcome: ClusterOutcome) async {
    guard let fields = outcome.driftedFields, let commit = outcome.plan?.commit else { return }
    let cluster = outcome.cluster
    do {
      let proposal = fields.isEmpty ? nil : try await self.proposal(fields, cluster, commit)
      let remarks = proposal?.remarks ?? []
      if said[cluster] != remarks {
        for remark in remarks { Output.error("remit: \(cluster): not proposed: \(remark)") }
        said[cluster] = remarks
      }
      let wanted = proposal.flatMap { proposal in
        proposal.files.isEmpty
          ? nil
          : ProposalKeeper.Wanted(
            base: commit, files: proposal.files, title: proposal.title, text: proposal.markdown())
      }
      let remark =
        fields.isEmpty
        ? "The cluster has what was applied again: there is nothing to propose any more."
        : "What the cluster has otherwise now cannot be written into the data by changing single values."
      say(cluster, try await keeper(cluster).keep(wanted, closingWith: remark), differs: !fields.isEmpty)
    } catch { Output.error("remit: \(cluster): drift could not be proposed: \(error)") }
  }

  private func keeper(_ cluster: String) -> ProposalKeeper {
    let keeper =
      keepers[cluster]
      ?? ProposalKeeper(
        repository.client, repository.mirror, name: DriftProposal.branch(for: cluster, target: target), target: target)
    keepers[cluster] = keeper
    return keeper
  }

  private func proposal(_ fields: [DriftedField], _ cluster: String, _ commit: String) async throws -> DriftProposal {
    if let known = known[cluster], known.commit == commit, known.fields == fields { return known.proposal }
    let (data, today) = (data, today ?? Day.today)
    let proposal = try await Blocking.run { () throws(WorkflowError) in
      try DriftWriter(try Workspace(at: data), commit: commit, today: today).propose(fields, of: cluster)
    }
    known[cluster] = (commit, fields, proposal)
    return proposal
  }

  private func say(_ cluster: String, _ outcome: ProposalKeeper.Outcome, differs: Bool) {
    let text = outcome.text(after: outcomes.updateValue(outcome, forKey: cluster), differs: differs, target: target)
    if let text { Output.error("remit: \(cluster): \(text)") }
  }
}
