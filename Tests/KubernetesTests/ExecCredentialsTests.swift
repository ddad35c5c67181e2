import Foundation
import HTTPTransport
import Kubernetes
import Synchronization
import Testing

/// Gives prepared outcomes, in order, and keeps what it was asked.
private final class ScriptedRunner: PluginRunner {
  private let state: Mutex<(outcomes: [PluginOutcome], runs: [(String, [String], [String: String])])>
  init(_ outcomes: [PluginOutcome]) { state = Mutex((outcomes, [])) }
  var runs: [(String, [String], [String: String])] { state.withLock { $0.runs } }
  func run(_ command: String, _ arguments: [String], environment: [String: String]) async -> PluginOutcome {
    state.withLock { state in
      state.runs.append((command, arguments, environment))
      return state.outcomes.count > 1 ? state.outcomes.removeFirst() : state.outcomes[0]
    }
  }
}

private func written(_ status: String, version: String = "v1", kind: String = "ExecCredential") -> PluginOutcome {
  .ended(
    status: 0,
    output: Array(
      #"{"kind":"\#(kind)","apiVersion":"client.authentication.k8s.io/\#(version)","status":\#(status)}"#.utf8))
}

private func source(
  _ runner: any PluginRunner, exec: String = "command: login, args: [a, 'b c'], interactiveMode: Never", now: Int64 = 0
) throws -> any CredentialSource {
  let text = """
    current-context: it
    contexts: [{name: it, context: {cluster: c, user: u}}]
    clusters: [{name: c, cluster: {server: 'https://k8s.test', extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]}}]
    users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, \(exec)}}}]
    """
  let clock = HTTPClock(now: { now }, sleep: { _ in }, random: { $0 })
  return try Kubeconfig(files: ["/k/config"]) { _ in Array(text.utf8) }.access(runner: runner, clock: clock).credentials
}

private func failure(_ source: any CredentialSource) async -> String? {
  do throws(CredentialFailure) {
    _ = try await source.credential()
    return nil
  } catch { return error.description }
}

@Suite struct ExecCredentialsTests {
  @Test func whatAPluginIsTold() async throws {
    let runner = ScriptedRunner([written(#"{"token":"t"}"#)])
    let credential = try await source(
      runner,
      exec:
        "command: ./bin/login, args: [a], interactiveMode: IfAvailable, provideClusterInfo: true, env: [{name: X, value: y}]"
    ).credential()
    #expect(credential.authorization == "Bearer t")
    let run = try #require(runner.runs.first)
    #expect(run.0 == "/k/./bin/login")
    #expect(run.2["X"] == "y")
    #expect(
      run.2["KUBERNETES_EXEC_INFO"]
        == #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,"cluster":{"server":"https://k8s.test","config":{"audience":"x"}}}}"#
    )
    let plain = ScriptedRunner([written(#"{"token":"t"}"#)])
    _ = try await source(plain).credential()
    #expect(plain.runs.first?.0 == "login")
    #expect(plain.runs.first?.1 == ["a", "b c"])
    #expect(plain.runs.first?.2["KUBERNETES_EXEC_INFO"]?.contains("cluster") == false)
  }

  /// What is in a kubeconfig runs when somebody calls the cluster: not when it is read, by no shell, and by a path from the
  /// folder of the file that names it.
  @Test("pitfall 34: a plugin runs only when it is asked, and by no shell") func runsOnlyWhenAsked() async throws {
    let runner = ScriptedRunner([written(#"{"token":"t"}"#)])
    let exec = "command: ../bin/login, args: ['$(id)', '; id', '`id`'], interactiveMode: Never"
    let source = try source(runner, exec: exec)
    #expect(runner.runs.isEmpty)
    _ = try await source.credential()
    #expect(runner.runs.map(\.0) == ["/k/../bin/login"])
    #expect(runner.runs.first?.1 == ["$(id)", "; id", "`id`"])
    let outcome = await ProcessRunner().run("printf", ["%s", "$(id); `id`"], environment: [:])
    #expect(outcome == .ended(status: 0, output: Array("$(id); `id`".utf8)))
  }

  @Test func isKeptUntilItExpires() async throws {
    let expiring = written(#"{"token":"t","expirationTimestamp":"1970-01-01T01:00:30+01:00"}"#)
    for (now, runs) in [(Int64(0), 1), (19_999, 1), (20_000, 2), (31_000, 2)] {
      let runner = ScriptedRunner([expiring])
      let source = try source(runner, now: now)
      _ = try await source.credential()
      _ = try await source.credential()
      #expect(runner.runs.count == runs, "\(now)")
    }
  }

  @Test func isAskedAgainWhenRefused() async throws {
    let runner = ScriptedRunner([written(#"{"token":"a"}"#), written(#"{"token":"b"}"#)])
    let source = try source(runner)
    let first = try await source.credential()
    #expect(try await source.credential() == first)
    let second = try await source.credential(insteadOf: first)
    #expect(second?.authorization == "Bearer b")
    // Somebody else was refused the first one, too.
    #expect(try await source.credential(insteadOf: first) == second)
    #expect(runner.runs.count == 2)
    #expect(try await source.credential(insteadOf: Credential(authorization: "Bearer b")) == nil)
  }

  @Test func thoseWhoAskAtOnceWaitForOneRun() async throws {
    struct SlowRunner: PluginRunner {
      let inner: ScriptedRunner
      func run(_ command: String, _ arguments: [String], environment: [String: String]) async -> PluginOutcome {
        try? await Task.sleep(for: .milliseconds(50))
        return await inner.run(command, arguments, environment: environment)
      }
    }
    let inner = ScriptedRunner([written(#"{"token":"t"}"#)])
    let source = try source(SlowRunner(inner: inner))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<10 { group.addTask { _ = try await source.credential() } }
      try await group.waitForAll()
    }
    #expect(inner.runs.count == 1)
  }

  @Test(arguments: [
    written("{}"), written(#"{"token":""}"#), written(#"{"token":"s3cr3t\nx"}"#),
    written(#"{"token":"s3cr3t"}"#, version: "v1beta1"),
    written(#"{"token":"s3cr3t"}"#, kind: "Pod"), written(#"{"clientCertificateData":"s3cr3t"}"#),
    written(#"{"clientCertificateData":"s3cr3t","clientKeyData":"s3cr3t"}"#),
    written(#"{"token":"s3cr3t","expirationTimestamp":"tomorrow"}"#), .ended(status: 0, output: Array("s3cr3t".utf8)),
    .ended(status: 0, output: []), .ended(status: 1, output: Array("s3cr3t".utf8)), .timedOut, .tooMuch, .notFound,
  ])
  func whatIsNoCredentialIsSaid(_ outcome: PluginOutcome) async throws {
    let text = try #require(
      await failure(
        source(ScriptedRunner([outcome]), exec: "command: login, interactiveMode: Never, installHint: get it")))
    #expect(text.hasPrefix("/k/config: context \"it\": users[name=u].user.exec: the plugin login: "), "\(text)")
    #expect(!text.contains("s3cr3t"))
    #expect(text.contains("get it") == (outcome == .notFound))
  }
}

/// Real processes.
@Suite struct ProcessRunnerTests {
  private func run(_ script: String, timeout: Int64 = 20_000, maximum: Int = 1_000) async -> PluginOutcome {
    await ProcessRunner(timeout: timeout, maximumOutput: maximum, environment: ["PATH": "/usr/bin:/bin", "A": "1"])
      .run("sh", ["-c", script], environment: ["B": "2"])
  }

  @Test func runsToTheEnd() async throws {
    #expect(
      await run("echo $A$B; echo error >&2; read x; echo \"$x.\"") == .ended(status: 0, output: Array("12\n.\n".utf8)))
    #expect(await run("exit 3") == .ended(status: 3, output: []))
    #expect(await run("kill -9 $$") == .ended(status: 137, output: []))
    #expect(await ProcessRunner().run("/nonexistent/program", [], environment: [:]) == .notFound)
    #expect(await ProcessRunner().run("no-such-program-anywhere", [], environment: [:]) == .notFound)
  }

  @Test func limitsHold() async throws {
    #expect(await run("sleep 600", timeout: 100) == .timedOut)
    #expect(await run("yes") == .tooMuch)
    let whole = String(repeating: "x", count: 1_000)
    #expect(await run("printf %s \(whole)") == .ended(status: 0, output: Array(whole.utf8)))
  }

  /// A child that keeps the pipe open is not waited for, and does not stay.
  @Test func whatItLeavesRunningGoes() async throws {
    let outcome = await run("sleep 600 & echo $!")
    guard case .ended(0, let output) = outcome, let child = Int32(String(decoding: output, as: UTF8.self).dropLast())
    else {
      return #expect(Bool(false), "\(outcome)")
    }
    func state() -> String {
      let text = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
      return text.split(separator: " ").dropFirst(2).first.map(String.init) ?? "gone"
    }
    for _ in 0..<500 where !["gone", "Z"].contains(state()) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(["gone", "Z"].contains(state()))
  }

  @Test func nothingOfThisProcessIsOpen() async throws {
    let file = try #require(FileHandle(forReadingAtPath: "/etc/hostname"))
    _ = fcntl(file.fileDescriptor, F_SETFD, 0)
    let outcome = await run("ls -l /proc/self/fd | grep -c hostname; true")
    #expect(outcome == .ended(status: 0, output: Array("0\n".utf8)))
    try file.close()
  }

  @Test func aCancelledTaskKillsIt() async throws {
    let task = Task { await run("sleep 600") }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    #expect(await task.value == .timedOut)
  }
}
