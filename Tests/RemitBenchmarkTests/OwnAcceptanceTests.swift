import Diagnostics
import Foundation
import Testing
import Workflows

@testable import RemitBenchmark

/// What is written to disk, judged by Remit itself.
@Suite struct OwnAcceptanceTests {
  private func diagnostics(errors: Int) throws -> (found: [Diagnostic], expected: [ExpectedError]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-bench-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try RepositoryWriter(.init(output: folder, files: 2_000, resources: 200, errors: errors)).write()
    let found = try Workspace(at: folder).validate(.workingTree, today: "2026-01-01").diagnostics
    return (found, ErrorInjection(errors, into: World(files: 2_000, resources: 200, seed: 1)).expected)
  }

  @Test func nothingIsWrongWithIt() throws {
    #expect(try diagnostics(errors: 0).found.isEmpty)
  }

  @Test func exactlyTheInjectedErrorsAreFound() throws {
    let (found, expected) = try diagnostics(errors: 45)
    let places = found.filter { $0.severity == .error }.map {
      "\($0.place.file):\($0.place.range?.start.line ?? 0) \($0.code.rawValue)"
    }
    #expect(places.sorted() == expected.map { "\($0.file):\($0.line) \($0.code)" }.sorted())
  }
}
