internal import Crypto
internal import Forges
internal import Foundation
internal import HTTPTransport
internal import Synchronization
internal import TestSupport

/// What a face's operations share: the model, and what only the wire knows.
public final class FaceCore: Sendable {
  struct State: Sendable {
    var token: String
    var faults: [FaceFault] = []
    var violations: [String] = []
    var longestPage: Int?
    var remaining = 5000
    var deliveries: [HookDelivery] = []
    var secrets: [Int64: String] = [:]
    var labels: [String: Int64] = [:]
    var commentCounts: [Int: Int] = [:]
  }

  let model: ForgeModel
  let git: String
  let state: Mutex<State>
  private let rules: any FaceRules

  init(_ model: ForgeModel, _ rules: any FaceRules, token: String, git: String) {
    self.model = model
    self.rules = rules
    self.git = git
    state = Mutex(State(token: token))
  }

  // MARK: - Answering

  func answer(_ request: HTTPRequest) -> [LocalHTTPServer.Step] {
    let faults = takeFaults(request)
    var result: FaceAnswer?
    for fault in faults {
      switch fault.effect {
      case .before(let body): do { try body(model) } catch { note("a fault failed: \(error)") }
      case .refuse(let answer): result = answer
      default: break
      }
    }
    var answer = result ?? self.result(of: FaceRequest(wire: request))
    var (isCut, isStalled, isSlow) = (false, false, false)
    for fault in faults {
      switch fault.effect {
      case .loseAnswer(let other): answer = other
      case .change(let body): if var value = answer.body { body(&value); answer.body = value }
      case .truncate: isCut = true
      case .stall: isStalled = true
      case .dawdle: isSlow = true
      case .before, .refuse: break
      }
    }
    return steps(answer, to: request, isCut: isCut, isStalled: isStalled, isSlow: isSlow)
  }

  private func takeFaults(_ request: HTTPRequest) -> [FaceFault] {
    state.withLock { state in
      var taken: [FaceFault] = []
      for index in state.faults.indices where state.faults[index].isFor(request) {
        if state.faults[index].skip > 0 {
          state.faults[index].skip -= 1
        } else if state.faults[index].times > 0 {
          state.faults[index].times -= 1
          taken.append(state.faults[index])
        }
      }
      return taken
    }
  }

  private func result(of request: FaceRequest) -> FaceAnswer {
    guard let token = rules.token(request.wire.headers), token == state.withLock({ $0.token }) else {
      return FaceAnswer(401, ["message": "401 Unauthorized"])
    }
    for route in rules.routes {
      guard let values = route.values(request) else { continue }
      guard rules.isProject(values) else { return .notFound }
      var matched = request
      matched.values = values
      do { return try route.handler(matched, self) } catch let answer as FaceAnswer { return answer } catch {
        note("\(request.wire.method.rawValue) \(request.wire.url): \(error)")
        return FaceAnswer(500, ["message": "500 Internal Server Error"])
      }
    }
    note("no such operation: \(request.wire.method.rawValue) \(request.wire.url)")
    return .notFound
  }

  private func steps(
    _ answer: FaceAnswer, to request: HTTPRequest, isCut: Bool, isStalled: Bool, isSlow: Bool
  ) -> [LocalHTTPServer.Step] {
    var answer = answer
    if answer.isPaged { turnPages(&answer, FaceRequest(wire: request)) }
    var body = answer.body?.bytes ?? []
    let remaining = state.withLock { state in
      state.remaining -= 1
      return state.remaining
    }
    var headers: HTTPHeaders = answer.body == nil ? [:] : ["Content-Type": "application/json"]
    let limits = rules.limits(remaining: remaining, now: model.read { $0.now })
    for field in limits.fields + answer.headers.fields { headers[field.name] = field.value }
    var status = answer.status
    if request.method == .get, status == 200, rules.hasTags {
      let tag = "W/\"\(SHA256.hash(data: body).map { String($0, radix: 16) }.joined())\""
      headers["ETag"] = tag
      if request.headers["If-None-Match"] == tag { (status, body) = (304, []) }
    }
    guard isCut || isStalled || isSlow, case .send(let bytes) = LocalHTTPServer.response(status, headers: headers, body: body)
    else { return [LocalHTTPServer.response(status, headers: headers, body: body)] }
    let half = bytes.count - max(1, body.count / 2)
    if isSlow { return [.send(Array(bytes[..<half])), .send(Array(bytes[half...]))] }
    return isStalled ? [.send(Array(bytes[..<half])), .hang] : [.send(Array(bytes[..<half]))]
  }

  private func turnPages(_ answer: inout FaceAnswer, _ request: FaceRequest) {
    let all = answer.body?.elements ?? []
    let asked = request.query[rules.pageSizeName].flatMap { Int($0) } ?? rules.pageSizes.usual
    let size = max(1, min(asked, rules.pageSizes.most, state.withLock { $0.longestPage ?? Int.max }))
    let page = max(1, request.query["page"].flatMap { Int($0) } ?? 1)
    answer.body = .array(Array(all.dropFirst((page - 1) * size).prefix(size)))
    answer.headers["X-Total-Count"] = rules.hasTags ? nil : String(all.count)
    guard page * size < all.count, let host = request.wire.headers["Host"] else { return }
    let others = request.query.filter { $0.key != "page" }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.percentEncoded)&" }.joined()
    let path = request.wire.url.prefix { $0 != "?" }
    answer.headers["Link"] = "<http://\(host)\(path)?\(others)page=\(page + 1)>; rel=\"next\""
  }

  // MARK: - For operations

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

  // MARK: - Hooks

  func setHook(_ id: Int64?, url: String, secret: String, events: Set<String>) -> ForgeHook {
    let hook = model.change { state in
      let hook = ForgeHook(id: id ?? state.newID(), url: url, isActive: true, events: events)
      state.hooks.removeAll { $0.id == hook.id }
      state.hooks.append(hook)
      return hook
    }
    state.withLock { $0.secrets[hook.id] = secret }
    return hook
  }

  func noteEvent(_ number: Int) {
    let (hooks, item, now, unique) = model.change { ($0.hooks, $0.items[number], $0.now, $0.newID()) }
    guard let item else { return }
    for hook in hooks where hook.isActive {
      let (count, secret) = state.withLock { state in
        (state.commentCounts.updateValue(item.comments.count, forKey: number) ?? 0, state.secrets[hook.id] ?? "")
      }
      let comment = item.comments.count > count ? item.comments.last : nil
      let event = HookEvent(
        id: "delivery-\(unique)-\(hook.id)", url: hook.url, secret: secret, mergeRequest: item.mergeRequest,
        comment: comment, at: now)
      let delivery = rules.delivery(event, self)
      state.withLock { $0.deliveries.append(delivery) }
    }
  }
}
