import Foundation
import Processes

/// A run of `StoreProbe`: another process that uses a store.
final class Probe {
  /// What it printed, a number a line.
  private let output: URL
  private let folder: Folder
  private let process: RunningProgram

  /// The program beside the one that runs the tests.
  private static let program: URL = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("StoreProbe")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(".build/debug/StoreProbe")
  }()

  init(_ mode: String, _ location: String, _ name: String) throws {
    folder = try Folder()
    output = folder.url.appendingPathComponent("out")
    process = try Program(
      [Self.program.path, mode, location, name], environment: ProcessInfo.processInfo.environment
    ).start(output: .file(output.path), errors: .descriptor(STDERR_FILENO))
  }

  /// The lines it has finished.
  var lines: [String] {
    let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Waits until it has printed so many lines, or has ended.
  func wait(forLines count: Int) async throws {
    while process.isRunning, lines.count < count { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// Ends it as a power cut would, and gives the lines.
  func kill() async throws -> [String] {
    process.signal(SIGKILL)
    return try await end()
  }

  /// Waits for its end and gives the lines.
  func end() async throws -> [String] {
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    return lines
  }
}
