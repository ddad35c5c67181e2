import Foundation
import Glibc

/// What a finished process cost.
struct ProcessMeasurement {
  var wall: Double
  /// User and system time of the process and of those it waited for.
  var cpu: Double
  var peakMegabytes: Double
  var exitCode: Int32

  /// Runs a program to its end, its output into a file, and asks the kernel what it cost (`wait4`).
  ///
  /// The kernel counts the memory of the parent at the moment of the start as the child's, so the caller stays small.
  static func run(
    _ command: [String], environment: [String: String] = [:], output: String = "/dev/null", errors: String = "/dev/null"
  ) throws -> ProcessMeasurement {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let arguments = cStrings(command)
    let variables = cStrings(merged.map { "\($0.key)=\($0.value)" })
    defer { (arguments + variables).forEach { free($0) } }

    var identifier = pid_t()
    let start = ContinuousClock.now
    guard posix_spawnp(&identifier, command[0], &actions, nil, arguments, variables) == 0 else {
      throw BenchmarkFailure("cannot start \(command[0])")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(identifier, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw BenchmarkFailure("cannot wait for \(command[0])") }
    }
    let wall = (ContinuousClock.now - start) / .seconds(1)
    return ProcessMeasurement(
      wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMegabytes: Double(usage.ru_maxrss) / 1024, exitCode: status & 0x7f == 0 ? (status >> 8) & 0xff : -1)
  }

  /// User and system time of this process so far.
  static var ownCPU: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func cStrings(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
    strings.map { strdup($0) } + [nil]
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}
