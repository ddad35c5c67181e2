import BotService
import Foundation
import Processes
import ServiceStore
import TestSupport

/// `remit-storm`: how the service behaves while thousands of webhook deliveries come in.
@main
struct StormBenchmark {
  static let usage = """
    usage: remit-storm run [--files N] [--merge-requests N] [--deliveries N] [--rate N] [--work DIR] [--store sqlite|postgres]
    """

  static func main() async {
    do {
      let words = Array(CommandLine.arguments.dropFirst())
      let options = try Dictionary(
        uniqueKeysWithValues: stride(from: 1, to: words.count, by: 2).map { index in
          guard index + 1 < words.count else { throw StormFailure("\(words[index]) needs a value") }
          return (words[index], words[index + 1])
        })
      switch words.first {
      case "run": try await run(options)
      case "serve":
        try await StormServer(
          repository: options["--repository"] ?? "", author: options["--author"] ?? "", store: options["--store"] ?? "",
          state: options["--state"] ?? "", name: options["--name"] ?? ""
        ).run()
      default: throw StormFailure(usage)
      }
    } catch {
      FileHandle.standardError.write(Data("remit-storm: \(error)\n".utf8))
      exit(3)
    }
  }

  private static func run(_ options: [String: String]) async throws {
    // As `remit serve` does where it runs as a service: here it leads no session, but its parent can.
    if setsid() < 0, getsid(0) != getpid() { print("not in a session of its own: PostgreSQL has no precedence") }
    Background.yieldToOtherSessions()
    func number(_ name: String, _ fallback: Int) -> Int { options[name].flatMap { Int($0) } ?? fallback }
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    let work = URL(fileURLWithPath: options["--work"] ?? ".build/storm").standardizedFileURL.path
    let storm = Storm(
      deliveries: number("--deliveries", 10_000), mergeRequests: number("--merge-requests", 500),
      rate: number("--rate", 500))
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    let repository = StormRepository(
      folder: work + "/repository", generator: program.deletingLastPathComponent().path + "/remit-bench")
    try repository.make(files: number("--files", 10_000), mergeRequests: storm.mergeRequests)
    let notes = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: repository.folder + "/benchmark.json")))
    let author = (notes as? [String: Any])?["author"] as? String ?? ""
    print("\(storm.deliveries) deliveries, \(storm.rate)/s, on \(storm.mergeRequests) merge requests")
    print("store       processes  ack p50 ms  ack p99 ms  ack max ms  refused  all decided s  peak MiB")
    let crew = Crew(program: program, repository: repository.folder, author: author, work: work)
    if options["--store"] != "postgres" {
      try await measure(storm, crew, name: "SQLite", store: work + "/sqlite-\(UUID().uuidString).db", processes: 1)
    }
    guard options["--store"] != "sqlite", PostgresServer.isInstalled(for: "the storm on PostgreSQL") else { return }
    let server = try PostgresServer(flushes: true)
    defer { try? server.stop() }
    try await measure(storm, crew, name: "PostgreSQL", store: try server.makeDatabase(), processes: 2)
  }

  private static func measure(_ storm: Storm, _ crew: Crew, name: String, store: String, processes: Int) async throws {
    let opened = try await Stores.open(store)
    let started = try (1...processes).map { try crew.start(name: "\(name)-\($0)", store: store) }
    defer { for (process, _) in started { process.signal(SIGKILL) } }
    let result = try await storm.run(ports: started.map(\.1), processes: started.map(\.0), store: opened)
    await opened.close()
    func quantile(_ share: Double) -> Double {
      let sorted = result.acknowledgements
      return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] * 1000
    }
    let memory = result.peakMemory.map { String($0 >> 20) }.joined(separator: "+")
    print(
      name.padding(toLength: 12, withPad: " ", startingAt: 0)
        + String(
          format: "%9d  %10.1f  %10.1f  %10.1f  %7d  %13.1f  ", processes, quantile(0.5), quantile(0.99),
          quantile(1), result.refused, result.untilDecided) + memory)
  }
}

/// Starts processes of the service.
struct Crew {
  let program: URL
  let repository: String
  let author: String
  let work: String

  /// A process, and the port it listens on.
  func start(name: String, store: String) throws -> (RunningProgram, Int) {
    let output = "\(work)/output-\(UUID().uuidString)"
    let process = try Program(
      [
        program.path, "serve", "--repository", repository, "--author", author, "--store", store, "--state",
        "\(work)/state-\(UUID().uuidString)", "--name", name,
      ], environment: ProcessInfo.processInfo.environment
    ).start(output: .file(output), errors: .descriptor(STDERR_FILENO))
    var text = ""
    while !text.contains("\n") {
      guard process.isRunning else { throw StormFailure("\(name) did not start") }
      usleep(10_000)
      text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("port ") }
    guard let port = line.flatMap({ Int($0.dropFirst(5)) }) else { throw StormFailure("\(name) said: \(text)") }
    return (process, port)
  }
}
