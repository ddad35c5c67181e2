internal import Foundation

/// What a program printed and how it ended.
public struct ProgramResult: Sendable {
  /// The exit status.
  public var status: Int32
  /// What it wrote to its standard output.
  public var output: String
  /// What it wrote to its standard error.
  public var errors: String
}

/// What did not work in setting up a cluster.
public struct ClusterFailure: Error, CustomStringConvertible {
  /// What happened, with the end of the log that says why.
  public var description: String
}

/// Runs programs to their end.
enum Program {
  /// Runs a program of the machine in a folder.
  ///
  /// It writes to files: `Process` waits for the end of all that holds a pipe, servers too.
  static func run(
    _ arguments: [String], in folder: String, input: String = "", environment: [String: String] = [:]
  ) throws -> ProgramResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let files = ["in", "out", "err"].map { "\(folder)/run-\(UUID().uuidString).\($0)" }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    for (file, text) in zip(files, [input, "", ""]) { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
    return ProgramResult(
      status: process.terminationStatus, output: try text(files[1]), errors: try text(files[2]))
  }
}
