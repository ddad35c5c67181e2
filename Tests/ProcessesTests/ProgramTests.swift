import Foundation
import Processes
import Testing

@Suite struct ProgramTests {
  private func shell(_ script: String, input: [UInt8]? = nil, timeout: Int64? = nil) throws -> Program.Outcome {
    try Program(
      ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "WORD": "a b"], folder: "/", input: input,
      timeout: timeout
    ).run()
  }

  @Test func whatItWritesAndHowItEnds() throws {
    let outcome = try shell("printf '%s in %s' \"$WORD\" \"$PWD\"; echo oh >&2; exit 3")
    #expect(outcome.text == "a b in /" && outcome.complaints == "oh\n")
    #expect(outcome.ending == .exited(3) && outcome.status == 3 && !outcome.isSuccess)
    #expect(try shell("kill -9 $$").status == 128 + 9)
    #expect(try shell("read x || echo nothing").text == "nothing\n")
  }

  @Test(arguments: [0, 1, 65_536, 1_000_000])
  func inputOfAnyLengthComesBack(_ count: Int) throws {
    let input = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try shell("cat; cat >&2 </dev/null", input: input).output == input)
  }

  @Test func bothStreamsAreReadAtOnce() throws {
    let outcome = try shell("head -c 500000 /dev/zero >&2; head -c 500000 /dev/zero")
    #expect(outcome.output.count == 500_000 && outcome.errors.count == 500_000)
  }

  @Test func whoDoesNotReadItsInputEndsNobody() throws {
    let outcome = try shell("exec <&-; echo done", input: [UInt8](repeating: 1, count: 1_000_000))
    #expect(outcome.text == "done\n" && outcome.isSuccess)
  }

  @Test func whatTakesTooLongIsStopped() throws {
    let start = ContinuousClock.now
    #expect(try shell("sleep 60 & sleep 60; wait", timeout: 100).ending == .timedOut)
    #expect(try shell("trap '' TERM; while :; do sleep 1; done", timeout: 100).ending == .timedOut)
    #expect(ContinuousClock.now - start < .seconds(50))
  }

  @Test func whatWritesTooMuchIsStopped() throws {
    var program = Program(["cat", "/dev/zero"], environment: ["PATH": "/usr/bin:/bin"])
    program.maximumOutput = 100_000
    let outcome = try program.run()
    #expect(outcome.ending == .tooMuch && outcome.output.count < 1_000_000)
  }

  @Test func whatItLeavesRunningIsNotWaitedFor() throws {
    let start = ContinuousClock.now
    let outcome = try shell("sleep 40 & echo $!")
    #expect(outcome.isSuccess && ContinuousClock.now - start < .seconds(30))
    kill(try #require(pid_t(outcome.text.trimmingCharacters(in: .newlines))), SIGKILL)
  }

  @Test func whatCannotBeStarted() {
    #expect(throws: Program.StartError.self) { try Program([], environment: [:]).run() }
    #expect(throws: Program.StartError.self) { try Program(["/nonexistent/program"], environment: [:]).run() }
    #expect(throws: Program.StartError.self) { try Program(["true"], environment: [:], folder: "/nonexistent").run() }
  }

  @Test func nothingOfThisProcessIsOpenInIt() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    #expect(try shell("ls /proc/self/fd").text.split(separator: "\n").count == 4, "0, 1, 2, and the folder itself")
  }

  @Test func manyAtOnce() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask { (try? shell("echo \(number); exit \(number % 7)"))?.text == "\(number)\n" }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func cancellingStopsIt() throws {
    let cancellation = Cancellation()
    let program = Program(["sh", "-c", "sleep 60 & wait"], environment: ["PATH": "/usr/bin:/bin"])
    Thread.detachNewThread {
      usleep(100_000)
      cancellation.cancel()
    }
    let start = ContinuousClock.now
    #expect(try program.run(cancellation: cancellation).ending == .timedOut)
    #expect(ContinuousClock.now - start < .seconds(50))
  }

  @Test func whatItLeavesRunningMayEndWithIt() throws {
    var program = Program(["sh", "-c", "sleep 40 & echo $!"], environment: ["PATH": "/usr/bin:/bin"])
    program.endsLeftovers = true
    let left = try #require(pid_t(try program.run().text.trimmingCharacters(in: .newlines)))
    for _ in 0..<400 where Self.isAlive(left) { usleep(5_000) }
    #expect(!Self.isAlive(left))
  }

  /// Whether a process does something; what nobody has waited for is there, but dead.
  private static func isAlive(_ process: pid_t) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return !line.contains(") Z ")
  }
}

@Suite struct RunningProgramTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)")
  private var file: String { folder.appendingPathComponent("out").path }

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private func start(_ script: String, input: Program.Stream = .nothing) throws -> RunningProgram {
    try Program(["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"]).start(
      input: input, output: .file(file), errors: .file(file))
  }

  private var written: String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

  @Test func goesOnUntilItsInputEnds() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = try start("echo begun; cat; echo ended >&2; exit 3", input: .held)
    for _ in 0..<2000 where written != "begun\n" { usleep(5_000) }
    #expect(program.isRunning && written == "begun\n")
    program.letGo()
    #expect(program.wait().ending == .exited(3))
    #expect(!program.isRunning && written == "begun\nended\n")
    #expect(program.wait().ending == .exited(3), "asked again, it says the same")
  }

  @Test func signalsReachWhatItHasStarted() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = try start("sleep 50 & echo $!; wait")
    for _ in 0..<2000 where written.isEmpty { usleep(5_000) }
    program.signal(SIGKILL)
    #expect(program.wait().ending == .signalled(SIGKILL))
    let child = try #require(pid_t(written.trimmingCharacters(in: .newlines)))
    for _ in 0..<400 where kill(child, 0) == 0 { usleep(5_000) }
    #expect((try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8))?.contains(") Z ") ?? true)
  }

  @Test func goesWithItsValue() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var program: RunningProgram? = try start("sleep 50")
    let id = try #require(program?.id)
    program = nil
    #expect(kill(id, 0) != 0)
  }

  @Test func saysWhatItCost() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let end = try start("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").wait()
    #expect(end.processorSeconds > 0.01 && end.peakBytes > 100_000)
  }

  @Test func whatCannotBeStartedOrWritten() {
    #expect(throws: Program.StartError.self) { try Program(["/nonexistent"], environment: [:]).start() }
    #expect(throws: Program.StartError.self) {
      try Program(["true"], environment: [:]).start(output: .file("/nonexistent/file"))
    }
  }
}
