internal import Foundation
internal import Forges
internal import GitObjects

extension Mirror {
  /// Who commits of this program are by.
  static let committer = (name: "Remit", email: "remit@localhost")

  /// Writes a commit on another one and pushes it to a branch of its own; gives its id. The branch is replaced where its tip is
  /// a commit of this program's, and left alone where somebody else put something there: that throws `.rejected`.
  ///
  /// The same contents on the same commit are the same commit, so that doing it again changes nothing.
  public func publish(
    _ files: [String: [UInt8]], on parent: String, branch: String, message: String
  ) async throws -> String {
    guard Self.isSafe(branch) else { throw MirrorError(.rejected, "the branch has a name that git does not allow") }
    let access = try await client.gitAccess()
    let path = path
    return try await alone {
      let commit = try await Blocking.run { () throws(MirrorError) in
        try Self.reading(path) { (repository) throws(GitError) in
          let base = try repository.resolve(parent)
          let (name, email) = Self.committer
          let signature = Signature(name: name, email: email, time: try repository.commit(base).committer.time)
          return try repository.writeCommit(on: base, replacing: files, message: message, by: signature).description
        }
      }
      let tip = try await tip(of: branch, access)
      if tip == commit { return commit }
      if let tip { try await requireOwn(tip, branch) }
      let pushed = try await process(access).run(
        [
          "push", "-q", "--force-with-lease=refs/heads/\(branch):\(tip ?? "")", access.url,
          "\(commit):refs/heads/\(branch)",
        ], plainHTTP: allowsPlainHTTP)
      guard pushed.status == 0 else {
        throw MirrorError(.unavailable, "the branch \(branch) cannot be pushed: \(pushed.errors)")
      }
      return commit
    }
  }

  /// The tip of a branch of the remote, fetched; nil: there is no such branch.
  private func tip(of branch: String, _ access: GitAccess) async throws -> String? {
    let name = "refs/remit/own/\(branch)"
    let found = try await process(access).run(
      ["fetch", "-q", "--no-tags", "--force", "--no-write-fetch-head", access.url, "+refs/heads/\(branch):\(name)"],
      plainHTTP: allowsPlainHTTP)
    if found.errors.contains("couldn't find remote ref") { return nil }
    guard found.status == 0 else { throw MirrorError(.unavailable, "git fetch: \(found.errors)") }
    let path = path
    return try await Blocking.run { () throws(MirrorError) in
      try Self.reading(path) { (repository) throws(GitError) in try repository.resolve(reference: name).description }
    }
  }

  /// Whether the tip of a branch is a commit of this program's, and that commit; nil: there is no such branch, or the tip is
  /// somebody else's.
  func ownTip(of branch: String) async throws -> String? {
    guard Self.isSafe(branch) else { return nil }
    let access = try await client.gitAccess()
    return try await alone {
      guard let tip = try await tip(of: branch, access), try await isOwn(tip) else { return nil }
      return tip
    }
  }

  /// Whether a commit looks as `publish` makes them: by this program, at the time of the commit that it stands on, which is
  /// somebody else's. That holds after a restart, too; who commits under this program's address has another time.
  private func isOwn(_ tip: String) async throws -> Bool {
    let path = path
    return try await Blocking.run { () throws(MirrorError) in
      try Self.reading(path) { (repository) throws(GitError) in
        let id = try repository.resolve(tip)
        let parents = try repository.parents(of: id)
        guard parents.count == 1, let parent = parents.first else { return false }
        let (base, by) = (try repository.commit(parent), try repository.commit(id).committer)
        return by.name == Self.committer.name && by.email == Self.committer.email
          && by.time == base.committer.time && base.committer.email != Self.committer.email
      }
    }
  }

  private func requireOwn(_ tip: String, _ branch: String) async throws {
    guard try await isOwn(tip) else {
      throw MirrorError(.rejected, "somebody else has committed to the branch \(branch): it is left")
    }
  }
}
