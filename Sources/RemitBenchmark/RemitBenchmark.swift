import Measuring
import Foundation

/// `remit-bench`: generates data repositories, and compares remit with its peers on them.
@main
struct RemitBenchmark {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("remit-bench: \(error)\n".utf8))
      exit(error is BenchmarkFailure ? 2 : 3)
    }
  }

  static let usage = """
    usage: remit-bench generate --output DIR [--files N] [--resources N] [--seed N] [--inject-errors K] [--git]
           remit-bench stats DIR
           remit-bench yaml DIR [--threads N]
           remit-bench run [--remit PATH] [--files N] [--resources N] [--seed N] [--runs N] [--work DIR] [--skip NAME]
    """

  private static func run(_ words: [String]) throws {
    let rest = Array(words.dropFirst())
    switch words.first {
    case "generate": try RepositoryWriter(try generateRequest(rest)).write()
    case "stats": try stats(try Options(rest, options: []).operand("folder"))
    case "yaml": try yaml(Options(rest, options: ["--threads"]))
    case "run":
      var comparison = Comparison(try runRequest(rest))
      print(try comparison.run(), terminator: "")
    case "help", "--help", "-h": print(usage)
    default: throw BenchmarkFailure("unknown command\n" + usage)
    }
  }

  static func generateRequest(_ words: [String]) throws -> RepositoryWriter.Request {
    let options = try Options(
      words, options: ["--output", "--files", "--resources", "--seed", "--inject-errors"], flags: ["--git"])
    guard let output = options.values["--output"] else { throw BenchmarkFailure("--output is missing") }
    return RepositoryWriter.Request(
      output: output, files: try files(options), resources: try options.number("--resources", default: 6_000),
      seed: UInt64(try options.number("--seed", default: 1)), errors: try options.number("--inject-errors", default: 0),
      git: options.flags.contains("--git"))
  }

  private static func runRequest(_ words: [String]) throws -> Comparison.Request {
    let options = try Options(
      words, options: ["--remit", "--files", "--resources", "--seed", "--runs", "--work", "--skip"])
    var request = Comparison.Request()
    request.remit = options.values["--remit"] ?? request.remit
    request.work = options.values["--work"] ?? request.work
    request.files = try files(options)
    request.resources = try options.number("--resources", default: request.resources)
    request.seed = UInt64(try options.number("--seed", default: 1))
    request.runs = try options.number("--runs", default: request.runs)
    request.skipped = Set((options.values["--skip"] ?? "").split(separator: ",").map(String.init))
    return request
  }

  private static func files(_ options: Options) throws -> Int {
    let files = try options.number("--files", default: 30_000)
    guard files >= World.fewestFiles else { throw BenchmarkFailure("--files must be \(World.fewestFiles) or more") }
    return files
  }

  private static func stats(_ folder: String) throws {
    for part in ["data", "resources"] {
      let sizes = Quantiles(
        FolderWalk.files(below: folder + "/" + part).map { path in
          Double((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
        })
      let line = [("median", 0.5), ("90 %", 0.9), ("99 %", 0.99), ("99.9 %", 0.999)]
        .map { "\($0.0) \(Int(sizes.at($0.1)))" }.joined(separator: ", ")
      print("\(part): \(sizes.count) files, \(Int(sizes.sum)) bytes; \(line), largest \(Int(sizes.largest))")
    }
  }

  private static func yaml(_ options: Options) throws {
    let folder = try options.operand("folder")
    let clock = ContinuousClock.now
    let data = FileManager.default.fileExists(atPath: folder + "/data") ? folder + "/data" : folder
    let result = YAMLFloor.parse(folder: data, threads: max(1, try options.number("--threads", default: 2)))
    let wall = (ContinuousClock.now - clock) / .seconds(1)
    print(
      "\(result.files) files, \(result.bytes) bytes, \(result.events) events, \(result.failures) refused; "
        + String(format: "wall %.3f s, CPU %.3f s", wall, ProcessMeasurement.ownCPU))
  }
}
