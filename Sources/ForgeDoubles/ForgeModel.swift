public import Forges
internal import Foundation
internal import Synchronization
public import TestSupport

/// A forge with one project, in memory, over a real git repository: for tests. Its clock moves only when it is told to.
public final class ForgeModel: Sendable {
  /// What a forge tells and what it does not.
  public struct Character: Sendable {
    /// Whether it says which commit was pushed when, and by whom.
    public var tellsPushes = true
    /// Whether pushes may be told late or never, as `push` says for each.
    public var losesPushes = false
    /// Whether approvals say which commit they are for.
    public var approvalsNameHeads = true
    /// The step of its times, in milliseconds.
    public var resolution: Int64 = 1
    /// How it merges.
    public var method = MergeInstruction.Method.merge
    /// Where heads are in git.
    public var headReference = "refs/pull/{}/head"

    /// One that tells everything.
    public init() {}

    /// Whether what it does not tell did not happen.
    var tellsEveryPush: Bool { tellsPushes && !losesPushes }
  }

  /// The project's repository.
  public let git: GitFixture
  /// What it tells.
  public let character: Character
  /// The account of the service.
  public let bot: ForgeUser
  private let state: Mutex<ModelState>
  private let listener = Mutex<(@Sendable (Int) -> Void)?>(nil)

  /// A forge whose project's main branch holds some files; `bot` is the name of the service's account.
  public init(files: [String: String], character: Character = Character(), bot name: String = "remit") throws {
    git = try GitFixture()
    self.character = character
    var state = ModelState(now: Timestamp(milliseconds: 1_790_000_000_000))
    bot = ForgeUser(id: state.newID(), name: name, isBot: true)
    state.users = [bot]
    self.state = Mutex(state)
    let first = try commit(files.mapValues { $0 }, on: nil, "first")
    try git.git(["update-ref", "refs/heads/main", first])
  }

  // MARK: - The world

  /// Reads the state.
  public func read<Value: Sendable>(_ body: @Sendable (ModelState) -> Value) -> Value { state.withLock { body($0) } }

  /// Changes the state.
  public func change<Value: Sendable>(_ body: @Sendable (inout ModelState) throws -> Value) rethrows -> Value {
    try state.withLock { state throws in try body(&state) }
  }

  /// Calls a function with the number of a merge request whenever something happened to it: what a webhook would do.
  public func listen(_ body: @escaping @Sendable (Int) -> Void) { listener.withLock { $0 = body } }

  private func tell(_ number: Int) { listener.withLock { $0 }?(number) }

  /// Lets time pass.
  public func advance(_ milliseconds: Int64) { state.withLock { $0.now = $0.now.adding(milliseconds) } }

  /// The time of now, in the forge's steps.
  static func stamp(_ state: ModelState, _ character: Character) -> Timestamp {
    Timestamp(milliseconds: state.now.milliseconds / character.resolution * character.resolution)
  }

  /// Makes an account, or finds the one of that name.
  @discardableResult
  public func user(_ name: String, isBot: Bool = false) -> ForgeUser {
    state.withLock { state in
      if let known = state.users.first(where: { $0.name == name }) { return known }
      let user = ForgeUser(id: state.newID(), name: name, isBot: isBot)
      state.users.append(user)
      return user
    }
  }

  /// Makes a commit with files changed (nil: removed) and gives its id; no branch moves.
  public func commit(_ files: [String: String?], on parent: String?, _ message: String = "change") throws -> String {
    let index = ["GIT_INDEX_FILE": git.path + "/.git/model-index"]
    try git.git(["read-tree", "--empty"], environment: index)
    if let parent { try git.git(["read-tree", parent], environment: index) }
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      if let text {
        let blob = try git.git(["hash-object", "-w", "--stdin"], input: Data(text.utf8))
        try git.git(["update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)"], environment: index)
      } else {
        try git.git(["update-index", "--force-remove", path], environment: index)
      }
    }
    let tree = try git.git(["write-tree"], environment: index)
    return try git.git(["commit-tree", tree, "-m", message] + (parent.map { ["-p", $0] } ?? []))
  }

  /// The tip of a branch.
  public func tip(_ branch: String = "main") throws -> String { try git.git(["rev-parse", "refs/heads/\(branch)"]) }

  /// Moves a branch, as a push around all merge requests would.
  public func move(_ branch: String, to commit: String) throws {
    try git.git(["update-ref", "refs/heads/\(branch)", commit])
  }

  // MARK: - What people do

  /// Opens a merge request with a commit.
  @discardableResult
  public func open(
    _ head: String, by author: ForgeUser, into target: String = "main", title: String = "A change",
    isDraft: Bool = false
  ) throws -> Int {
    let number: Int = state.withLock { state in
      let number = (state.items.keys.max() ?? 0) + 1
      let at = Self.stamp(state, character)
      var item = ModelState.Item(
        mergeRequest: ForgeMergeRequest(
          number: number, title: title, state: .open, isDraft: isDraft, author: author, head: head,
          targetBranch: target,
          sourceBranch: "branch-\(number)", mergeability: .ready, webURL: "https://forge.test/merge/\(number)",
          createdAt: at, updatedAt: at))
      item.activities.append(ForgeActivity(at: at, kind: .push(head: head, by: author)))
      state.items[number] = item
      return number
    }
    try setHead(number, head)
    tell(number)
    return number
  }

  /// Where a merge request's head is in git.
  public func headReference(_ number: Int) -> String {
    character.headReference.replacingOccurrences(of: "{}", with: String(number))
  }

  private func setHead(_ number: Int, _ head: String) throws {
    try git.git(["update-ref", headReference(number), head])
  }

  /// Pushes a commit to a merge request's branch. One that is not told is so after `tellPushes`, or never.
  public func push(_ head: String, to number: Int, by user: ForgeUser, isTold: Bool = true) throws {
    try setHead(number, head)
    change { state in
      let at = Self.stamp(state, character)
      state.change(number) { item in
        item.mergeRequest.head = head
        let push = ForgeActivity(at: at, kind: .push(head: head, by: user))
        if isTold { item.activities.append(push) } else { item.untold.append(push) }
      }
    }
    tell(number)
  }

  /// Tells of the pushes that were not told, which changes nothing else about the merge request.
  public func tellPushes(of number: Int) {
    change { state in
      guard var item = state.items[number] else { return }
      // Of two at the same time the one that was told first stays first.
      item.activities = (item.activities + item.untold).enumerated()
        .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
      item.untold = []
      state.items[number] = item
    }
  }

  /// Writes a comment.
  @discardableResult
  public func comment(_ body: String, on number: Int, by user: ForgeUser) -> Int64 {
    let id: Int64 = change { state in
      let (id, at) = (state.newID(), Self.stamp(state, character))
      state.change(number) {
        $0.comments.append(ForgeComment(id: id, author: user, body: body, createdAt: at, updatedAt: at))
      }
      return id
    }
    tell(number)
    return id
  }

  /// Changes a comment, whoever wrote it.
  public func edit(_ comment: Int64, on number: Int, to body: String) {
    change { state in
      let at = Self.stamp(state, character)
      state.change(number) { item in
        guard let index = item.comments.firstIndex(where: { $0.id == comment }) else { return }
        item.comments[index].body = body
        item.comments[index].updatedAt = at
      }
    }
    tell(number)
  }

  /// Removes a comment.
  public func remove(_ comment: Int64, on number: Int) {
    change { $0.change(number) { item in item.comments.removeAll { $0.id == comment } } }
    tell(number)
  }

  /// Approves on the forge.
  public func approve(_ number: Int, by user: ForgeUser) {
    change { state in
      let at = Self.stamp(state, character)
      state.change(number) { item in
        item.approvals[user.id] = ForgeApproval(
          user: user, head: character.approvalsNameHeads ? item.mergeRequest.head : nil, at: at)
      }
    }
    tell(number)
  }

  /// Takes an approval on the forge back.
  public func unapprove(_ number: Int, by user: ForgeUser) {
    change { $0.change(number) { $0.approvals[user.id] = nil } }
    tell(number)
  }

  /// Says what CI says of the present head.
  public func setPipeline(_ pipeline: PipelineState, of number: Int) {
    change { state in
      state.change(number) { item in if let head = item.mergeRequest.head { item.pipelines[head] = pipeline } }
    }
    tell(number)
  }

  /// Changes anything about a merge request.
  public func update(_ number: Int, _ body: @Sendable (inout ForgeMergeRequest) -> Void) {
    change { $0.change(number) { body(&$0.mergeRequest) } }
    tell(number)
  }

  /// Points a merge request at another branch.
  public func retarget(_ number: Int, to branch: String) {
    change { state in
      let at = Self.stamp(state, character)
      state.change(number) { item in
        item.mergeRequest.targetBranch = branch
        item.activities.append(ForgeActivity(at: at, kind: .retarget))
      }
    }
    tell(number)
  }

  /// Merges as somebody, whatever Remit thinks.
  public func forceMerge(_ number: Int, by user: ForgeUser) throws { _ = try merge(number, by: user) }

  // MARK: - Merging

  /// Merges the present head; nil where it conflicts.
  func merge(_ number: Int, by user: ForgeUser) throws -> String? {
    let found = read { $0.items[number]?.mergeRequest }
    guard let found, let head = found.head else { return nil }
    let target = try tip(found.targetBranch)
    guard let tree = try? git.git(["merge-tree", "--write-tree", target, head]) else { return nil }
    let commit = try mergeCommit(of: head, into: target, tree, "Merge !\(number)")
    try git.git(["update-ref", "refs/heads/\(found.targetBranch)", commit, target])
    change { state in
      state.merges.append(ModelState.Merge(number: number, head: head, commit: commit, by: user.id))
      state.change(number) {
        $0.mergeRequest.state = .merged
        $0.mergeRequest.mergeCommit = commit
      }
    }
    tell(number)
    return commit
  }

  private func mergeCommit(of head: String, into target: String, _ tree: String, _ message: String) throws -> String {
    switch character.method {
    case .merge: return try git.git(["commit-tree", tree, "-p", target, "-p", head, "-m", message])
    case .squash: return try git.git(["commit-tree", tree, "-p", target, "-m", message])
    case .fastForward: return head
    case .rebase:
      var tip = target
      for commit in try git.git(["rev-list", "--reverse", "\(target)..\(head)"]).split(separator: "\n").map(String.init)
      {
        // Only what the commit itself changes: its parent is made the common ancestor.
        let base = try git.git(["commit-tree", "\(commit)^^{tree}", "-m", "base"])
        let ours = try git.git(["commit-tree", "\(tip)^{tree}", "-p", base, "-m", "ours"])
        let theirs = try git.git(["commit-tree", "\(commit)^{tree}", "-p", base, "-m", "theirs"])
        let tree = try git.git(["merge-tree", "--write-tree", ours, theirs])
        tip = try git.git(["commit-tree", tree, "-p", tip, "-m", "rebased"])
      }
      return tip
    }
  }
}
