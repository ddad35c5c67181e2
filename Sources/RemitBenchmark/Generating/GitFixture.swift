import Measuring
import Foundation
import Processes

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
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    for who in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(who)_NAME"] = "remit-bench"
      environment["GIT_\(who)_EMAIL"] = "remit-bench@example.com"
      environment["GIT_\(who)_DATE"] = "2026-01-01T00:00:00Z"
    }
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    let outcome = try Program(["git", "-C", folder] + arguments, environment: environment).run()
    guard outcome.isSuccess else {
      throw BenchmarkFailure("git \(arguments[0]) failed in \(folder): \(outcome.complaints)")
    }
  }
}
