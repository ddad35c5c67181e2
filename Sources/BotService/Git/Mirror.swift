public import Forges
internal import DataBundle
internal import Foundation
internal import GitObjects
public import Workflows

/// A bare copy of a repository, with the heads of its merge requests, kept up by `git fetch`. It can be deleted at any
/// time.
public struct Mirror: Sendable {
  /// Its folder.
  public let path: String
  /// Where the notes with the records are.
  public static let notes = "refs/notes/remit"
  let client: any ForgeClient
  let allowsPlainHTTP: Bool

  /// A mirror in a folder, which is made when it is first needed.
  public init(at path: String, of client: any ForgeClient, allowsPlainHTTP: Bool = false) {
    self.path = path
    self.client = client
    self.allowsPlainHTTP = allowsPlainHTTP
  }

  /// What a fetch found.
  public struct Fetched: Hashable, Sendable {
    /// The tip of the target branch.
    public var target: String
    /// The head of the merge request.
    public var head: String
  }

  /// Does something while nobody else changes the mirror: what is fetched twice at the same time is transferred twice, and
  /// references that two write at the same time are an error of git's.
  func alone<Value>(_ body: () async throws -> Value) async throws -> Value {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw MirrorError(.unavailable, "\(path) cannot be made: \(error.localizedDescription)")
    }
    let lock = try await FolderLock(path)
    defer { lock.release() }
    try await prepare()
    return try await body()
  }

  /// Makes the repository if there is none.
  private func prepare() async throws(MirrorError) {
    guard !FileManager.default.fileExists(atPath: path + "/HEAD") else { return }
    let made = try await GitProcess(folder: path).run(["init", "-q", "--bare", "."])
    guard made.status == 0 else { throw MirrorError(.unavailable, "\(path): git init: \(made.errors)") }
  }

  /// Fetches a target branch and the head of a merge request, and says what they are.
  public func fetch(target branch: String, mergeRequest number: Int) async throws -> Fetched {
    guard Self.isSafe(branch) else {
      throw MirrorError(.rejected, "the target branch has a name that git does not allow")
    }
    let access = try await client.gitAccess()
    let head = access.headReference.replacing("{}", with: String(number))
    let names = (target: Self.reference(to: branch), head: "refs/remit/head/\(number)")
    try await git(
      [
        "fetch", "-q", "--no-tags", "--force", "--no-write-fetch-head", access.url,
        "+refs/heads/\(branch):\(names.target)", "+\(head):\(names.head)",
      ], access)
    let (path, target, wanted) = (path, names.target, names.head)
    return try await Blocking.run { () throws(MirrorError) in
      try Self.reading(path) { (repository) throws(GitError) in
        Fetched(
          target: try repository.resolve(reference: target).description,
          head: try repository.resolve(reference: wanted).description)
      }
    }
  }

  /// The tip of a branch, fetched now.
  public func fetch(branch: String) async throws -> String {
    guard Self.isSafe(branch) else { throw MirrorError(.rejected, "the branch has a name that git does not allow") }
    let access = try await client.gitAccess()
    let name = Self.reference(to: branch)
    try await git(
      ["fetch", "-q", "--no-tags", "--force", "--no-write-fetch-head", access.url, "+refs/heads/\(branch):\(name)"],
      access)
    let path = path
    return try await Blocking.run { () throws(MirrorError) in
      try Self.reading(path) { (repository) throws(GitError) in try repository.resolve(reference: name).description }
    }
  }

  /// Puts a record into the note on a commit of the remote. Where it is there already nothing is pushed; other records stay.
  public func publish(_ record: DecisionRecord, on commit: String, at time: Timestamp) async throws {
    let access = try await client.gitAccess()
    try await alone { try await publish(record, on: commit, at: time, access) }
  }

  private func publish(
    _ record: DecisionRecord, on commit: String, at time: Timestamp, _ access: GitAccess
  ) async throws {
    for attempt in 1...5 {
      // Without notes on the remote there is nothing to fetch, and that is no error.
      let found = try await process(access).run(
        ["fetch", "-q", "--no-tags", "--force", "--no-write-fetch-head", access.url, "+\(Self.notes):\(Self.notes)"],
        plainHTTP: allowsPlainHTTP)
      guard found.status == 0 || found.errors.contains("couldn't find remote ref") else {
        throw MirrorError(.unavailable, "the notes cannot be fetched: \(found.errors)")
      }
      let path = path
      let isThere = try await Blocking.run { () throws(MirrorError) in
        try Self.reading(path) { (repository) throws(GitError) in
          let id = try repository.resolve(commit)
          let former = try repository.note(on: id, reference: Self.notes)
          var note = RecordNote(former)
          note.put(record)
          if note.text == former { return true }
          try repository.setNote(
            note.text, on: id, reference: Self.notes,
            by: Signature(name: "Remit", email: "remit@localhost", time: time.milliseconds / 1000))
          return false
        }
      }
      if isThere, found.status == 0 { return }
      let pushed = try await process(access).run(
        ["push", "-q", access.url, "\(Self.notes):\(Self.notes)"], plainHTTP: allowsPlainHTTP)
      if pushed.status == 0 { return }
      let isRace = ["fetch first", "non-fast-forward", "cannot lock ref", "stale info"].contains {
        pushed.errors.contains($0)
      }
      guard isRace, attempt < 5 else { throw MirrorError(.unavailable, "the notes cannot be pushed: \(pushed.errors)") }
    }
  }

  /// Tries to get commits that a merge request had as its head once. What the remote does not give any more stays away.
  public func fetch(former commits: [String]) async throws {
    let path = path
    let missing = try await Blocking.run { () throws(MirrorError) in
      try Self.reading(path) { (repository) throws(GitError) in
        commits.filter { ObjectID(hex: $0) != nil && (try? repository.resolve($0)) == nil }
      }
    }
    guard !missing.isEmpty else { return }
    let access = try await client.gitAccess()
    try await alone {
      for commit in missing.prefix(20) {
        _ = try await process(access).run(
          ["fetch", "-q", "--no-tags", "--no-write-fetch-head", access.url, commit], plainHTTP: allowsPlainHTTP)
      }
    }
  }

  /// The id of a commit, fetched where it is not there yet and the remote gives it. Throws where it is no commit.
  func commit(_ revision: String) async throws -> String {
    try await fetch(former: [revision])
    let path = path
    return try await Blocking.run { () throws(MirrorError) in
      try Self.reading(path) { (repository) throws(GitError) in try repository.resolve(revision).description }
    }
  }

  private func git(_ arguments: [String], _ access: GitAccess) async throws {
    let outcome = try await alone { try await process(access).run(arguments, plainHTTP: allowsPlainHTTP) }
    guard outcome.status == 0 else {
      let kind: MirrorError.Kind =
        if outcome.errors.contains("couldn't find remote ref") {
          .notThere
        } else if outcome.errors.contains("fsck error") {
          .rejected
        } else {
          .unavailable
        }
      throw MirrorError(
        kind,
        "git \(arguments.first ?? ""): \(outcome.status == -1 ? "stopped after it took too long" : outcome.errors)")
    }
  }

  func process(_ access: GitAccess) -> GitProcess {
    GitProcess(folder: path, authorization: access.authorization.map { (access.url, $0) })
  }

  static func reading<Value>(_ path: String, _ body: (Repository) throws(GitError) -> Value)
    throws(MirrorError) -> Value
  {
    do throws(GitError) { return try body(Repository(opening: path)) } catch {
      throw MirrorError(.unavailable, error.description)
    }
  }

  /// The branch that the remote shows first; nil: it does not say.
  func defaultBranch() async throws -> String? {
    let access = try await client.gitAccess()
    let told = try await alone {
      try await process(access).run(["ls-remote", "--symref", access.url, "HEAD"], plainHTTP: allowsPlainHTTP)
    }
    guard told.status == 0 else { throw MirrorError(.unavailable, "git ls-remote: \(told.errors)") }
    let words = told.output.split(separator: "\n").first?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
    guard words.count == 3, words[0] == "ref:", words[1].hasPrefix("refs/heads/") else { return nil }
    return String(words[1].dropFirst("refs/heads/".count))
  }

  /// Puts the packs of many fetches together, where there are many, and the references into one file. No object is lost.
  func tidy() async throws {
    let packs = try? FileManager.default.contentsOfDirectory(atPath: path + "/objects/pack")
    guard (packs ?? []).count(where: { $0.hasSuffix(".pack") }) > 50 else { return }
    let packed = try await alone { try await GitProcess(folder: path).run(["pack-refs", "--all"]) }
    guard packed.status == 0 else { throw MirrorError(.unavailable, "git pack-refs: \(packed.errors)") }
    // Fetches may go on meanwhile: what is unreachable is kept.
    let repacked = try await GitProcess(folder: path, timeout: 3600).run(["repack", "-a", "-d", "-k", "-q"])
    guard repacked.status == 0 else { throw MirrorError(.unavailable, "git repack: \(repacked.errors)") }
  }

  /// The reference of a target branch: a name that cannot be in the way of another's, as `a` would be in that of `a/b`.
  private static func reference(to branch: String) -> String {
    "refs/remit/target/" + ContentDigest.sha256(branch.utf8)
  }

  /// Whether a branch's name can be part of a reference and means nothing else in a refspec (git-check-ref-format(1)).
  static func isSafe(_ branch: String) -> Bool {
    !branch.isEmpty && branch.utf8.count < 512 && !branch.contains("..") && !branch.contains("//")
      && !branch.contains("@{")
      && !branch.hasPrefix("/") && !branch.hasSuffix("/") && !branch.hasSuffix(".") && !branch.hasSuffix(".lock")
      && branch.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !" ~^:?*[\\".utf8.contains($0) }
  }
}

/// The mirror could not be brought up to date.
public struct MirrorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it means for the work.
  public enum Kind: Hashable, Sendable {
    /// The remote has no such branch or merge request; on some forges: not yet.
    case notThere
    /// The remote, or the disk, did not do it: try again later.
    case unavailable
    /// It will never work.
    case rejected
  }

  /// What it means for the work.
  public var kind: Kind
  /// What was tried and what git said.
  public var description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
