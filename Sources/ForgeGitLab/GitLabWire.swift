internal import Forges

// What GitLab sends, as far as it is read. Field names are GitLab's; fields that are absent in some versions, or null
// at some times, are optional.

struct GitLabUser: Decodable {
  var id: Int64
  var username: String
  var state: String?
  var bot: Bool?
}

struct GitLabProject: Decodable {
  var http_url_to_repo: String?
}

struct GitLabMergeRequest: Decodable {
  struct DiffRefs: Decodable {
    var head_sha: String?
  }

  var iid: Int
  var title: String
  var state: String
  var draft: Bool?
  var work_in_progress: Bool?
  var author: GitLabUser
  var sha: String?
  var diff_refs: DiffRefs?
  /// False where `prepared_at` is null; old versions do not have that field.
  var isPrepared: Bool
  var source_branch: String
  var target_branch: String
  var source_project_id: Int64?
  var target_project_id: Int64
  var labels: Set<String>
  var detailed_merge_status: String?
  var merge_commit_sha: String?
  var squash_commit_sha: String?
  var head_pipeline: GitLabPipeline?
  var web_url: String
  var created_at: ISO8601Time
  var updated_at: ISO8601Time

  enum CodingKeys: String, CodingKey {
    case iid, title, state, draft, work_in_progress, author, sha, diff_refs, prepared_at, source_branch, target_branch
    case source_project_id, target_project_id, labels, detailed_merge_status, merge_commit_sha, squash_commit_sha
    case head_pipeline, web_url, created_at, updated_at
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    iid = try fields.decode(Int.self, forKey: .iid)
    title = try fields.decode(String.self, forKey: .title)
    state = try fields.decode(String.self, forKey: .state)
    draft = try fields.decodeIfPresent(Bool.self, forKey: .draft)
    work_in_progress = try fields.decodeIfPresent(Bool.self, forKey: .work_in_progress)
    author = try fields.decode(GitLabUser.self, forKey: .author)
    sha = try fields.decodeIfPresent(String.self, forKey: .sha)
    diff_refs = try fields.decodeIfPresent(DiffRefs.self, forKey: .diff_refs)
    isPrepared = try !fields.contains(.prepared_at) || !fields.decodeNil(forKey: .prepared_at)
    source_branch = try fields.decode(String.self, forKey: .source_branch)
    target_branch = try fields.decode(String.self, forKey: .target_branch)
    source_project_id = try fields.decodeIfPresent(Int64.self, forKey: .source_project_id)
    target_project_id = try fields.decode(Int64.self, forKey: .target_project_id)
    labels = try fields.decodeIfPresent(Set<String>.self, forKey: .labels) ?? []
    detailed_merge_status = try fields.decodeIfPresent(String.self, forKey: .detailed_merge_status)
    merge_commit_sha = try fields.decodeIfPresent(String.self, forKey: .merge_commit_sha)
    squash_commit_sha = try fields.decodeIfPresent(String.self, forKey: .squash_commit_sha)
    head_pipeline = try fields.decodeIfPresent(GitLabPipeline.self, forKey: .head_pipeline)
    web_url = try fields.decode(String.self, forKey: .web_url)
    created_at = try fields.decode(ISO8601Time.self, forKey: .created_at)
    updated_at = try fields.decode(ISO8601Time.self, forKey: .updated_at)
  }
}

struct GitLabNote: Decodable {
  var id: Int64
  var body: String
  var author: GitLabUser
  var system: Bool
  var created_at: ISO8601Time
  var updated_at: ISO8601Time
}

struct GitLabVersion: Decodable {
  var id: Int64
  var head_commit_sha: String?
  var created_at: ISO8601Time
}

struct GitLabApprovals: Decodable {
  struct Entry: Decodable {
    var user: GitLabUser
    var approved_at: ISO8601Time?
  }

  var user_has_approved: Bool?
  var approved_by: [Entry]
}

struct GitLabPipeline: Decodable {
  var id: Int64
  var project_id: Int64?
  var sha: String?
  var ref: String?
  var status: String
}

struct GitLabStatus: Decodable {
  var id: Int64
  var name: String
  var status: String
  var description: String?
  var target_url: String?
  var allow_failure: Bool?
}
