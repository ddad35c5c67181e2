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
  static func run(
    _ arguments: [String], in folder: String, input: String = "", environment: [String: String] = [:]
  ) throws -> ProgramResult {
    let files = ["in", "out", "err"].map { "\(folder)/run-\(UUID().uuidString).\($0)" }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))
    let open = [Spawn.open(files[0]), Spawn.open(files[1], writing: true), Spawn.open(files[2], writing: true)]
    defer { for file in open { close(file) } }
    let process = Spawn.start(
      ["env", "-C", folder] + arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, input: open[0], output: open[1],
      errors: open[2])
    guard let process else { throw ClusterFailure(description: "\(arguments.first ?? "") does not start") }
    let status = Spawn.wait(for: process)
    func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
    return ProgramResult(status: status, output: try text(files[1]), errors: try text(files[2]))
  }
}
