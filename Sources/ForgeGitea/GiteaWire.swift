internal import Forges

/// What Gitea's and Forgejo's answers look like, as far as they are read.
struct GiteaUser: Decodable {
  var id: Int64
  var login: String

  /// The forge's own accounts have negative numbers: -1 stands for accounts that are gone, others are programs.
  var user: ForgeUser { ForgeUser(id: id, name: login, isBot: id < -1 || login.hasSuffix("[bot]")) }

  /// The stand-in for accounts that are gone.
  static let ghost = GiteaUser(id: -1, login: "Ghost")
}

struct GiteaRepository: Decodable {
  var clone_url: String
}

struct GiteaLabel: Decodable {
  var id: Int64
  var name: String
}

struct GiteaPull: Decodable {
  struct Side: Decodable {
    var ref: String
    var sha: String?
    var repo_id: Int64?
  }

  var number: Int
  var title: String
  var state: String
  var draft: Bool?
  var merged: Bool?
  var merge_commit_sha: String?
  var mergeable: Bool?
  var user: GiteaUser?
  var head: Side
  var base: Side
  var labels: [GiteaLabel]?
  var html_url: String
  var created_at: ISO8601Time
  var updated_at: ISO8601Time

  var isMerged: Bool { merged ?? false }
}

struct GiteaComment: Decodable {
  var id: Int64
  var body: String?
  var user: GiteaUser?
  /// Who wrote it on the forge that the project was brought from; `user` is then not its author.
  var original_author: String?
  var created_at: ISO8601Time
  var updated_at: ISO8601Time

  var comment: ForgeComment {
    let isBroughtIn = !(original_author ?? "").isEmpty
    return ForgeComment(
      id: id, author: (isBroughtIn ? .ghost : user ?? .ghost).user, body: body ?? "", createdAt: created_at.value,
      updatedAt: updated_at.value)
  }
}

struct GiteaReview: Decodable {
  var id: Int64
  var state: String?
  var user: GiteaUser?
  var commit_id: String?
  var dismissed: Bool?
  var submitted_at: ISO8601Time?

  var isDismissed: Bool { dismissed ?? false }
}

struct GiteaTimelineEntry: Decodable {
  var type: String?
  var user: GiteaUser?
  var body: String?
  var created_at: ISO8601Time
}

/// The body of a timeline entry of type `pull_push`: the commits that came, the oldest first; for a forced push the
/// former head and the one after it.
struct GiteaPush: Decodable {
  var is_force_push: Bool?
  var commit_ids: [String]?
}

struct GiteaStatuses: Decodable {
  struct Status: Decodable {
    var context: String
    var status: String
    var description: String?
    var target_url: String?
  }
  var statuses: [Status]?
}

struct GiteaVersion: Decodable {
  var version: String

  /// Forgejo names the version of Gitea that its interface is like.
  var isForgejo: Bool { version.contains("+gitea-") }
}

struct GiteaHook: Decodable {
  var id: Int64
  var active: Bool
  var events: Set<String>?
  var config: [String: String]?

  var hook: ForgeHook { ForgeHook(id: id, url: config?["url"] ?? "", isActive: active, events: events ?? []) }
}
