internal import Forges
internal import Synchronization
internal import TestSupport

/// What the operations of all faces do to the model.
extension FaceCore {
  /// Notes what should not have been asked.
  func note(_ violation: String) { state.withLock { $0.violations.append(violation) } }

  /// A merge request with all about it.
  func item(_ number: Int) throws(FaceAnswer) -> ModelState.Item {
    guard let item = model.read({ $0.items[number] }) else { throw .notFound }
    return item
  }

  /// Changes a merge request as the service's account, at the time of now.
  func write(_ word: String, _ number: Int, _ body: @Sendable (inout ModelState, Timestamp) throws -> Void) throws {
    let character = model.character
    try model.change { state in
      state.writes.append("\(word) \(number)")
      try body(&state, ForgeModel.stamp(state, character))
    }
    noteEvent(number)
  }

  /// Opens a merge request as the service's account.
  func propose(_ proposal: ForgeProposal) throws -> ModelState.Item {
    if proposal.sourceBranch == proposal.targetBranch { note("a merge request of a branch into itself") }
    do { return try item(model.propose(proposal)) } catch {
      throw FaceAnswer(422, ["message": "Another open merge request already exists, or there is no such branch"])
    }
  }

  /// Changes title, text or state of a merge request, as far as they are given.
  func edit(_ number: Int, title: String?, text: String?, closes: Bool) throws {
    _ = try item(number)
    try write(closes ? "close" : "edit", number) { state, _ in
      state.change(number) { item in
        if let title { item.mergeRequest.title = title }
        if let text { item.text = text }
        if closes { item.mergeRequest.state = .closed }
      }
    }
  }

  /// Writes a comment as the service's account.
  func addComment(_ body: String, to number: Int) throws -> ForgeComment {
    _ = try item(number)
    let (bot, character) = (model.bot, model.character)
    let comment = model.change { state in
      let at = ForgeModel.stamp(state, character)
      let comment = ForgeComment(id: state.newID(), author: bot, body: body, createdAt: at, updatedAt: at)
      state.writes.append("addComment \(number)")
      state.change(number) { $0.comments.append(comment) }
      return comment
    }
    noteEvent(number)
    return comment
  }

  /// The merge request that a comment is on, and the comment.
  func comment(_ id: String?) throws(FaceAnswer) -> (number: Int, comment: ForgeComment) {
    let id = id.flatMap { Int64($0) }
    let found = model.read { state in
      state.items.values.lazy.compactMap { item in
        item.comments.first { $0.id == id }.map { (item.mergeRequest.number, $0) }
      }.first
    }
    guard let found else { throw .notFound }
    return found
  }

  func editComment(_ id: String?, to body: String) throws -> ForgeComment {
    let (number, comment) = try comment(id)
    try write("editComment", number) { state, at in
      state.change(number) { item in
        guard let index = item.comments.firstIndex(where: { $0.id == comment.id }) else { return }
        item.comments[index].body = body
        item.comments[index].updatedAt = at
      }
    }
    return try self.comment(id).comment
  }

  func deleteComment(_ id: String?) throws {
    let (number, comment) = try comment(id)
    try write("deleteComment", number) { state, _ in
      state.change(number) { item in item.comments.removeAll { $0.id == comment.id } }
    }
  }

  /// Adds a reaction; false where it is there already.
  func react(_ reaction: Reaction?, to id: String?) throws -> Bool {
    let (number, comment) = try comment(id)
    guard let reaction else { throw FaceAnswer(422, ["message": "no such reaction"]) }
    let isNew = model.read { $0.items[number]?.reactions[comment.id]?.contains(reaction) != true }
    try write("react", number) { state, _ in state.items[number]?.reactions[comment.id, default: []].insert(reaction) }
    return isNew
  }

  func changeLabels(_ number: Int, adding: Set<String> = [], removing: Set<String> = []) throws {
    _ = try item(number)
    try write("changeLabels", number) { state, _ in
      state.change(number) { $0.mergeRequest.labels = $0.mergeRequest.labels.subtracting(removing).union(adding) }
    }
  }

  /// The number of a label, made where there is none.
  func labelID(_ name: String) -> Int64 {
    state.withLock { state in
      if let known = state.labels[name] { return known }
      let id = Int64(state.labels.count + 1)
      state.labels[name] = id
      return id
    }
  }

  func setStatus(_ status: CommitStatus, on commit: String) throws {
    guard (try? model.git.git(["cat-file", "-e", commit])) != nil else { throw FaceAnswer.notFound }
    model.change { state in
      state.writes.append("report \(commit)")
      state.statuses[commit, default: [:]][status.name] = status
    }
  }

  func approve(_ number: Int, head: String) throws {
    let (bot, namesHeads) = (model.bot, model.character.approvalsNameHeads)
    try write("approve", number) { state, at in
      state.change(number) { $0.approvals[bot.id] = ForgeApproval(user: bot, head: namesHeads ? head : nil, at: at) }
    }
  }

  /// Takes an account's approval back; false where there is none.
  func unapprove(_ number: Int, user: Int64) throws -> Bool {
    let had = try item(number).approvals[user] != nil
    try write("unapprove", number) { state, _ in state.change(number) { $0.approvals[user] = nil } }
    return had
  }

  /// Puts the branch on top of its target.
  func rebase(_ number: Int) throws {
    let mergeRequest = try item(number).mergeRequest
    guard let head = mergeRequest.head else { throw FaceAnswer.notFound }
    let target = try model.tip(mergeRequest.targetBranch)
    let tree = try model.git.git(["merge-tree", "--write-tree", target, head])
    let commit = try model.git.git(["commit-tree", tree, "-p", target, "-m", "rebased"])
    try model.push(commit, to: number, by: model.bot)
  }

  /// The pushes of a merge request, oldest first.
  func pushes(_ number: Int) throws(FaceAnswer) -> [(head: String, by: ForgeUser?, at: Timestamp)] {
    try item(number).activities.compactMap { activity in
      guard case .push(let head?, let by) = activity.kind else { return nil }
      return (head, by, activity.at)
    }
  }

  /// Whether a commit follows another one.
  func isForced(from old: String, to new: String) -> Bool {
    (try? model.git.git(["merge-base", "--is-ancestor", old, new])) == nil
  }
}
