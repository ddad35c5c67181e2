import Measuring
import Foundation

/// Runs everyone on the same repository in turn and writes the table.
struct Comparison {
  struct Request: Equatable {
    var remit = ".build/release/remit"
    var files = 30_000
    var resources = 6_000
    var runs = 5
    var seed: UInt64 = 1
    var work = ".build/bench"
    var skipped: Set<String> = []
  }

  let request: Request
  private var results: [Contestant.Identity: [ProcessMeasurement]] = [:]

  init(_ request: Request) { self.request = request }

  /// Generates the repository if it is not there, measures, and gives back the report in Markdown.
  mutating func run() throws -> String {
    let work = URL(fileURLWithPath: request.work).path
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    let data = try repository(in: work)
    let author = World(files: request.files, resources: request.resources, seed: request.seed).userName(0)
    let finder = ContestantFinder(
      data: data, work: work, remit: URL(fileURLWithPath: request.remit).path, runs: request.runs, author: author)
    let contestants = try finder.present().filter { !request.skipped.contains($0.identity.rawValue) }
    // Once unmeasured, so that nobody pays for reading the files from the disk.
    _ = try ProcessMeasurement.run([ContestantFinder.ownPath, "yaml", data])
    for round in 0..<max(1, request.runs) {
      for contestant in contestants where round < contestant.runs {
        Comparison.progress("round \(round + 1): \(contestant.identity.rawValue)")
        let errors = work + "/stderr-\(contestant.identity).txt"
        let result = try ProcessMeasurement.run(
          contestant.command, environment: contestant.environment, output: contestant.output, errors: errors)
        results[contestant.identity, default: []].append(result)
      }
    }
    return ComparisonReport(request: request, results: results).markdown
  }

  /// A process of its own makes the repository: this one must stay small for the memory of the others to be true.
  private func repository(in work: String) throws -> String {
    let folder = "\(work)/data-\(request.files)-\(request.resources)-\(request.seed)"
    // Never one from before: the generator may have changed since.
    try? FileManager.default.removeItem(atPath: folder)
    Comparison.progress("generating \(folder)")
    let made = try ProcessMeasurement.run([
      ContestantFinder.ownPath, "generate", "--output", folder, "--files", String(request.files), "--resources",
      String(request.resources), "--seed", String(request.seed), "--git",
    ])
    guard made.exitCode == 0 else { throw BenchmarkFailure("cannot generate the repository in \(folder)") }
    return folder
  }

  private static func progress(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
