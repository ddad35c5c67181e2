public import Foundation

/// Runs a Python script that lies beside the tests.
public enum PythonScript {
  /// What it printed, line by line; nil, with a printed line that says what is skipped, where Python or a package it
  /// needs is not there (exit code 3).
  public static func lines(
    _ name: String, _ arguments: [String], input: Data = Data(), for test: String = #function,
    besides testFile: String = #filePath
  ) throws -> [Data]? {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("input")
    try input.write(to: file)

    let script = URL(fileURLWithPath: testFile).deletingLastPathComponent().appendingPathComponent(name)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: return data.split(separator: 0x0A).map { Data($0) }
    case 3, 127:
      print("skipped \(test): \(name) needs Python packages that are not installed (make deps)")
      return nil
    default: throw ScriptFailure(name: name, status: process.terminationStatus)
    }
  }

  private struct ScriptFailure: Error {
    var name: String
    var status: Int32
  }
}
