import Foundation
import GitObjects
import TestSupport
import Testing

/// Two sides that start from the same files, and what git makes of them.
struct MergeCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  var base: [String: String] = ["a.yml": lines(1...20), "dir/b.yml": lines(1...20), "c.yml": "c\n"]
  let ours: [String: String?]
  let theirs: [String: String?]
}

/// A file of numbered lines, some replaced.
private func lines(_ range: ClosedRange<Int>, _ changed: [Int: String] = [:]) -> String {
  range.map { (changed[$0] ?? "line \($0)") + "\n" }.joined()
}

private let cases: [MergeCase] = [
  MergeCase(testDescription: "different files", ours: ["a.yml": lines(1...21)], theirs: ["dir/b.yml": "b\n"]),
  MergeCase(
    testDescription: "different lines of one file", ours: ["a.yml": lines(1...20, [2: "x"])],
    theirs: ["a.yml": lines(1...20, [18: "y"])]),
  MergeCase(
    testDescription: "same line", ours: ["a.yml": lines(1...20, [5: "x"])],
    theirs: ["a.yml": lines(1...20, [5: "y"]), "c.yml": "d\n"]),
  MergeCase(
    testDescription: "same change on both sides", ours: ["a.yml": lines(1...20, [5: "x"])],
    theirs: ["a.yml": lines(1...20, [5: "x"]), "c.yml": "d\n"]),
  MergeCase(
    testDescription: "changed here, deleted there", ours: ["a.yml": lines(1...20, [5: "x"])], theirs: ["a.yml": nil]),
  MergeCase(testDescription: "deleted on both sides", ours: ["a.yml": nil, "n.yml": "n\n"], theirs: ["a.yml": nil]),
  MergeCase(
    testDescription: "renamed there, changed here", ours: ["a.yml": lines(1...20, [5: "x"])],
    theirs: ["a.yml": nil, "moved/a.yml": lines(1...20)]),
  MergeCase(
    testDescription: "renamed to two names", ours: ["a.yml": nil, "one.yml": lines(1...20)],
    theirs: ["a.yml": nil, "two.yml": lines(1...20)]),
  MergeCase(testDescription: "added twice, the same", ours: ["n/n.yml": "n\n"], theirs: ["n/n.yml": "n\n"]),
  MergeCase(testDescription: "added twice, not the same", ours: ["n/n.yml": "n\n"], theirs: ["n/n.yml": "m\n"]),
  MergeCase(testDescription: "file here, folder there", ours: ["n": "n\n"], theirs: ["n/n.yml": "m\n"]),
  MergeCase(
    testDescription: "a folder disappears", ours: ["c.yml": "d\n"], theirs: ["dir/b.yml": nil, "z.yml": "z\n"]),
]

@Suite struct MergeTests {
  @Test(arguments: cases) func asGit(_ example: MergeCase) throws {
    let fixture = try GitFixture()
    try fixture.commit(example.base)
    try fixture.git("branch topic")
    let ours = try fixture.commit(example.ours)
    try fixture.git("checkout -q topic")
    let theirs = try fixture.commit(example.theirs)
    try fixture.git("checkout -q main")
    try expectAsGit(fixture, ours, theirs)
  }

  /// Compares with `git merge`, and sees that the repository is untouched before.
  private func expectAsGit(_ fixture: GitFixture, _ ours: ObjectID, _ theirs: ObjectID) throws {
    let before = try fixture.snapshot(of: ".git")
    let repository = try fixture.repository()
    let outcome = try repository.merge(ours: ours, theirs: theirs)
    if case .merged(let tree, .threeWay) = outcome {
      for entry in try repository.objects.entries(of: tree) where entry.version.mode.isFile {
        _ = try repository.objects.blob(entry.version.id)
      }
    }
    #expect(try fixture.snapshot(of: ".git") == before, "merging must not write")

    let merged = (try? fixture.git("merge -q --no-ff -m merge \(theirs)")) != nil
    switch outcome {
    case .merged(let tree, _):
      #expect(merged)
      let expected = try fixture.id("HEAD^{tree}")
      #expect(tree == expected)
    case .conflict(let paths):
      #expect(!merged)
      let unmerged = try fixture.git("ls-files -u").split(separator: "\n").compactMap {
        $0.split(separator: "\t").last.map(String.init)
      }
      // libgit2 and git name the two sides of a file/folder conflict differently; the path is in both.
      #expect(!paths.isEmpty)
      #expect(paths.allSatisfy { path in unmerged.contains { $0.hasPrefix(path.text) } }, "\(paths) \(unmerged)")
    }
  }

  @Test func mergedContentIsReadable() throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": lines(1...20)])
    try fixture.git("branch topic")
    let ours = try fixture.commit(["a.yml": lines(1...20, [2: "x"])])
    try fixture.git("checkout -q topic")
    let theirs = try fixture.commit(["a.yml": lines(1...20, [18: "y"])])
    let repository = try fixture.repository()
    guard case .merged(let tree, .threeWay) = try repository.merge(ours: ours, theirs: theirs) else {
      Issue.record("no merge")
      return
    }
    let entry = try #require(try repository.objects.entry(at: "a.yml", of: tree))
    #expect(try repository.objects.blob(entry.version.id) == Array(lines(1...20, [2: "x", 18: "y"]).utf8))
    let changes = try repository.objects.diff(from: repository.tree(of: ours), to: tree)
    #expect(changes.map(\.path.text) == ["a.yml"])
    #expect(throws: GitError.self) { try fixture.repository().objects.blob(entry.version.id) }
  }

  @Test func nothingToMerge() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit(["a.yml": "1\n"])
    let second = try fixture.commit(["a.yml": "2\n"])
    let repository = try fixture.repository()
    let tree = try fixture.id("\(second)^{tree}")
    #expect(try repository.merge(ours: first, theirs: second) == .merged(tree: tree, how: .fastForward))
    #expect(try repository.merge(ours: second, theirs: first) == .merged(tree: tree, how: .alreadyMerged))
    #expect(try repository.merge(ours: second, theirs: second) == .merged(tree: tree, how: .alreadyMerged))
  }

  /// Each side has merged the other's first commit: two merge bases.
  @Test func crissCross() throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": lines(1...40)])
    try fixture.git("branch topic")
    let one = try fixture.commit(["a.yml": lines(1...40, [3: "one"])])
    try fixture.git("checkout -q topic")
    let two = try fixture.commit(["a.yml": lines(1...40, [20: "two"])])
    try fixture.git("merge -q -m criss \(one)")
    let theirs = try fixture.commit(["a.yml": lines(1...40, [3: "one", 20: "two", 38: "theirs"])])
    try fixture.git("checkout -q main")
    try fixture.git("merge -q -m cross \(two)")
    let ours = try fixture.commit(["a.yml": lines(1...40, [3: "ours", 20: "two"])])
    #expect(try fixture.git("merge-base --all \(ours) \(theirs)").split(separator: "\n").count == 2)
    try expectAsGit(fixture, ours, theirs)
  }

  @Test func unrelatedHistoriesAreRefused() throws {
    let fixture = try GitFixture()
    let ours = try fixture.commit(["a.yml": "1\n"])
    try fixture.git("checkout -q --orphan other")
    let theirs = try fixture.commit(["a.yml": "1\n", "b.yml": "b\n"])
    let repository = try fixture.repository()
    #expect(try repository.mergeBase(ours, theirs) == nil)
    let error = #expect(throws: GitError.self) { try repository.merge(ours: ours, theirs: theirs) }
    #expect(error?.code == .unrelated)
  }

  /// `merge=union` in the working tree would turn the conflict into a clean merge.
  @Test(arguments: [".gitattributes", ".git/info/attributes"]) func attributesHaveNoSay(_ file: String) throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": "1\n"])
    try fixture.git("branch topic")
    let ours = try fixture.commit(["a.yml": "2\n"])
    try fixture.git("checkout -q topic")
    let theirs = try fixture.commit(["a.yml": "3\n", ".gitattributes": "* merge=union\n"])
    try fixture.write(file, "* merge=union\n")
    guard case .conflict(let paths) = try fixture.repository().merge(ours: ours, theirs: theirs) else {
      Issue.record("an attribute of the merge request decided the merge")
      return
    }
    #expect(paths.map(\.text) == ["a.yml"])
  }

  /// The disk refuses to be written, as in a container that mounts the clone read-only.
  @Test func readOnlyRepository() throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": lines(1...20)])
    try fixture.git("branch topic")
    let ours = try fixture.commit(["a.yml": lines(1...20, [2: "x"])])
    try fixture.git("checkout -q topic")
    let theirs = try fixture.commit(["a.yml": lines(1...20, [18: "y"])])
    let folders = [".git", ".git/objects"].map { fixture.root.appendingPathComponent($0).path }
    for folder in folders { try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder) }
    defer {
      for folder in folders {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      }
    }
    guard case .merged = try fixture.repository().merge(ours: ours, theirs: theirs) else {
      Issue.record("no merge")
      return
    }
  }
}
