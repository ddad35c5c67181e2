import Foundation
import GitObjects
import TestSupport
import Testing

/// The ways in which a clone can lie on disk.
@Suite struct LayoutTests {
  private func expectReadable(
    _ repository: Repository, _ commit: ObjectID, sourceLocation: SourceLocation = #_sourceLocation
  )
    throws
  {
    let entries = try repository.objects.entries(of: try repository.tree(of: commit))
    #expect(entries.map(\.path.text) == ["a.yml", "dir/b.yml"], sourceLocation: sourceLocation)
    for entry in entries {
      #expect(try !repository.objects.blob(entry.version.id).isEmpty, sourceLocation: sourceLocation)
    }
  }

  /// A repository of two commits.
  private func source() throws -> (GitFixture, ObjectID) {
    let fixture = try GitFixture()
    try fixture.commit(["a.yml": "1\n"])
    return (fixture, try fixture.commit(["dir/b.yml": "2\n"]))
  }

  @Test func discovery() throws {
    let (fixture, commit) = try source()
    let root = fixture.root.resolvingSymlinksInPath().path
    for path in [root, root + "/dir", root + "/.git", root + "/.git/objects"] {
      let repository = try Repository(discovering: path)
      #expect(repository.workingDirectory == root)
      #expect(repository.gitDirectory == root + "/.git")
      #expect(try repository.headCommit() == commit)
    }
    let error = #expect(throws: GitError.self) { try Repository(opening: root + "/dir") }
    #expect(error?.code == .notFound)
    #expect(error?.advice?.contains("--repo") == true)
    for path in ["", "/nonexistent", "\0", root + "\0"] {
      #expect(throws: GitError.self) { try Repository(opening: path) }
    }
  }

  @Test func packedAndBareAndBorrowed() throws {
    let (fixture, commit) = try source()
    try fixture.git("gc -q")
    try expectReadable(try fixture.repository(), commit)

    let clones = try GitFixture(initialised: false)
    try clones.git(["clone", "-q", "--bare", fixture.path, "bare.git"])
    let bare = try clones.repository("bare.git")
    #expect(bare.workingDirectory == nil)
    try expectReadable(bare, commit)
    #expect(try bare.resolve("main") == commit)
    #expect(try bare.indexEntries().entries.isEmpty)

    try clones.git(["clone", "-q", "--shared", "--no-checkout", fixture.path, "borrowed"])
    let borrowed = try clones.repository("borrowed")
    try expectReadable(borrowed, commit)
    #expect(try borrowed.resolve("origin/main") == commit)
  }

  @Test func linkedWorktree() throws {
    let (fixture, commit) = try source()
    try fixture.git("worktree add -q -b topic tree HEAD~1")
    let repository = try fixture.repository("tree")
    #expect(repository.workingDirectory?.hasSuffix("/tree") == true)
    #expect(repository.gitDirectory.hasSuffix("/.git/worktrees/tree"))
    #expect(try repository.headReference() == "refs/heads/topic")
    try expectReadable(repository, commit)
    #expect(try repository.resolve("main") == commit)
    #expect(try repository.indexEntries().entries.map(\.path.text) == ["a.yml"])
    guard let first = try repository.headCommit() else { throw GitFixture.Failure(command: "head", output: "") }
    try repository.setNote("seen", on: first, reference: "refs/notes/remit", by: .init(name: "n", email: "e", time: 1))
    #expect(try fixture.git(["notes", "--ref", "remit", "show", first.description]) == "seen")
  }

  @Test func shallowCloneSaysWhatToFetch() throws {
    let (fixture, tip) = try source()
    let old = try fixture.id("HEAD~1")
    try fixture.git("checkout -q -b topic HEAD~1")
    let topic = try fixture.commit(["c.yml": "3\n"])
    let clones = try GitFixture(initialised: false)
    try clones.git(["clone", "-q", "--depth=1", "--no-single-branch", "file://\(fixture.path)", "shallow"])
    let repository = try clones.repository("shallow")
    #expect(repository.isShallow)
    try expectReadable(repository, tip)
    for attempt in [
      { _ = try repository.commit(old) }, { _ = try repository.merge(ours: tip, theirs: topic) },
      { _ = try repository.mergeBase(tip, topic) }, { _ = try repository.resolve("origin/main~1") },
    ] {
      let error = #expect(throws: GitError.self) { try attempt() }
      #expect(error?.advice?.contains("fetch-depth: 0") == true, "\(error?.description ?? "")")
    }
  }

  /// Unlike a user's own files, another's repository is refused; git itself says how to allow it, and so do we.
  @Test(.enabled(if: getuid() == 0, "only root can give a repository away"))
  func repositoryOfAnotherUser() async throws {
    await #expect(processExitsWith: .success) {
      let fixture = try GitFixture()
      try fixture.commit(["a.yml": "1\n"])
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.path)
      setenv("HOME", "/nonexistent", 1)
      guard setuid(65534) == 0 else { exit(3) }
      do throws(GitError) {
        _ = try Repository(opening: fixture.path)
        exit(4)
      } catch {
        exit(error.code == .owner && error.advice?.contains("safe.directory") == true ? 0 : 5)
      }
    }
  }
}
