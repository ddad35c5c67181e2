public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The approvals in force. GitLab does not say which head they are for.
  public func approvals(of number: Int) async throws(ForgeError) -> [ForgeApproval] {
    try await wireApprovals(number).approved_by.map {
      ForgeApproval(user: user($0.user), head: nil, at: $0.approved_at?.value)
    }
  }

  /// Whether the own approval is in force and was given after this head came, which has to be the last one.
  public func hasApproved(_ number: Int, head: String) async throws(ForgeError) -> Bool {
    let approvals = try await wireApprovals(number)
    guard approvals.user_has_approved ?? true else { return false }
    let me = try await me()
    guard let own = approvals.approved_by.first(where: { $0.user.id == me.id }),
      let headCame = try await versions(of: number).time(ofLast: head)
    else { return false }
    var approvedAt = own.approved_at?.value
    if approvedAt == nil {
      // Versions that do not give the time of approvals have it in their notices.
      approvedAt = try await notes(of: number, filter: "only_activity").last {
        $0.system && $0.author.id == me.id && $0.body == "approved this merge request"
      }?.created_at.value
    }
    return approvedAt.map { $0 >= headCame } ?? false
  }

  /// Approves a head. An own approval of an earlier head is taken back first, because GitLab refuses a second one.
  public func approve(_ number: Int, head: String) async throws(ForgeError) {
    if try await hasApproved(number, head: head) { return }
    if try await wireApprovals(number).user_has_approved == true { try await unapprove(number) }
    let path = path(number) + "/approve"
    let answer = try await session.answer(.post, path, json: ["sha": head])
    if answer.status == 401 {
      // No right to approve, one's own merge request, or approved by a request whose answer was lost.
      if try await hasApproved(number, head: head) { return }
      throw ForgeError(.forbidden, "GitLab: the account may not approve !\(number)")
    }
    try session.checked(answer, .post, path)
  }

  /// Takes the own approval back; 404 says that there is none.
  public func unapprove(_ number: Int) async throws(ForgeError) {
    let path = path(number) + "/unapprove"
    let answer = try await session.answer(.post, path)
    if answer.status != 404 { try session.checked(answer, .post, path) }
  }

  private func wireApprovals(_ number: Int) async throws(ForgeError) -> GitLabApprovals {
    try await session.value(GitLabApprovals.self, .get, path(number) + "/approvals")
  }
}
