import Measuring
import Foundation
import Testing

@testable import RemitBenchmark

/// What is written to disk, judged by git and, where they are installed, by qontract's own programs.
@Suite struct PeerAcceptanceTests {
  private static func withRepository(
    errors: Int = 0, git: Bool = false, _ body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-bench-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try RepositoryWriter(.init(output: folder, files: 300, resources: 60, errors: errors, git: git)).write()
    try body(folder)
  }

  /// The Python with qontract-validator in it: the one that `make bench` installs, else that of the system.
  private static var python: String? {
    let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(3).joined(separator: "/").dropFirst()
    return [String(root) + "/.build/python-bench/bin/python3", "python3"].first {
      (try? ProcessMeasurement.run([$0, "-c", "import validator.bundler"]))?.exitCode == 0
    }
  }

  @Test func qontractAcceptsTheRepository() throws {
    guard let python = Self.python else { return print("qontract-validator is not installed: not compared") }
    try Self.withRepository { folder in
      let roots = ["/schemas", "/graphql-schemas/schema.yml", "/data", "/resources"].map { folder + $0 }
      let bundler = "import sys; from validator.bundler import main; main()"
      let bundle = try ProcessMeasurement.run(
        [python, "-c", bundler] + roots + ["0", "0"], output: folder + "/bundle.json")
      #expect(bundle.exitCode == 0)
      let check = try ProcessMeasurement.run(
        [python, "-c", PeerScripts.validator, folder + "/bundle.json"], output: folder + "/report.json")
      #expect(check.exitCode == 0)
      #expect(try String(contentsOfFile: folder + "/report.json", encoding: .utf8) == "[]\n")
    }
  }

  @Test func mergeRequestChangesOneLineAndTwoRunsGiveTheSameCommits() throws {
    var commits: [String] = []
    for _ in 0..<2 {
      try Self.withRepository(git: true) { folder in
        func git(_ arguments: String...) throws -> String {
          let result = try ProcessMeasurement.run(["git", "-C", folder] + arguments, output: folder + ".txt")
          defer { try? FileManager.default.removeItem(atPath: folder + ".txt") }
          #expect(result.exitCode == 0)
          return try String(contentsOfFile: folder + ".txt", encoding: .utf8)
        }
        commits.append(try git("rev-parse", "main", "change"))
        let expected = "1\t1\tdata" + World(files: 300, resources: 60, seed: 1).path(.saasFile, 0) + "\n"
        #expect(try git("diff", "--numstat", "main", "change") == expected)
        #expect(try git("status", "--porcelain").isEmpty)
      }
    }
    #expect(commits[0] == commits[1])
  }

  @Test func expectedErrorsAreWrittenBesideTheData() throws {
    try Self.withRepository(errors: 9) { folder in
      let text = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected-errors.json"))
      let errors = try #require(try JSONSerialization.jsonObject(with: text) as? [[String: any Sendable]])
      #expect(errors.count == 9)
      for error in errors {
        let file = try #require(error["file"] as? String)
        #expect(FileManager.default.fileExists(atPath: folder + "/" + file))
      }
    }
  }
}
