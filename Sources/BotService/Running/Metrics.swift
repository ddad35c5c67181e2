internal import Synchronization

/// Counters, gauges and histograms, given out in the Prometheus text format (version 0.0.4).
public final class Metrics: Sendable {
  /// What a number means.
  public struct Definition: Hashable, Sendable {
    /// The name, with unit.
    var name: String
    /// One line.
    var help: String
    /// How it behaves.
    var type: Kind

    /// How a number behaves.
    enum Kind: String { case counter, gauge, histogram }
  }

  private struct Series: Hashable {
    var definition: Definition
    var labels: [String: String]
  }

  private struct Histogram {
    var buckets: [Int]
    var count = 0
    var sum = 0.0
  }

  private struct State {
    var values: [Series: Double] = [:]
    var histograms: [Series: Histogram] = [:]
  }

  /// The upper ends of a histogram's buckets, in seconds.
  private static let bounds = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400,
  ]
  private let state = Mutex(State())

  /// No numbers yet.
  public init() {}

  /// Adds to a counter.
  public func add(_ definition: Definition, _ labels: [String: String] = [:], by amount: Double = 1) {
    state.withLock { $0.values[Series(definition: definition, labels: labels), default: 0] += amount }
  }

  /// Sets a gauge.
  public func set(_ definition: Definition, _ labels: [String: String] = [:], to value: Double) {
    state.withLock { $0.values[Series(definition: definition, labels: labels)] = value }
  }

  /// Adds a duration to a histogram, in seconds.
  func observe(_ definition: Definition, _ labels: [String: String] = [:], seconds: Double) {
    state.withLock { state in
      let series = Series(definition: definition, labels: labels)
      var histogram = state.histograms[series] ?? Histogram(buckets: Array(repeating: 0, count: Self.bounds.count))
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { histogram.buckets[index] += 1 }
      histogram.count += 1
      histogram.sum += seconds
      state.histograms[series] = histogram
    }
  }

  /// The value of a counter or gauge; 0 where it was never set.
  public func value(_ definition: Definition, _ labels: [String: String] = [:]) -> Double {
    state.withLock { $0.values[Series(definition: definition, labels: labels)] ?? 0 }
  }

  /// All numbers as text, in one order.
  public var text: String {
    let (values, histograms) = state.withLock { ($0.values, $0.histograms) }
    var lines: [Definition: [String]] = [:]
    for (series, value) in values {
      lines[series.definition, default: []].append(
        "\(series.definition.name)\(Self.text(series.labels)) \(Self.text(value))")
    }
    for (series, histogram) in histograms {
      let name = series.definition.name
      var rows: [String] = []
      for (bound, count) in zip(Self.bounds, histogram.buckets) {
        rows.append("\(name)_bucket\(Self.text(series.labels, ("le", Self.text(bound)))) \(count)")
      }
      rows.append("\(name)_bucket\(Self.text(series.labels, ("le", "+Inf"))) \(histogram.count)")
      rows.append("\(name)_sum\(Self.text(series.labels)) \(Self.text(histogram.sum))")
      rows.append("\(name)_count\(Self.text(series.labels)) \(histogram.count)")
      lines[series.definition, default: []].append(rows.joined(separator: "\n"))
    }
    var text = ""
    for (definition, rows) in lines.sorted(by: { $0.key.name < $1.key.name }) {
      text += "# HELP \(definition.name) \(definition.help)\n# TYPE \(definition.name) \(definition.type.rawValue)\n"
      text += rows.sorted().joined(separator: "\n") + "\n"
    }
    return text
  }

  private static func text(_ labels: [String: String], _ more: (String, String)? = nil) -> String {
    var pairs = labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    if let more { pairs.append(more) }
    guard !pairs.isEmpty else { return "" }
    return "{" + pairs.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static func text(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}

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
