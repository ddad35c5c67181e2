import Foundation
import GitObjects
import TestSupport
import Testing

@Suite struct DiffTests {
  /// What `git diff-tree` says about the same two commits.
  private func expected(_ fixture: GitFixture, _ old: ObjectID, _ new: ObjectID) throws -> [String] {
    try fixture.git(["diff-tree", "-r", "--no-renames", "--no-abbrev", "-z", "\(old)", "\(new)"])
      .split(separator: "\0").map(String.init)
      .reduce(into: [String]()) { result, part in
        if part.hasPrefix(":") { result.append(part) } else { result[result.count - 1] += " \(part)" }
      }
  }

  private func described(_ change: TreeChange) -> String {
    let none = String(repeating: "0", count: 40)
    func mode(_ version: FileVersion?) -> String {
      version.map { String($0.mode.rawValue, radix: 8) } ?? "000000"
    }
    let letter = change.old == nil ? "A" : change.new == nil ? "D" : "M"
    return ":\(mode(change.old)) \(mode(change.new)) \(change.old?.id.description ?? none) "
      + "\(change.new?.id.description ?? none) \(letter) \(change.path.text)"
  }

  static let changes: [[String: String?]] = [
    [:], ["a/b/c.yml": "2\n"], ["a/b/c.yml": nil], ["new/deep/er.yml": "n\n"], ["a.yml": nil, "a/b.yml": nil],
    ["a/b/c.yml": nil, "a/d.yml": nil, "a/b.yml": nil], ["a.yml": "2\n", "a/b.yml": "2\n", "a-b": "2\n", "z": "2\n"],
    ["a/b/c.yml": nil, "a/b/d.yml": "1\n"], ["a": nil, "a0": "x"],
  ]

  @Test(arguments: changes) func asGit(_ files: [String: String?]) throws {
    let fixture = try GitFixture()
    let base = ["a/b/c.yml": "1\n", "a/d.yml": "1\n", "a/b.yml": "1\n", "a.yml": "1\n", "a-b": "1\n", "z": "1\n"]
    let old = try fixture.commit(base)
    let new = try fixture.commit(files)
    let repository = try fixture.repository()
    for (one, other) in [(old, new), (new, old)] {
      let diff = try repository.objects.diff(from: repository.tree(of: one), to: repository.tree(of: other))
      #expect(diff.map(described) == (try expected(fixture, one, other)))
    }
  }

  /// A file becomes a folder, a mode changes, a link replaces a file.
  @Test func kindsChange() throws {
    let fixture = try GitFixture()
    let old = try fixture.commit(["x": "1\n", "x.yml": "1\n", "run": "1\n", "link": "1\n"])
    try FileManager.default.removeItem(at: fixture.root.appendingPathComponent("x"))
    try FileManager.default.removeItem(at: fixture.root.appendingPathComponent("link"))
    try FileManager.default.createSymbolicLink(
      atPath: fixture.root.appendingPathComponent("link").path, withDestinationPath: "run")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: fixture.root.appendingPathComponent("run").path)
    let new = try fixture.commit(["x/y": "2\n"])
    let repository = try fixture.repository()
    for (one, other) in [(old, new), (new, old)] {
      let diff = try repository.objects.diff(from: repository.tree(of: one), to: repository.tree(of: other))
      let described = diff.map { self.described($0).replacingOccurrences(of: " T ", with: " M ") }
      let git = try expected(fixture, one, other).map { $0.replacingOccurrences(of: " T ", with: " M ") }
      #expect(described == git)
    }
  }

  /// Folders that are equal on both sides need not even be there.
  @Test func equalFoldersAreNotOpened() throws {
    let fixture = try GitFixture()
    let old = try fixture.commit(["same/a.yml": "1\n", "other/b.yml": "1\n"])
    let new = try fixture.commit(["other/b.yml": "2\n"])
    let same = try fixture.id("HEAD:same").description
    try FileManager.default.removeItem(
      at: fixture.root.appendingPathComponent(".git/objects/\(same.prefix(2))/\(same.dropFirst(2))"))
    let repository = try fixture.repository()
    let diff = try repository.objects.diff(from: repository.tree(of: old), to: repository.tree(of: new))
    #expect(diff.map(\.path.text) == ["other/b.yml"])
    #expect(throws: GitError.self) { try repository.objects.entries(of: try repository.tree(of: new)) }
  }
}
