internal import Foundation
internal import Processes

/// What a finished process cost.
public struct ProcessMeasurement: Sendable {
  /// Seconds from its start to its end.
  public var wall: Double
  /// Seconds of user and system time, of the process and of those it waited for.
  public var cpu: Double
  /// The most memory that it had, in MiB.
  public var peakMegabytes: Double
  /// Its status; -1 where a signal ended it.
  public var exitCode: Int32

  /// A measurement from its values.
  public init(wall: Double, cpu: Double, peakMegabytes: Double, exitCode: Int32) {
    self.wall = wall
    self.cpu = cpu
    self.peakMegabytes = peakMegabytes
    self.exitCode = exitCode
  }

  /// Runs a program to its end, its output into a file, and asks the kernel what it cost (`wait4`).
  ///
  /// The kernel counts the memory of the parent at the moment of the start as the child's, so the caller stays small.
  public static func run(
    _ command: [String], environment: [String: String] = [:], folder: String? = nil, output: String = "/dev/null",
    errors: String = "/dev/null"
  ) throws(BenchmarkFailure) -> ProcessMeasurement {
    for path in [output, errors] where path != "/dev/null" {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let start = ContinuousClock.now
    let program = Program(command, environment: merged, folder: folder)
    let end: RunningProgram.End
    do throws(Program.StartError) {
      end = try program.start(output: .file(output), errors: .file(errors)).wait()
    } catch { throw BenchmarkFailure(error.description) }
    let wall = (ContinuousClock.now - start) / .seconds(1)
    let exitCode: Int32 = if case .exited(let status) = end.ending { status } else { -1 }
    return ProcessMeasurement(
      wall: wall, cpu: end.processorSeconds, peakMegabytes: Double(end.peakBytes) / 1_048_576, exitCode: exitCode)
  }

  /// User and system time of this process so far, in seconds.
  public static var ownCPU: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
