public import Monitoring

extension Metrics.Definition {
  /// Webhook deliveries, by what became of them.
  public static let deliveries = Self(
    name: "remit_deliveries_total", help: "Webhook deliveries by what became of them.", type: .counter)
  static let looks = Self(name: "remit_decisions_total", help: "Decisions by verdict.", type: .counter)
  static let jobErrors = Self(name: "remit_job_errors_total", help: "Jobs that failed, by kind.", type: .counter)
  static let actions = Self(name: "remit_actions_total", help: "Writes to forges, by kind.", type: .counter)
  static let merges = Self(name: "remit_merges_total", help: "Merges, by who did them.", type: .counter)
  static let forced = Self(
    name: "remit_forced_merges_total", help: "Merges without the approvals that were missing.", type: .counter)
  static let dropped = Self(
    name: "remit_dropped_approvals_total", help: "Remarks that an approval has no effect any more.", type: .counter)
  /// Jobs, by state.
  public static let queueDepth = Self(name: "remit_queue_depth", help: "Jobs, by state.", type: .gauge)
  /// How long the oldest job that may run has waited.
  public static let queueAge = Self(
    name: "remit_queue_age_seconds", help: "How long the oldest job that may run has waited.", type: .gauge)
  static let decisionTime = Self(
    name: "remit_time_to_decision_seconds", help: "From the first event to the decision.", type: .histogram)
  static let mergeTime = Self(
    name: "remit_time_to_merge_seconds", help: "From opening a merge request to its merge, by priority.",
    type: .histogram)
  static let plans = Self(
    name: "remit_deploy_plans_total", help: "Deploy plans of merge requests, by what came of them.", type: .counter)
  static let planTime = Self(
    name: "remit_deploy_plan_seconds", help: "How long a deploy plan of a merge request took.", type: .histogram)
  static let budget = Self(
    name: "remit_forge_requests_left", help: "Requests that the forge allows before its limit is reached.", type: .gauge
  )
  /// When all open merge requests were last listed.
  public static let sweep = Self(
    name: "remit_last_sweep_timestamp_seconds", help: "When all open merge requests were last listed.", type: .gauge)
  /// Whether merge requests changed and no webhook said so.
  public static let silentHook = Self(
    name: "remit_hook_silent", help: "1 where merge requests changed and no webhook said so.", type: .gauge)
  /// Open merge requests, by verdict.
  public static let openMergeRequests = Self(
    name: "remit_open_merge_requests", help: "Open merge requests, by verdict.", type: .gauge)
  static let unrecorded = Self(
    name: "remit_unrecorded_commits_total", help: "Commits on a target branch that no record accounts for.",
    type: .counter)
}
