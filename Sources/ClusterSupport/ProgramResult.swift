internal import Foundation
internal import Processes

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

extension ProgramResult {
  /// Runs a program of the machine in a folder, to its end.
  init(
    of arguments: [String], in folder: String, input: String = "", environment: [String: String] = [:]
  ) throws {
    let outcome = try Program(
      arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, folder: folder,
      input: Array(input.utf8)
    ).run()
    self.init(status: outcome.status ?? -1, output: outcome.text, errors: outcome.complaints)
  }
}
