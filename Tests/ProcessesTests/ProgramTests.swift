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

  @Test func manyAtOnce() async throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask { (try? shell("echo \(number); exit \(number % 7)"))?.text == "\(number)\n" }
      }
      for await isRight in group { #expect(isRight) }
    }
    // Other tests run meanwhile, and have files open as well.
    #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count < files + 150)
  }
}
