import Foundation
import GitObjects
import TestSupport
import Testing

@Suite struct RevisionTests {
  /// One repository with a branch and a tag of the same name, remote branches, and an annotated tag.
  private struct History {
    let fixture: GitFixture
    let first: ObjectID
    let second: ObjectID
    let third: ObjectID

    init() throws {
      fixture = try GitFixture()
      first = try fixture.commit(["a.yml": "1\n"])
      second = try fixture.commit(["a.yml": "2\n"])
      third = try fixture.commit(["a.yml": "3\n"])
      try fixture.git("tag main \(first)")
      try fixture.git("tag -a -m annotated v1 \(second)")
      try fixture.git("update-ref refs/remotes/origin/main \(second)")
      try fixture.git("tag origin/main \(first)")
      try fixture.git("update-ref refs/tags/refs/heads/gone \(first)")
      try fixture.git("update-ref refs/heads/HEAD \(first)")
      try fixture.git("symbolic-ref refs/remotes/up/HEAD refs/remotes/origin/main")
      try fixture.git("tag lonely \(first)")
      try fixture.git("update-ref refs/heads/\(third) \(first)")
    }
  }

  @Test func names() throws {
    let history = try History()
    let repository = try history.fixture.repository()
    let expected: [(String, ObjectID)] = [
      ("HEAD", history.third), ("@", history.third), ("@~1", history.second), ("HEAD^^", history.first),
      ("main", history.third), ("main~2", history.first), ("main^{commit}", history.third),
      ("refs/tags/main", history.first), ("refs/heads/main", history.third), ("refs/heads/main~1", history.second),
      ("origin/main", history.second), ("v1", history.second), ("v1^{}", history.second), ("up", history.second),
      ("lonely", history.first), ("main@{1}", history.second), ("@{1}", history.second),
      (history.third.description, history.third), ("\(history.third)~1", history.second),
      (history.second.abbreviated, history.second), (String(history.second.description.prefix(7)), history.second),
    ]
    for (revision, id) in expected {
      #expect(try repository.resolve(revision) == id, "\(revision)")
    }
    try history.fixture.git("pack-refs --all")
    for (revision, id) in expected {
      #expect(try history.fixture.repository().resolve(revision) == id, "\(revision), packed")
    }
  }

  private static let refusals: [(String, GitError.Code)] = [
    ("nonsense", .notFound), ("", .invalidName), ("main..v1", .invalidName), ("main:a.yml", .invalidName),
    (":/change", .invalidName), ("-x", .invalidName), ("^main", .invalidName), ("main\0", .invalidName),
    ("refs/heads/gone", .notFound), ("refs/heads/none", .notFound), ("heads/none", .notFound), ("main~99", .notFound),
    ("main^{tree}", .invalidName), ("main^{nonsense}", .invalidName), ("../config", .invalidName),
    ("config", .notFound),
    ("1234567890123456789012345678901234567890", .notFound), ("12345678901234567890123456789012345678901", .notFound),
    ("main^{/.*}{", .invalidName), ("ünbekannt", .notFound), ("dead", .notFound), ("main lock", .notFound),
  ]

  @Test func refusals() throws {
    let history = try History()
    let repository = try history.fixture.repository()
    for (revision, code) in Self.refusals {
      let error = #expect(throws: GitError.self) { try repository.resolve(revision) }
      #expect(error?.code == code, "\(error?.description ?? "")")
      #expect(error?.advice != nil || code == .invalidName)
    }
  }

  @Test func referencesAreExact() throws {
    let history = try History()
    let repository = try history.fixture.repository()
    #expect(try repository.resolve(reference: "refs/heads/main") == history.third)
    #expect(try repository.resolve(reference: "HEAD") == history.third)
    for (name, code) in [
      ("refs/heads/gone", GitError.Code.notFound), ("main", .invalidName), ("refs/heads/main~1", .notFound),
      ("refs/heads/../heads/main", .notFound), ("refs/heads/main\0", .invalidName), ("refs/", .notFound),
    ] {
      let error = #expect(throws: GitError.self) { try repository.resolve(reference: name) }
      #expect(error?.code == code, "\(name)")
    }
  }

  @Test func unknownRevisionSaysWhatToDo() throws {
    let fixture = try GitFixture()
    let repository = try fixture.repository()
    let error = #expect(throws: GitError.self) { try repository.resolve("topic") }
    #expect(
      error?.description == """
        cannot resolve revision “topic”: no branch, tag or commit has that name; \
        is “topic” fetched? `git fetch` gets what the remote has
        """)
  }

  @Test func head() throws {
    let fixture = try GitFixture()
    let repository = try fixture.repository()
    #expect(try repository.headCommit() == nil)
    #expect(try repository.headReference() == "refs/heads/main")
    #expect(throws: GitError.self) { try repository.resolve("HEAD") }
    let commit = try fixture.commit(["a.yml": "1\n"])
    #expect(try repository.headCommit() == commit)
    try fixture.git("checkout -q --detach")
    #expect(try repository.headReference() == nil)
    #expect(try repository.headCommit() == commit)
  }

  @Test func commits() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit(["a.yml": "1\n"])
    let second = try fixture.commit(["a.yml": "2\n"], "the subject\n\nthe body")
    let repository = try fixture.repository()
    let commit = try repository.commit(second)
    #expect(commit.parents == [first])
    #expect(commit.tree == (try fixture.id("HEAD^{tree}")))
    #expect(commit.message == "the subject\n\nthe body\n")
    #expect(commit.author == Signature(name: "Alice", email: "alice@example.com", time: 1_700_000_000, offset: 120))
    #expect(commit.committer == Signature(name: "Bob", email: "bob@example.com", time: 1_700_000_100))
    #expect(try repository.parents(of: first) == [])
    #expect(try repository.mergeBase(first, second) == first)
    let error = #expect(throws: GitError.self) { try repository.commit(commit.tree) }
    #expect(error?.code == .notFound || error?.code == .wrongKind)
  }
}
