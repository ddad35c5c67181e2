import ArgumentParser
import BotService
import Forges
import ServiceStore

/// `remit serve jobs`
struct ServeJobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs", abstract: "Lists the jobs of the service; asks for one again.",
    discussion: "Exit code 0: done. 2: wrong usage or configuration. 3: the store does not answer.")

  @OptionGroup var service: ServiceOptions

  @Option(name: .long, help: "Ask for a job, dead or not, to run now: KIND/REPOSITORY/SUBJECT, look/infra/42.")
  var requeue: String?

  func run() async throws {
    let configuration = try service.read()
    let key = try requeue.map { try Self.key($0, configuration) }
    let store = try await service.openStore(configuration)
    do throws(StoreError) {
      if let key {
        try await store.request(key, notBefore: ServiceClock.system.now())
        Output.data("\(Self.text(key)) will run\n")
      } else {
        for job in try await store.jobs() { Output.data(Self.line(job)) }
      }
    } catch {
      throw CommandFailure(code: 3, message: error.description)
    }
    await store.close()
  }

  private static func key(_ text: String, _ configuration: ServiceConfiguration) throws -> JobKey {
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    let kinds = [JobKind.look, JobKind.merge, JobKind.sweep]
    guard parts.count == 3, kinds.contains(parts[0]), parts[0] == JobKind.sweep || !parts[2].isEmpty,
      parts[0] != JobKind.look || Int(parts[2]) != nil
    else {
      throw CommandFailure(
        code: 2, message: "--requeue wants look/REPOSITORY/NUMBER, merge/REPOSITORY/BRANCH or sweep/REPOSITORY/")
    }
    _ = try configuration.repository(parts[1])
    return JobKey(kind: parts[0], repository: parts[1], subject: parts[2])
  }

  private static func text(_ key: JobKey) -> String { "\(key.kind)/\(key.repository)/\(key.subject)" }

  private static func line(_ job: Job) -> String {
    var line = "\(job.state.rawValue) \(text(job.key)) since \(job.requestedAt.text)"
    if job.state == .waiting { line += ", not before \(job.notBefore.text)" }
    if job.attempts > 0 { line += ", \(job.attempts) failed" }
    if let error = job.error { line += ": " + error.split(whereSeparator: \.isNewline).joined(separator: " ") }
    return line + "\n"
  }
}
