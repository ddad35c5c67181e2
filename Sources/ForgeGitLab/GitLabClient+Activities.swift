public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// Each push makes a version.
  public var tellsEveryPush: Bool { true }

  /// Pushes from the versions of the diff, with the writer of the notice that names the version; changes of the target
  /// from notices.
  public func activities(of number: Int) async throws(ForgeError) -> [ForgeActivity] {
    let author = try await wireMergeRequest(number).author
    let versions = try await versions(of: number)
    let notices = try await notes(of: number, filter: "only_activity").filter(\.system)

    var pushers: [Int64: Set<ForgeUser>] = [:]
    for notice in notices {
      if let version = notice.addedVersion { pushers[version, default: []].insert(user(notice.author)) }
    }
    var activities: [ForgeActivity] = []
    for (index, version) in versions.enumerated() {
      let head = version.head_commit_sha
      // A version with the same head comes from a change of the target.
      if index > 0, head != nil, head == versions[index - 1].head_commit_sha { continue }
      let named = pushers[version.id] ?? []
      let pusher = index == 0 ? user(author) : named.count == 1 ? named.first : nil
      activities.append(ForgeActivity(at: version.created_at.value, kind: .push(head: head, by: pusher)))
    }
    for notice in notices where notice.isRetarget {
      activities.append(ForgeActivity(at: notice.created_at.value, kind: .retarget))
    }
    return activities.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// The versions of the diff, oldest first, each once.
  func versions(of number: Int) async throws(ForgeError) -> [GitLabVersion] {
    let found = try await session.pages(GitLabVersion.self, path(number) + "/versions?per_page=100")
    var seen: Set<Int64> = []
    return found.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
  }
}

extension [GitLabVersion] {
  /// When a head came, if it is the last one.
  func time(ofLast head: String) -> Timestamp? {
    reversed().prefix { $0.head_commit_sha == head }.last?.created_at.value
  }
}

extension GitLabNote {
  /// The version of the diff that a notice of new commits names, in the link of its last line. The lines before have
  /// titles of commits, in which anything may be written. (GitLab source, `SystemNotes::CommitService#add_commits`)
  fileprivate var addedVersion: Int64? {
    guard body.hasPrefix("added "), let line = body.split(whereSeparator: \.isNewline).last,
      line.hasPrefix("[Compare with previous version]("), line.hasSuffix(")"),
      let query = line.split(separator: "?").last, query.hasPrefix("diff_id=")
    else { return nil }
    return Int64(query.dropFirst("diff_id=".count).prefix { $0.isNumber })
  }

  /// Whether it tells of another target branch. (GitLab source, `SystemNotes::MergeRequestsService#change_branch`)
  fileprivate var isRetarget: Bool {
    body.hasPrefix("changed target branch from ")
      || body.hasPrefix("deleted the ") && body.contains("This merge request now targets the ")
  }
}
