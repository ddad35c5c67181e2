import Forges

/// Calls everything there is to call of a forge, on pull request 7 with the head `oneHead`.
func callEverything(_ forge: some ForgeClient) async throws {
  _ = try await forge.me()
  for time in [nil, Timestamp(milliseconds: 1)] { _ = try await forge.openMergeRequests(changedSince: time) }
  _ = try await forge.mergeRequest(7)
  _ = try await forge.comments(on: 7)
  _ = try await forge.approvals(of: 7)
  _ = try await forge.activities(of: 7)
  _ = try await forge.pipeline(of: 7, head: oneHead, ignoring: "remit")
  _ = try await forge.status(named: "remit & co/gate", of: oneHead)
  _ = try await forge.addComment("text", to: 7)
  try await forge.editComment(1, of: 7, to: "text")
  try await forge.deleteComment(1, of: 7)
  for reaction in [Reaction.eyes, .thumbsUp, .confused] { try await forge.react(reaction, to: 1, of: 7) }
  try await forge.changeLabels(of: 7, adding: ["a, b", "ö"], removing: ["c/d"])
  for state in [CommitStatus.State.pending, .running, .success, .failure, .canceled, .skipped] {
    let status = CommitStatus(name: "other", state: state, summary: "s", url: "https://remit.example/7")
    let annotation = CheckAnnotation(path: "a/b", startLine: 1, endLine: 2, level: .failure, message: "m")
    let report = CheckReport(status: status, text: "t", annotations: Array(repeating: annotation, count: 51))
    try await forge.report(report, on: oneHead, of: 7)
  }
  try await forge.approve(7, head: oneHead)
  try await forge.unapprove(7)
  _ = try await forge.hasApproved(7, head: oneHead)
  for method in MergeInstruction.Method.allCases {
    _ = try await forge.merge(7, head: oneHead, MergeInstruction(method: method, removesSourceBranch: true))
  }
  try await forge.rebase(7, head: oneHead)
  _ = try await forge.openMergeRequest(from: "remit/drift-a & b", into: "release/1")
  _ = try await forge.open(
    ForgeProposal(sourceBranch: "remit/drift-a", targetBranch: "main", title: "t", text: "a text"))
  try await forge.edit(7, title: "t", text: "another text")
  try await forge.close(7)
  _ = try await forge.user(named: "a.b-c_d")
  _ = try await forge.hooks()
  for url in ["https://known/", "https://unknown/"] { _ = try await forge.setUpHook(url: url, secret: "s") }
  _ = try await forge.gitAccess()
  _ = await forge.budget()
}

/// What fails must fail by a `ForgeError` that shows none of the secrets, whatever the answers are.
func failures(of forge: some ForgeClient) async -> [any Error] {
  let calls: [() async throws -> Void] = [
    { _ = try await forge.me() }, { _ = try await forge.openMergeRequests(changedSince: nil) },
    { _ = try await forge.mergeRequest(7) }, { _ = try await forge.comments(on: 7) },
    { _ = try await forge.approvals(of: 7) }, { _ = try await forge.activities(of: 7) },
    { _ = try await forge.pipeline(of: 7, head: oneHead, ignoring: "x") },
    { _ = try await forge.addComment("x", to: 7) }, { try await forge.approve(7, head: oneHead) },
    { try await forge.changeLabels(of: 7, adding: ["a"], removing: ["b"]) },
    { _ = try await forge.merge(7, head: oneHead, MergeInstruction()) },
    { try await forge.rebase(7, head: oneHead) }, { _ = try await forge.setUpHook(url: "https://x/", secret: "pw") },
    { _ = try await forge.gitAccess() }, { _ = try await forge.openMergeRequest(from: "a", into: "b") },
    { _ = try await forge.open(ForgeProposal(sourceBranch: "a", targetBranch: "b", title: "t", text: "x")) },
    { try await forge.edit(7, title: "t", text: "x") }, { try await forge.close(7) },
  ]
  var errors: [any Error] = []
  for call in calls {
    do { try await call() } catch { errors.append(error) }
  }
  return errors
}
