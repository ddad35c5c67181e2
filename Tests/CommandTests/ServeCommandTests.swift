import Foundation
import Processes
import Testing

/// `remit serve` and `remit simulate`, as far as they go without a forge.
@Suite struct ServeCommandTests {
  /// A folder with a configuration, removed with the value.
  private final class Home {
    let url = FileManager.default.temporaryDirectory.appending(path: "remit-serve-\(UUID().uuidString)")

    init(_ configuration: String) throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      try configuration.write(to: url.appending(path: "remit.yml"), atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func remit(_ arguments: String...) throws -> Outcome {
      try Command.run(["remit"] + arguments, in: url, environment: ["TOKEN": "glpat-never-shown"])
    }
  }

  private static let configuration = """
    listen: 127.0.0.1:0
    state: state
    store: remit.db
    repositories:
      - name: infra
        forge: gitea
        url: http://127.0.0.1:1/api/v1
        allowHTTP: true
        project: group/infra
        token: {env: TOKEN}
        webhook: {secrets: [{env: TOKEN}]}

    """

  @Test func everyProblemHasItsPlace() throws {
    let home = try Home(
      """
      listn: 127.0.0.1:80
      repositories:
        - name: infra
          forge: github
          project: infra
          token: ghp_plain
      """)
    let outcome = try home.remit("serve", "--config", "remit.yml")
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors == """
        remit.yml:1:1: error: unknown key "listn" [service/config]
         1 | listn: 127.0.0.1:80
           | ^^^^^
           help: did you mean "listen"?
        remit.yml:5:14: error: "project" must be owner/name, not "infra" [service/config]
         5 |     project: infra
           |              ^^^^^
        remit.yml:6:12: error: "token" is a secret and must not be in this file [service/config]
         6 |     token: ghp_plain
           |            ^^^^^^^^^
           help: write {file: PATH} or {env: NAME}
        remit: remit.yml: 3 errors

        """)
  }

  @Test(arguments: [
    (["serve", "--config", "gone.yml"], "remit: gone.yml: there is no such file, or it cannot be read\n"),
    (
      ["serve", "jobs", "--config", "remit.yml", "--requeue", "look/infra/x"],
      "remit: --requeue wants look/REPOSITORY/NUMBER, merge/REPOSITORY/BRANCH or sweep/REPOSITORY/\n"
    ),
    (
      ["serve", "records", "--config", "remit.yml", "--repository", "infa"],
      "remit: the configuration has no repository \"infa\": did you mean infra?\n"
    ),
    (
      ["serve", "--config", "remit.yml", "--store", "postgres://remit:pw@db/remit"],
      "remit: --store holds a password, which every user of this machine can see: put it into the configuration\n"
    ),
    (
      ["simulate", "--config", "remit.yml", "--repository", "infra", "7", "--comment", "lgtm"],
      "remit: --comment wants NAME:TEXT, not \"lgtm\"\n"
    ),
  ])
  func wrongUsageIsTwo(_ arguments: [String], _ error: String) throws {
    let home = try Home(Self.configuration)
    let outcome = try Command.run(["remit"] + arguments, in: home.url, environment: ["TOKEN": "glpat-never-shown"])
    #expect(outcome.status == 2)
    #expect(outcome.errors == error)
  }

  @Test func jobsAreAskedForAndListed() throws {
    let home = try Home(Self.configuration)
    #expect(try home.remit("serve", "jobs", "--config", "remit.yml").output == "")
    let asked = try home.remit("serve", "jobs", "--config", "remit.yml", "--requeue", "look/infra/42")
    #expect(asked.output == "look/infra/42 will run\n")
    #expect(asked.status == 0)
    let listed = try home.remit("serve", "jobs", "--config", "remit.yml").output
    #expect(listed.hasPrefix("waiting look/infra/42 since 20"))
    #expect(try home.remit("serve", "records", "--config", "remit.yml", "--repository", "infra").output == "")
    #expect(try home.remit("serve", "records", "--config", "remit.yml", "--repository", "infra", "42").status == 1)
  }

  @Test func forgeThatDoesNotAnswerIsThree() throws {
    let home = try Home(Self.configuration)
    let check = try home.remit("serve", "--config", "remit.yml", "--check")
    #expect(check.status == 3, "\(check.errors)")
    #expect(check.output.hasPrefix("ok: store: it can be written to\nunknown: infra: "), "\(check.output)")
    let simulated = try home.remit("simulate", "--config", "remit.yml", "--repository", "infra", "7")
    #expect(simulated.status == 3)
    for text in [check.output, check.errors, simulated.output, simulated.errors] {
      #expect(!text.contains("glpat"))
    }
  }

  @Test func hooksNeedAnAddress() throws {
    let outcome = try Home(Self.configuration).remit("serve", "setup-hooks", "--config", "remit.yml")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "remit: infra: the configuration has no \"url\", so the forge cannot be told where to send\n")
  }

  /// The service runs without a forge that answers, says so on lines of JSON, and ends when it is told to.
  @Test func signalEndsTheService() async throws {
    let home = try Home(Self.configuration)
    let log = home.url.appending(path: "log")
    let process = try Program(
      [Command.products.appending(path: "remit").path, "serve", "--config", "remit.yml"],
      environment: ["TOKEN": "glpat-never-shown", "PATH": "/usr/bin:/bin"], folder: home.url.path
    ).start(errors: .file(log.path))
    for _ in 0..<600 where (try? String(contentsOf: log, encoding: .utf8))?.contains("\"listening\"") != true {
      try await Task.sleep(for: .milliseconds(50))
    }
    process.signal(SIGTERM)
    #expect(process.wait().ending == .exited(0))
    let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
    let events = try lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String], "\(line)")
    }
    #expect(events.first?["event"] == "the service runs")
    #expect(events.contains { $0["event"] == "listening" && $0["port"] != "0" })
    #expect(events.last?["event"] == "the service has ended")
    #expect(events.allSatisfy { $0["ts"] != nil && $0["level"] != nil })
  }
}
