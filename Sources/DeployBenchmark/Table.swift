import Foundation
import Measuring

/// Measurements by what was measured, as a table in Markdown.
struct Table {
  private var rows: [(name: String, runs: [ProcessMeasurement])] = []

  mutating func add(_ name: String, _ measurement: ProcessMeasurement) {
    if let index = rows.firstIndex(where: { $0.name == name }) {
      rows[index].runs.append(measurement)
    } else {
      rows.append((name, [measurement]))
    }
  }

  /// The median wall time of a row, in seconds.
  func wall(_ name: String) -> Double? {
    rows.first { $0.name == name }.map { Quantiles($0.runs.map(\.wall)).median }
  }

  var markdown: String {
    let head = "| what | wall s | CPU s | peak MB | runs | exit |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
    return head
      + rows.map { row in
        let median = { (figure: KeyPath<ProcessMeasurement, Double>) in
          Quantiles(row.runs.map { $0[keyPath: figure] }).median
        }
        let exits = Set(row.runs.map(\.exitCode)).sorted().map(String.init).joined(separator: ", ")
        return String(
          format: "| %@ | %.2f | %.2f | %.0f | %d | %@ |\n", row.name, median(\.wall), median(\.cpu),
          median(\.peakMegabytes), row.runs.count, exits)
      }.joined()
  }
}
