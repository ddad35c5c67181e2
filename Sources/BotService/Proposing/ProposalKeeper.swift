public import Forges

/// Keeps one merge request of this program's own up to date: opens it, changes it, closes it. It never pushes to a target
/// branch, and never merges. What somebody else opened, or committed to, is left alone.
public actor ProposalKeeper {
  /// What the merge request is to be.
  public struct Wanted: Hashable, Sendable {
    /// The commit that it is a change of: the target branch's tip, or it waits.
    public var base: String
    /// The files, whole, by their path from the top of the repository.
    public var files: [String: [UInt8]]
    /// The title.
    public var title: String
    /// The text, Markdown.
    public var text: String

    /// What it is to be, from its parts.
    public init(base: String, files: [String: [UInt8]], title: String, text: String) {
      self.base = base
      self.files = files
      self.title = title
      self.text = text
    }
  }

  /// What came of it.
  public enum Outcome: Hashable, Sendable {
    /// There is none, and there is to be none.
    case nothing
    /// It is open and up to date.
    case kept(Int)
    /// It was opened.
    case opened(Int)
    /// It was changed.
    case changed(Int)
    /// It was closed, as there is nothing to propose any more.
    case closed(Int)
    /// There is one that somebody else opened, or whose branch somebody else committed to: it is left alone.
    case foreign(Int)
    /// Somebody closed or merged it: the same is not proposed again.
    case declined
    /// The target branch has moved on: what is wanted was made for another commit.
    case waiting(tip: String)
  }

  /// What the names of its branches begin with.
  public static let prefix = "remit/"

  private let client: any ForgeClient
  private let mirror: Mirror
  private let branch: String
  private let target: String
  /// What was last brought about; nil: that is not known.
  private var last: Wanted??
  /// The token's account.
  private var account: ForgeUser?

  /// A keeper of the merge request from `remit/NAME` into a branch.
  public init(_ client: any ForgeClient, _ mirror: Mirror, name: String, target: String) {
    self.client = client
    self.mirror = mirror
    self.target = target
    branch = Self.prefix + name
  }

  /// Brings the merge request to what is wanted; nil: to nothing. What was brought about before is not asked for again.
  public func keep(_ wanted: Wanted?, closingWith remark: String) async throws -> Outcome {
    // As long as nothing changes here the forge is left alone.
    if case .some(nil) = last, wanted == nil { return .nothing }
    let open = try await client.openMergeRequest(from: branch, into: target)
    // The same on another commit is the same: whoever reads it is not troubled with every merge. The text does not say all of
    // it: values are cut and masked there.
    if let wanted, case .some(let before?) = last, before.title == wanted.title, before.text == wanted.text,
      before.files == wanted.files
    {
      guard let open else { return .declined }
      return try await isOwn(open) ? .kept(open) : .foreign(open)
    }
    guard let wanted else {
      if let open {
        guard try await isOwn(open) else {
          last = .some(nil)
          return .foreign(open)
        }
        _ = try await client.addComment(remark, to: open)
        try await client.close(open)
      }
      last = .some(nil)
      return open.map { .closed($0) } ?? .nothing
    }
    guard branch != target else { throw MirrorError(.rejected, "\(branch) is the target branch") }
    let tip = try await mirror.fetch(branch: target)
    guard tip == wanted.base else { return .waiting(tip: tip) }
    if let open, try await !isOwn(open) { return .foreign(open) }
    let former = open == nil ? nil : try await mirror.ownTip(of: branch)
    let commit = try await mirror.publish(wanted.files, on: tip, branch: branch, message: wanted.title)
    // After a restart it is not known what was brought about: the same commit has the same files and title.
    let isSame = last == nil && former == commit
    if let open {
      // Which text is there the forge does not say.
      try await client.edit(open, title: wanted.title, text: wanted.text)
      last = .some(wanted)
      return isSame ? .kept(open) : .changed(open)
    }
    let number = try await client.open(
      ForgeProposal(sourceBranch: branch, targetBranch: target, title: wanted.title, text: wanted.text))
    last = .some(wanted)
    return .opened(number)
  }

  /// Whether a merge request from the branch is this program's, and nothing but what it committed.
  private func isOwn(_ number: Int) async throws -> Bool {
    let found = try await client.mergeRequest(number)
    let me: ForgeUser
    if let account { me = account } else { me = try await client.me() }
    account = me
    guard found.author.id == me.id else { return false }
    return try await mirror.ownTip(of: branch) != nil
  }
}
