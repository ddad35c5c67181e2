import Foundation
import GitObjects
import TestSupport
import Testing

@Suite struct IndexAndNoteTests {
  @Test func stagedContent() throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": "1\n", "dir/b.yml": "1\n", "gone.yml": "1\n"])
    try fixture.write("a.yml", "staged\n")
    try fixture.git("add a.yml")
    try fixture.write("a.yml", "not staged\n")
    try fixture.write("untracked.yml", "u\n")
    try fixture.write("intended.yml", "i\n")
    try fixture.git("add -N intended.yml")
    try fixture.git("rm -q gone.yml")
    let repository = try fixture.repository()
    let staged = try repository.indexEntries()
    #expect(staged.entries.map(\.path.text) == ["a.yml", "dir/b.yml"])
    #expect(staged.conflicts.isEmpty)
    let first = try #require(staged.entries.first)
    #expect(try repository.objects.blob(first.version.id) == Array("staged\n".utf8))
    // As `git commit FILE` does: an index of its own, named to the hook.
    let other = fixture.path + "/.git/other-index"
    try fixture.git(["read-tree", "HEAD"], environment: ["GIT_INDEX_FILE": other])
    #expect(try repository.indexEntries(file: other).entries.map(\.path.text) == ["a.yml", "dir/b.yml", "gone.yml"])
    try fixture.git("add untracked.yml")
    #expect(try repository.indexEntries().entries.count == 3, "the index is read anew")
    let limited = try fixture.repository(limits: ReadLimits(entries: 2))
    #expect(throws: GitError.self) { try limited.indexEntries() }
  }

  @Test func unfinishedMerge() throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": "1\n", "b.yml": "1\n"])
    try fixture.git("branch topic")
    try fixture.commit(["a.yml": "2\n"])
    try fixture.git("checkout -q topic")
    try fixture.commit(["a.yml": "3\n"])
    #expect(throws: GitFixture.Failure.self) { try fixture.git("merge -q main") }
    let staged = try fixture.repository().indexEntries()
    #expect(staged.entries.map(\.path.text) == ["b.yml"])
    #expect(staged.conflicts.map(\.text) == ["a.yml"])
  }

  @Test func damagedIndex() throws {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": "1\n"])
    try fixture.write(".git/index", "DIRC nonsense")
    let repository = try fixture.repository()
    #expect(throws: GitError.self) { try repository.indexEntries() }
  }

  @Test func notes() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit(["a.yml": "1\n"])
    let repository = try fixture.repository()
    let reference = "refs/notes/remit"
    let bot = Signature(name: "remit", email: "remit@example.com", time: 1_700_000_000)
    #expect(try repository.note(on: commit, reference: reference) == nil)
    try repository.setNote("one\n", on: commit, reference: reference, by: bot)
    #expect(try repository.note(on: commit, reference: reference) == "one\n")
    try repository.setNote("zwei ü\n", on: commit, reference: reference, by: bot)
    #expect(try repository.note(on: commit, reference: reference) == "zwei ü\n")
    #expect(try fixture.git(["notes", "--ref", "remit", "show", "\(commit)"]) == "zwei ü")
    #expect(try fixture.git(["log", "-1", "--format=%an %at", reference]) == "remit 1700000000")
    #expect(try repository.note(on: commit, reference: "refs/notes/other") == nil)
    for (text, name) in [("a\0b", reference), ("a", "bad name"), ("a", "refs/notes/\0")] {
      #expect(throws: GitError.self) { try repository.setNote(text, on: commit, reference: name, by: bot) }
    }
    #expect(throws: GitError.self) {
      try repository.setNote("a", on: commit, reference: reference, by: Signature(name: "", email: "", time: 0))
    }
  }
}
