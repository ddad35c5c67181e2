internal import Synchronization

/// Counters, gauges and histograms, given out in the Prometheus text format (version 0.0.4).
public final class Metrics: Sendable {
  /// What a number means.
  public struct Definition: Hashable, Sendable {
    /// The name, with unit.
    public var name: String
    /// One line.
    public var help: String
    /// How it behaves.
    public var type: Kind

    /// How a number behaves.
    public enum Kind: String, Sendable {
      /// It only grows.
      case counter
      /// It goes up and down.
      case gauge
      /// Durations, in buckets.
      case histogram
    }

    /// A definition from its parts.
    public init(name: String, help: String, type: Kind) {
      self.name = name
      self.help = help
      self.type = type
    }
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

  /// Sets all numbers of a gauge that have some labels: those that are not named are gone. So a thing that is no more leaves
  /// nothing behind.
  public func replace(
    _ definition: Definition, where labels: [String: String], with values: [[String: String]: Double]
  ) {
    state.withLock { state in
      for series in state.values.keys where series.definition == definition {
        if labels.allSatisfy({ series.labels[$0.key] == $0.value }) { state.values[series] = nil }
      }
      for (more, value) in values {
        state.values[Series(definition: definition, labels: labels.merging(more) { $1 })] = value
      }
    }
  }

  /// Adds a duration to a histogram, in seconds.
  public func observe(_ definition: Definition, _ labels: [String: String] = [:], seconds: Double) {
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
