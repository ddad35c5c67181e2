internal import Forges

/// What GitHub's answers look like, as far as they are read (api.github.com, version 2022-11-28).
struct GitHubUser: Decodable {
  var id: Int64
  var login: String
  var type: String?

  /// Events show no type: names of programs end in `[bot]`, which nobody else's can.
  var user: ForgeUser { ForgeUser(id: id, name: login, isBot: type == "Bot" || login.hasSuffix("[bot]")) }

  /// GitHub's stand-in for accounts that are gone.
  static let ghost = GitHubUser(id: 10_137, login: "ghost", type: "User")
}

struct GitHubRepository: Decodable {
  var id: Int64
  var full_name: String
  var clone_url: String?
}

struct GitHubPull: Decodable {
  struct Side: Decodable {
    var ref: String
    var sha: String
    var repo: GitHubRepository?
  }
  struct Label: Decodable {
    var name: String
  }

  var number: Int
  var title: String
  var state: String
  var draft: Bool?
  var merged: Bool?
  var merged_at: String?
  var merge_commit_sha: String?
  var mergeable: Bool?
  var mergeable_state: String?
  var user: GitHubUser?
  var head: Side
  var base: Side
  var labels: [Label]?
  var html_url: String
  var created_at: ISO8601Time
  var updated_at: ISO8601Time

  var isMerged: Bool { merged ?? (merged_at != nil) }
}

struct GitHubComment: Decodable {
  var id: Int64
  var body: String?
  var user: GitHubUser?
  var created_at: ISO8601Time
  var updated_at: ISO8601Time

  var comment: ForgeComment {
    ForgeComment(
      id: id, author: (user ?? .ghost).user, body: body ?? "", createdAt: created_at.value,
      updatedAt: updated_at.value)
  }
}

struct GitHubReview: Decodable {
  var id: Int64
  var state: String
  var user: GitHubUser?
  var commit_id: String?
  var submitted_at: ISO8601Time?
}

/// An entry of a pull request's timeline; its kinds differ in everything but `event`.
struct GitHubTimelineEntry: Decodable {
  var event: String?
  var actor: GitHubUser?
  var commit_id: String?
  var created_at: ISO8601Time?
}

/// An entry of a repository's events.
struct GitHubEvent: Decodable {
  struct Payload: Decodable {
    var ref: String?
    var head: String?
  }

  var type: String?
  var actor: GitHubUser?
  var payload: Payload?
  var created_at: ISO8601Time?
}

struct GitHubStatuses: Decodable {
  struct Status: Decodable {
    var context: String
    var state: String
    var description: String?
    var target_url: String?
  }
  var statuses: [Status]
}

struct GitHubCheckRuns: Decodable {
  struct Output: Decodable {
    var title: String?
    var summary: String?
    var annotations_count: Int?
  }
  struct Run: Decodable {
    var id: Int64
    var name: String
    var status: String
    var conclusion: String?
    var details_url: String?
    var output: Output?
  }
  var check_runs: [Run]
}

struct GitHubHook: Decodable {
  struct Config: Decodable {
    var url: String?
  }
  var id: Int64
  var active: Bool
  var events: Set<String>
  var config: Config

  var hook: ForgeHook { ForgeHook(id: id, url: config.url ?? "", isActive: active, events: events) }
}

struct GitHubReference: Decodable {
  struct Target: Decodable {
    var sha: String
  }
  var object: Target
}
