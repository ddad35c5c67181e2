public import Forges
internal import TestSupport

/// What goes through a `ModelClient`.
public enum ModelCall: String, Hashable, Sendable, CaseIterable {
  case me, list, mergeRequest, comments, approvals, activities, pipeline, status
  case addComment, editComment, deleteComment, react, changeLabels, report, approve, unapprove, merge, rebase, open
  case edit, close

  /// Whether it changes anything.
  public var isWrite: Bool {
    switch self {
    case .me, .list, .mergeRequest, .comments, .approvals, .activities, .pipeline, .status: false
    case .addComment, .editComment, .deleteComment, .react, .changeLabels, .report, .approve, .unapprove, .merge,
      .rebase, .open, .edit, .close:
      true
    }
  }
}

/// The service's client of a `ForgeModel`, without HTTP in between. `ForgeClient` says what its functions do.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct ModelClient: ForgeClient {
  let model: ForgeModel
  /// Called before each call, and for writes also after it took effect: an error thrown is what the caller gets.
  let around: @Sendable (ModelCall, _ tookEffect: Bool) async throws(ForgeError) -> Void

  /// A client of a model.
  public init(
    _ model: ForgeModel,
    around: @escaping @Sendable (ModelCall, _ tookEffect: Bool) async throws(ForgeError) -> Void = {
      (_, _) async throws(ForgeError) in
    }
  ) {
    self.model = model
    self.around = around
  }

  private func item(_ number: Int, _ call: ModelCall) throws(ForgeError) -> ModelState.Item {
    guard let item = model.read({ $0.items[number] }) else { throw ForgeError(.notFound, "no merge request \(number)") }
    if let error = item.errors[call] { throw error }
    return item
  }

  func write(
    _ call: ModelCall, _ number: Int, _ body: @Sendable (inout ModelState, Timestamp) -> Void
  ) async throws(ForgeError) {
    try await around(call, false)
    _ = try item(number, call)
    let character = model.character
    model.change { state in
      state.writes.append("\(call.rawValue) \(number)")
      body(&state, ForgeModel.stamp(state, character))
    }
    try await around(call, true)
  }

  public func me() async throws(ForgeError) -> ForgeUser {
    try await around(.me, false)
    return model.bot
  }

  public func openMergeRequests(changedSince: Timestamp?) async throws(ForgeError) -> [OpenMergeRequest] {
    try await around(.list, false)
    return model.read { state in
      state.items.values.map(\.mergeRequest).filter {
        $0.state == .open && $0.updatedAt >= changedSince ?? $0.updatedAt
      }
      .map { OpenMergeRequest(number: $0.number, head: $0.head, updatedAt: $0.updatedAt) }.sorted {
        $0.number < $1.number
      }
    }
  }

  public func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest {
    try await around(.mergeRequest, false)
    return try item(number, .mergeRequest).mergeRequest
  }

  public func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
    try await around(.comments, false)
    return try item(number, .comments).comments
  }

  public func approvals(of number: Int) async throws(ForgeError) -> [ForgeApproval] {
    try await around(.approvals, false)
    return try item(number, .approvals).approvals.values.sorted { $0.user.id < $1.user.id }
  }

  public func activities(of number: Int) async throws(ForgeError) -> [ForgeActivity] {
    try await around(.activities, false)
    let activities = try item(number, .activities).activities
    guard !model.character.tellsPushes else { return activities }
    return activities.filter { if case .push = $0.kind { false } else { true } }
  }

  public var tellsEveryPush: Bool { model.character.tellsEveryPush }

  public func pipeline(of number: Int, head: String, ignoring name: String) async throws(ForgeError) -> PipelineState {
    try await around(.pipeline, false)
    return try item(number, .pipeline).pipelines[head] ?? .none
  }

  public func status(named name: String, of commit: String) async throws(ForgeError) -> CommitStatus? {
    try await around(.status, false)
    return model.read { $0.statuses[commit]?[name] }
  }

  public func addComment(_ body: String, to number: Int) async throws(ForgeError) -> ForgeComment {
    try await around(.addComment, false)
    _ = try item(number, .addComment)
    let (bot, character) = (model.bot, model.character)
    let comment = model.change { state in
      let at = ForgeModel.stamp(state, character)
      let comment = ForgeComment(id: state.newID(), author: bot, body: body, createdAt: at, updatedAt: at)
      state.writes.append("addComment \(number)")
      state.change(number) { $0.comments.append(comment) }
      return comment
    }
    try await around(.addComment, true)
    return comment
  }

  public func editComment(_ id: Int64, of number: Int, to body: String) async throws(ForgeError) {
    try await write(.editComment, number) { state, at in
      state.change(number) { item in
        guard let index = item.comments.firstIndex(where: { $0.id == id }) else { return }
        item.comments[index].body = body
        item.comments[index].updatedAt = at
      }
    }
  }

  public func deleteComment(_ id: Int64, of number: Int) async throws(ForgeError) {
    try await write(.deleteComment, number) { state, _ in
      state.change(number) { item in item.comments.removeAll { $0.id == id } }
    }
  }

  public func react(_ reaction: Reaction, to comment: Int64, of number: Int) async throws(ForgeError) {
    try await write(.react, number) { state, _ in
      // A reaction changes nothing about the merge request.
      state.items[number]?.reactions[comment, default: []].insert(reaction)
    }
  }

  public func changeLabels(of number: Int, adding: Set<String>, removing: Set<String>) async throws(ForgeError) {
    try await write(.changeLabels, number) { state, _ in
      state.change(number) { $0.mergeRequest.labels = $0.mergeRequest.labels.subtracting(removing).union(adding) }
    }
  }

  public func report(_ report: CheckReport, on commit: String, of number: Int) async throws(ForgeError) {
    try await write(.report, number) { state, _ in
      state.statuses[commit, default: [:]][report.status.name] = report.status
    }
  }

  public func approve(_ number: Int, head: String) async throws(ForgeError) {
    guard try item(number, .approve).mergeRequest.head == head else {
      throw ForgeError(.conflict, "the head is another one")
    }
    let bot = model.bot
    try await write(.approve, number) { state, at in
      state.change(number) { $0.approvals[bot.id] = ForgeApproval(user: bot, head: head, at: at) }
    }
  }

  public func unapprove(_ number: Int) async throws(ForgeError) {
    let bot = model.bot
    try await write(.unapprove, number) { state, _ in state.change(number) { $0.approvals[bot.id] = nil } }
  }

  public func hasApproved(_ number: Int, head: String) async throws(ForgeError) -> Bool {
    try item(number, .approvals).approvals[model.bot.id]?.head == head
  }

  public func merge(
    _ number: Int, head: String, _ instruction: MergeInstruction
  ) async throws(ForgeError) -> MergeAnswer {
    try await around(.merge, false)
    let mergeRequest = try item(number, .merge).mergeRequest
    if mergeRequest.state == .merged { return .merged(commit: mergeRequest.mergeCommit) }
    guard mergeRequest.state == .open else { return .refused("it is \(mergeRequest.state.rawValue)") }
    guard mergeRequest.head == head else { return .headMoved }
    let merged: String?
    do { merged = try model.merge(number, by: model.bot) } catch { throw ForgeError(.unavailable, "\(error)") }
    try await around(.merge, true)
    return merged.map { .merged(commit: $0) } ?? .refused("conflicts")
  }

  public func rebase(_ number: Int, head: String) async throws(ForgeError) {
    try await around(.rebase, false)
    let mergeRequest = try item(number, .rebase).mergeRequest
    guard mergeRequest.head == head else { throw ForgeError(.conflict, "the head is another one") }
    do {
      let target = try model.tip(mergeRequest.targetBranch)
      let tree = try model.git.git(["merge-tree", "--write-tree", target, head])
      let commit = try model.git.git(["commit-tree", tree, "-p", target, "-m", "rebased"])
      try model.push(commit, to: number, by: model.bot)
    } catch { throw ForgeError(.rejected, "\(error)") }
    try await around(.rebase, true)
  }

  public func user(named name: String) async throws(ForgeError) -> ForgeUser? {
    model.read { state in state.users.first { $0.name == name } }
  }

  public func hooks() async throws(ForgeError) -> [ForgeHook] { model.read { $0.hooks } }

  public func setUpHook(url: String, secret: String) async throws(ForgeError) -> ForgeHook {
    model.change { state in
      let hook = ForgeHook(id: state.newID(), url: url, isActive: true, events: ["all"])
      state.hooks.append(hook)
      return hook
    }
  }

  public func budget() async -> RequestBudget? { nil }

  public func gitAccess() async throws(ForgeError) -> GitAccess {
    GitAccess(url: "file://\(model.git.path)", authorization: nil, headReference: model.character.headReference)
  }
}
