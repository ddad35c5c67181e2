internal import Monitoring

extension Metrics.Definition {
  static let objects = Self(
    name: "remit_deploy_objects", help: "Objects by cluster, set and state, after the last run.", type: .gauge)
  static let drift = Self(
    name: "remit_deploy_drift_total", help: "Objects that were found to differ from what was applied.", type: .counter)
  static let repairs = Self(
    name: "remit_deploy_repairs_total", help: "Objects that differed and were applied again.", type: .counter)
  static let heldRepairs = Self(
    name: "remit_deploy_held_repairs", help: "Objects that are not repaired for now, as they were too often.",
    type: .gauge)
  static let orphans = Self(
    name: "remit_deploy_orphans", help: "Objects that nobody asks for, by class.", type: .gauge)
  static let pruneBlocked = Self(
    name: "remit_deploy_prune_blocked", help: "Deletions that are held back, by cluster and set.", type: .gauge)
  static let quarantined = Self(
    name: "remit_deploy_quarantined_commits", help: "Commits that no decision record covers.", type: .gauge)
  static let lastSuccess = Self(
    name: "remit_deploy_last_success_timestamp_seconds", help: "When a run last left everything as it is to be.",
    type: .gauge)
  static let lastSuccessCommit = Self(
    name: "remit_deploy_last_success_commit_timestamp_seconds",
    help: "When the commit was made that a run last deployed wholly.", type: .gauge)
  static let runs = Self(name: "remit_deploy_runs_total", help: "Runs by what came of them.", type: .counter)
  static let runTime = Self(name: "remit_deploy_run_seconds", help: "How long runs take.", type: .histogram)
  static let breakerOpen = Self(
    name: "remit_deploy_breaker_open", help: "1 while a cluster that does not answer is left alone.", type: .gauge)
  static let leaseHeld = Self(
    name: "remit_deploy_lease_held", help: "1 where this process is the one that acts on the cluster.", type: .gauge)
}
