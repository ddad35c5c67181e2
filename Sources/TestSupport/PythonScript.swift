public import Foundation
internal import Processes

/// Runs a Python script that lies beside the tests.
public enum PythonScript {
  /// What it printed, line by line; nil, with a printed line that says what is skipped, where Python or a package it
  /// needs is not there (exit code 3).
  public static func lines(
    _ name: String, _ arguments: [String], input: Data = Data(), for test: String = #function,
    besides testFile: String = #filePath
  ) throws -> [Data]? {
    let script = URL(fileURLWithPath: testFile).deletingLastPathComponent().appendingPathComponent(name)
    let outcome = try Program(
      ["python3", script.path] + arguments, environment: ProcessInfo.processInfo.environment, input: [UInt8](input)
    ).run()
    switch outcome.status {
    case 0: return outcome.output.split(separator: 0x0A).map { Data($0) }
    case 3, 127:
      print("skipped \(test): \(name) needs Python packages that are not installed (make deps)")
      return nil
    default: throw ScriptFailure(name: name, complaints: outcome.complaints)
    }
  }

  private struct ScriptFailure: Error {
    var name: String
    var complaints: String
  }
}
