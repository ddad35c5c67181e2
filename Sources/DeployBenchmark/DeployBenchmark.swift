import ClusterSupport
import Foundation
import Measuring

/// `remit-deploy-bench`: what rendering and deploying cost, on real API servers, beside kubectl.
@main
struct DeployBenchmark {
  static let usage = """
    usage: remit-deploy-bench run [--remit PATH] [--objects N] [--fleet-objects N] [--clusters N] [--datafiles N]
                                  [--runs N] [--work DIR] [--example DIR] [--skip unchanged,fleet,render]
    """

  static func main() async {
    do {
      let words = Array(CommandLine.arguments.dropFirst())
      guard words.first == "run" else { throw BenchmarkFailure(usage) }
      try await run(try Request(Array(words.dropFirst())))
    } catch {
      FileHandle.standardError.write(Data("remit-deploy-bench: \(error)\n".utf8))
      exit(error is BenchmarkFailure ? 2 : 3)
    }
  }

  private static func run(_ request: Request) async throws {
    try FileManager.default.createDirectory(atPath: request.work, withIntermediateDirectories: true)
    if ClusterTools.areThere(for: "deploying to API servers") {
      if !request.skipped.contains("unchanged") { print(try await UnchangedObjects(request).markdown()) }
      if !request.skipped.contains("fleet") { print(try await ManyClusters(request).markdown()) }
    }
    if !request.skipped.contains("render") { print(try RenderingCost(request).markdown()) }
  }
}

/// What is to be measured.
struct Request {
  var remit: String
  /// Objects that do not change, beside kubectl.
  var objects: Int
  /// Objects on all clusters together.
  var fleetObjects: Int
  var clusters: Int
  var datafiles: Int
  var runs: Int
  var work: String
  var example: String
  var skipped: Set<String>

  init(_ words: [String]) throws {
    let names = [
      "--remit", "--objects", "--fleet-objects", "--clusters", "--datafiles", "--runs", "--work", "--example", "--skip",
    ]
    let options = try Options(words, options: Set(names))
    func path(_ name: String, _ fallback: String) -> String {
      URL(fileURLWithPath: options.values[name] ?? fallback).path
    }
    remit = path("--remit", ".build/release/remit")
    work = path("--work", ".build/bench/deploy")
    example = path("--example", "examples/kubenova")
    objects = try options.number("--objects", default: 500)
    fleetObjects = try options.number("--fleet-objects", default: 10_000)
    clusters = max(1, try options.number("--clusters", default: 4))
    datafiles = try options.number("--datafiles", default: 30_000)
    runs = max(1, try options.number("--runs", default: 5))
    skipped = Set((options.values["--skip"] ?? "").split(separator: ",").map(String.init))
  }

  /// Says on standard error what is being done.
  static func progress(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
