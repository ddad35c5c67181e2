public import DataBundle
public import Deciding
internal import Diffing
internal import GitObjects
public import Ownership
public import Reporting

/// A merge request in a repository: what to compare and what is known about it.
public struct MergeRequestQuery: Sendable {
  /// The target branch or commit; nil: the default branch.
  public var base: String?
  /// What is proposed.
  public var head: Revision
  /// The rules.
  public var mode: OwnershipMode
  /// Account name of the author.
  public var author: String
  /// The forge whose accounts count, where `policy.identity` has a field for each.
  public var forge: Forge?
  /// The names of accounts by their numbers on the forge, for policies that name accounts by number.
  public var accountNames: [Int64: String]
  /// What happened, in order.
  public var events: [Event]
  /// Accounts that count as sole approvers besides the author (compat mode).
  public var automaticApprovers: Set<String>
  /// Today, `YYYY-MM-DD`.
  public var today: String

  /// A query from its parts.
  public init(
    base: String?, head: Revision, mode: OwnershipMode = .strict, author: String, forge: Forge? = nil,
    accountNames: [Int64: String] = [:], events: [Event] = [], automaticApprovers: Set<String> = [], today: String
  ) {
    self.base = base
    self.head = head
    self.mode = mode
    self.author = author
    self.forge = forge
    self.accountNames = accountNames
    self.events = events
    self.automaticApprovers = automaticApprovers
    self.today = today
  }
}

/// A decision and what was compared for it.
public struct DecisionResult: Sendable {
  /// The decision.
  public var decision: Decision
  /// The target's commit.
  public var target: String
  /// The head's commit; nil where it is not a commit.
  public var head: String?
  /// The merge result's tree; nil where it is not made of commits alone.
  public var tree: String?
  /// The lines of the merge result's files, to show them.
  public var lines: SourceLines
  /// The digests of the present items that were there at former heads already.
  public var digestsByHead: [String: Set<String>]
}

/// A target that many merge requests are decided against.
public struct PreparedTarget: Sendable {
  /// The target's commit.
  public let commit: String
  /// Decides proposals against it.
  public let maker: DecisionMaker
}

extension Workspace {
  /// Decides a merge request of this repository.
  public func decide(_ query: MergeRequestQuery) throws(WorkflowError) -> DecisionResult {
    let plan = try plan(query.base, query.head, query.mode)
    return try decide(query, plan, by: try DecisionMaker(target: plan.target, folder: folder))
  }

  /// Loads a target commit for several decisions. What has not changed since a former target is not read again.
  public func prepare(target name: String, reusing former: PreparedTarget? = nil) throws(WorkflowError)
    -> PreparedTarget
  {
    let (commit, source) = try reading { (repository) throws(GitError) in
      let commit = try repository.resolve(name)
      return (commit, GitTreeSource(repository.objects, tree: try repository.tree(of: commit)))
    }
    if let former, former.commit == commit.description { return former }
    return PreparedTarget(
      commit: commit.description, maker: try DecisionMaker(target: source, folder: folder, reusing: former?.maker))
  }

  /// Decides a merge request against a target that is loaded already; the query's base does not count.
  /// `digestsByHead` are those of former heads whose files need not be here.
  public func decide(
    _ query: MergeRequestQuery, on target: PreparedTarget, digestsByHead: [String: Set<String>] = [:]
  ) throws(WorkflowError) -> DecisionResult {
    let plan = try plan(target.commit, query.head, query.mode)
    return try decide(query, plan, by: target.maker, digestsByHead: digestsByHead)
  }

  private func decide(
    _ query: MergeRequestQuery, _ plan: Plan, by maker: DecisionMaker, digestsByHead: [String: Set<String>] = [:]
  ) throws(WorkflowError) -> DecisionResult {
    let earlier = try earlierProposals(query, plan, known: digestsByHead)
    let masked = try maker.decide(
      plan.proposal,
      DecisionRequest(
        mode: query.mode, author: query.author, forge: query.forge, accountNames: query.accountNames,
        events: query.events, today: query.today,
        head: plan.headCommit?.description ?? "", automaticApprovers: query.automaticApprovers,
        conflicts: plan.conflicts, digestsByHead: digestsByHead), earlier: earlier)
    return DecisionResult(
      decision: masked.decision, target: plan.targetCommit.description, head: plan.headCommit?.description,
      tree: plan.tree?.description, lines: masked.lines, digestsByHead: masked.digestsByHead)
  }

  /// The change items between the target and what is proposed.
  public func changes(
    base: String?, head: Revision, mode: OwnershipMode
  ) throws(WorkflowError) -> [ChangesReport.File] {
    let plan = try plan(base, head, mode)
    guard plan.conflicts.isEmpty else {
      throw .usage("the branch does not merge: \(plan.conflicts.joined(separator: ", "))")
    }
    let maker = try DecisionMaker(target: plan.target, folder: folder)
    return try maker.changes(plan.proposal, mode == .compat ? .compat : .strict)
  }

  /// What is compared.
  struct Plan {
    var targetCommit: ObjectID
    var headCommit: ObjectID?
    var target: GitTreeSource
    var proposal: Proposal
    var tree: ObjectID?
    var conflicts: [String]
  }

  /// Strict mode compares the target's tip with the merge result, compat mode base with head as they are.
  func plan(_ base: String?, _ head: Revision, _ mode: OwnershipMode) throws(WorkflowError) -> Plan {
    let base = if let base { base } else { try defaultBase() }
    let target = try reading { (repository) throws(GitError) in try repository.resolve(base) }
    var name = "HEAD"
    if case .commit(let commit) = head { name = commit }
    let commit = try reading { (repository) throws(GitError) in try repository.resolve(name) }
    var plan = try plan(target, commit, mode)
    if head == .workingTree || head == .staged { try overlay(head, on: commit, &plan) }
    return plan
  }

  private func plan(_ target: ObjectID, _ head: ObjectID, _ mode: OwnershipMode) throws(WorkflowError) -> Plan {
    try reading { (repository: Repository) throws(GitError) -> Plan in
      let old = try repository.tree(of: target)
      var new = try repository.tree(of: head)
      var conflicts: [String] = []
      if mode == .strict {
        switch try repository.merge(ours: target, theirs: head) {
        case .merged(let tree, _): new = tree
        case .conflict(let paths): conflicts = paths.map(\.text)
        }
      }
      let changed = conflicts.isEmpty ? try repository.objects.diff(from: old, to: new).map { ChangedFile($0) } : []
      let source = GitTreeSource(repository.objects, tree: conflicts.isEmpty ? new : old)
      return Plan(
        targetCommit: target, headCommit: head, target: GitTreeSource(repository.objects, tree: old),
        proposal: Proposal(source: source, changed: changed), tree: conflicts.isEmpty ? new : nil, conflicts: conflicts)
    }
  }

  /// Puts what is not committed yet over the merge result of the commit it stands on.
  private func overlay(_ revision: Revision, on commit: ObjectID, _ plan: inout Plan) throws(WorkflowError) {
    guard plan.conflicts.isEmpty else { return }
    let committed = try source(.commit(commit.description))
    let edited = try uncommitted(revision, committed)
    guard !edited.isEmpty else { return }
    plan.headCommit = nil
    plan.tree = nil
    do throws(SourceError) {
      var edits: [String: [UInt8]?] = [:]
      let merged = plan.proposal.source
      for (path, bytes) in edited { edits[path] = bytes }
      let source = try OverlaySource(merged, edits: edits)
      for path in edits.keys.sorted() {
        let present = try merged.file(at: path)?.content
        let before = try committed.file(at: path)?.content
        let after = try source.file(at: path)?.content
        // What the target has changed too cannot be put over it without a merge of the contents.
        if present != before, present != after { plan.conflicts.append(path) }
      }
      var changed = Dictionary(plan.proposal.changed.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
      for path in edits.keys {
        let old = try plan.target.file(at: path)
        let new = try source.file(at: path)
        changed[path] = old == new ? nil : ChangedFile(path: path, old: old, new: new)
      }
      plan.proposal = Proposal(source: source, changed: changed.values.sorted { $0.path < $1.path })
    } catch {
      throw .failure(error.description)
    }
  }

  /// The files that differ from a commit, with their bytes; nil bytes: the file is gone.
  private func uncommitted(
    _ revision: Revision, _ committed: any FileSource
  ) throws(WorkflowError) -> [String: [UInt8]?] {
    let present = try source(revision, namesContent: true)
    do throws(SourceError) {
      let before = Dictionary(try committed.files(under: "").map { ($0.path, $0) }, uniquingKeysWith: { $1 })
      var after: [String: SourceFile] = [:]
      if revision == .staged {
        for file in try present.files(under: "") { after[file.path] = file }
      } else {
        // Files that git does not know count only where the data repository would read them.
        for path in before.keys { after[path] = try present.file(at: path) }
        let configuration = try Bundle.configuration(in: folder, of: present).0
        for root in configuration.dataRoots + configuration.resourceRoots + configuration.schemaRoots {
          for file in try present.files(under: root) where after[file.path] == nil {
            after[file.path] = try present.file(at: file.path)
          }
        }
      }
      let reader = try present.makeReader()
      var edits: [String: [UInt8]?] = [:]
      for (path, file) in after {
        let old = before[path]
        let isPlain = file.kind == .regular && (old == nil || old?.kind == .regular)
        if !isPlain || old != nil && old?.isExecutable != file.isExecutable {
          if file.kind == old?.kind && (revision == .workingTree || file == old) && !isPlain { continue }
          throw SourceError("\(path): links, submodules and changed file modes are decided once they are committed")
        }
        if old?.content != file.content { edits[path] = try reader.bytes(of: file) }
      }
      for path in before.keys where after[path] == nil { edits[path] = .some(nil) }
      return edits
    } catch {
      throw .failure(error.description)
    }
  }

  /// The target when none is named: the remote's default branch, else `main` or `master`.
  private func defaultBase() throws(WorkflowError) -> String {
    _ = try git()
    for name in [
      "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main",
      "refs/heads/master",
    ] {
      if (try? reading({ (repository) throws(GitError) in try repository.resolve(reference: name) })) != nil {
        return name
      }
    }
    throw .usage("there is no main branch to compare with: name the target with --base")
  }

  /// The proposals at heads that comments were written at, as far as those commits are here.
  private func earlierProposals(
    _ query: MergeRequestQuery, _ plan: Plan, known: [String: Set<String>]
  ) throws(WorkflowError) -> [String: Proposal] {
    var found: [String: Proposal] = [:]
    for case .comment(let comment) in query.events {
      for head in comment.heads where found[head] == nil && known[head] == nil && head != plan.headCommit?.description {
        guard let commit = try? reading({ (repository) throws(GitError) in try repository.resolve(head) }) else {
          continue
        }
        let former = try self.plan(plan.targetCommit, commit, query.mode)
        if former.conflicts.isEmpty { found[commit.description] = former.proposal }
      }
    }
    return found
  }
}

extension Comment {
  /// The commits a comment speaks of: the one it was written at, and one it names.
  var heads: [String] {
    var found = head.map { [$0] } ?? []
    for case .approve(let commit?) in Command.parse(markdown: body) { found.append(commit) }
    return found
  }
}

extension ChangedFile {
  init(_ change: TreeChange) {
    func file(_ version: FileVersion?) -> SourceFile? {
      version.map { SourceFile(path: change.path.text, isUTF8: change.path.isUTF8, version: $0) }
    }
    self.init(path: change.path.text, old: file(change.old), new: file(change.new))
  }
}
