import Foundation

/// A git repository with a commit on `main` and a merge request on `change`; the same files give the same commits.
struct GitFixture {
  struct Change: Equatable {
    var path: String
    var text: String
    var message: String
  }

  let folder: String

  /// Commits everything in the folder, then the change on a branch; `main` is checked out afterwards.
  func commit(_ change: Change) throws {
    try git("init", "--quiet", "--initial-branch=main")
    try Data("benchmark.json\nexpected-errors.json\n".utf8).write(to: url(".git/info/exclude"))
    try git("config", "gc.auto", "0")
    try git("add", "--all")
    try git("commit", "--quiet", "--message", "A generated data repository")
    try git("checkout", "--quiet", "-b", "change")
    try Data(change.text.utf8).write(to: url(change.path))
    try git("commit", "--quiet", "--all", "--message", change.message)
    try git("checkout", "--quiet", "main")
    // As a clone has it: one pack instead of a file for each object.
    try git("repack", "-a", "-d", "-q")
  }

  private func url(_ path: String) -> URL { URL(fileURLWithPath: folder + "/" + path) }

  private func git(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder] + arguments
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    for who in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(who)_NAME"] = "remit-bench"
      environment["GIT_\(who)_EMAIL"] = "remit-bench@example.com"
      environment["GIT_\(who)_DATE"] = "2026-01-01T00:00:00Z"
    }
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    process.environment = environment
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchmarkFailure("git \(arguments[0]) failed in \(folder)") }
  }
}

/// Why a benchmark could not be made or run.
struct BenchmarkFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
