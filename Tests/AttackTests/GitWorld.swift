import Deciding
import Foundation
import GitObjects
import TestSupport
import Workflows

/// A world in a real repository, on branch `main`: what git itself makes of branches, merges and trees.
final class GitWorld {
  let git: GitFixture
  let world: World

  init(_ world: World = World()) throws {
    self.world = world
    git = try GitFixture()
    try git.commit(world.files)
  }

  /// A commit with some edits on a branch, which is made at `start` if it is not there yet. Gives its full id.
  @discardableResult
  func push(_ edits: [String: String?], to branch: String = "topic", from start: String = "main") throws -> String {
    if (try? git.id("refs/heads/\(branch)")) == nil { try git.git(["branch", "-q", branch, "refs/heads/\(start)"]) }
    try git.git(["checkout", "-q", branch, "--"])
    return try git.commit(edits).description
  }

  /// A commit of entries as only git's plumbing makes them: mode, blob or commit id, and path, on top of a branch.
  @discardableResult
  func push(
    entries: [(mode: String, id: String, path: [UInt8])], to branch: String = "topic", from start: String = "main"
  ) throws -> String {
    try git.git(["checkout", "-qf", "-B", branch, "refs/heads/\(start)", "--"])
    for entry in entries {
      let line = Array("\(entry.mode) \(entry.id)\t".utf8) + entry.path + [0]
      try git.git(["update-index", "-z", "--index-info"], input: Data(line))
    }
    try git.git(["commit", "-q", "-m", "entries"])
    return try git.id("HEAD").description
  }

  /// The id of a text as a blob of the repository.
  func blob(_ text: String) throws -> String { try git.git(["hash-object", "-w", "--stdin"], input: Data(text.utf8)) }

  func decide(
    _ head: String = "topic", into base: String = "main", by author: String = "mallory", _ events: Event...
  ) throws -> DecisionResult {
    try Workspace(at: git.path).decide(
      MergeRequestQuery(base: base, head: .commit(head), author: author, events: events, today: "2026-01-15"))
  }
}

extension Decision {
  /// The items nobody may approve, as `path pointer kind`.
  var uncovered: [String] { described { !$0.coverage.isCovered } }

  /// The items somebody may approve but nobody has.
  var unapproved: [String] { described { $0.coverage.isCovered && !$0.isApproved } }

  /// All items.
  var allItems: [String] { described { _ in true } }

  /// The codes of its errors, sorted, each once.
  var errors: [String] { Set(diagnostics.filter { $0.severity == .error }.map(\.code.rawValue)).sorted() }

  private func described(_ isWanted: (DecidedItem) -> Bool) -> [String] {
    files.flatMap { file in
      file.items.filter(isWanted).map {
        "\(file.change.file.path) \($0.coverage.item.pointer) \($0.coverage.item.kind.rawValue)"
      }
    }
  }
}
