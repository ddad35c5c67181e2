import Measuring
import Foundation

/// The table of a comparison and how the ratios stand against the bars.
struct ComparisonReport {
  let request: Comparison.Request
  let results: [Contestant.Identity: [ProcessMeasurement]]

  var markdown: String {
    let head = [
      "\(request.files) datafiles, \(request.resources) resources, seed \(request.seed), medians, page cache warm.", "",
      "| what | wall s | CPU s | peak MB | runs | exit |", "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    return (head + Contestant.Identity.allCases.map(row) + ["", "| bar | is | met |", "| --- | ---: | --- |"] + bars)
      .joined(separator: "\n") + "\n"
  }

  private func row(_ identity: Contestant.Identity) -> String {
    guard let runs = results[identity], let last = runs.last else { return "| \(identity.rawValue) | absent | | | | |" }
    let cells = [
      ComparisonReport.fixed(median(identity, \.wall), 3), ComparisonReport.fixed(median(identity, \.cpu), 3),
      ComparisonReport.fixed(median(identity, \.peakMegabytes), 0), String(runs.count), String(last.exitCode),
    ]
    return "| \(identity.rawValue) | " + cells.joined(separator: " | ") + " |"
  }

  private var bars: [String] {
    [
      bar("validate: wall at most 2.5 × libyaml", ratio(.validate, .floor, \.wall), { $0 <= 2.5 }, "×"),
      bar(
        "validate: CPU at least 15 × less than qontract-bundler", ratio(.bundler, .validate, \.cpu), { $0 >= 15 }, "×"),
      bar("validate: CPU less than ajv (at least 1 ×)", ratio(.ajv, .validate, \.cpu), { $0 > 1 }, "×"),
      bar("validate: peak below 300 MB", median(.validate, \.peakMegabytes), { $0 < 300 }, " MB"),
    ]
  }

  private func bar(_ text: String, _ value: Double?, _ isMet: (Double) -> Bool, _ unit: String) -> String {
    guard let value else { return "| \(text) | – | not measured |" }
    return "| \(text) | \(ComparisonReport.fixed(value, 2))\(unit) | \(isMet(value) ? "yes" : "no") |"
  }

  private func median(_ identity: Contestant.Identity, _ figure: KeyPath<ProcessMeasurement, Double>) -> Double? {
    results[identity].map { Quantiles($0.map { $0[keyPath: figure] }).median }
  }

  private func ratio(
    _ upper: Contestant.Identity, _ lower: Contestant.Identity, _ figure: KeyPath<ProcessMeasurement, Double>
  ) -> Double? {
    guard let upper = median(upper, figure), let lower = median(lower, figure), lower > 0 else { return nil }
    return upper / lower
  }

  private static func fixed(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "–"
  }
}
