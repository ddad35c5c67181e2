import GitObjects
import TestSupport
import Testing

@Suite struct CommittingTests {
  @Test func writesCommitsThatAreAlwaysTheSame() throws {
    let git = try GitFixture()
    let base = try git.commit(["a/b.yml": "1\n", "c.yml": "2\n"])
    let by = Signature(name: "Remit", email: "remit@localhost", time: 1_700_000_000)
    func write(_ files: [String: String]) throws -> ObjectID {
      try git.repository().writeCommit(
        on: base, replacing: files.mapValues { Array($0.utf8) }, message: "drift", by: by)
    }
    let commit = try write(["a/b.yml": "3\n"])
    #expect(try write(["a/b.yml": "3\n"]) == commit)
    #expect(try write(["a/b.yml": "4\n"]) != commit)
    #expect(try git.git(["diff", "--name-status", base.description, commit.description]) == "M\ta/b.yml")
    #expect(try git.git(["show", "\(commit):a/b.yml"]) == "3")
    #expect(
      try git.git(["log", "-1", "--format=%an %ce %ct %P", commit.description])
        == "Remit remit@localhost 1700000000 \(base)")
    #expect(try git.git(["fsck", "--strict", "--no-dangling"]).isEmpty)
    #expect(try git.id("main") == base, "no reference moves")
    #expect(throws: GitError.self) { try write(["new.yml": "1"]) }
    #expect(throws: GitError.self) { try write(["a": "1"]) }
    #expect(throws: GitError.self) { try write(["../x": "1"]) }
  }
}
