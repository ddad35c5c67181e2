import ForgeGitLab
import Forges
import Foundation
import HTTPTransport
import TestSupport

typealias Exchange = ScriptedHTTPClient.Exchange

/// A GitLab client with a script.
struct GitLabSetup {
  let script: ScriptedHTTPClient
  let client: GitLabClient

  init(_ exchanges: [Exchange], bots: Set<String> = []) throws {
    script = ScriptedHTTPClient(exchanges)
    client = try Self.client(script, bots: bots)
  }

  static func client(_ client: any HTTPClient, project: String = "group/data", bots: Set<String> = []) throws
    -> GitLabClient
  {
    try GitLabClient(
      project: project, token: "glpat-geheim", bots: bots, client: client,
      now: { Timestamp(milliseconds: 1_700_000_000_000) })
  }
}

/// The kind of what is thrown; nil where nothing is.
func kind<Value>(_ body: () async throws(ForgeError) -> Value) async -> ForgeError.Kind? {
  do throws(ForgeError) {
    _ = try await body()
    return nil
  } catch { return error.kind }
}

extension HTTPRequest {
  /// The body read as JSON of the type of an example.
  func json<Value: Decodable>(_ example: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(body ?? []))
  }
}

/// Answers as GitLab gives them, with the fields that matter.
enum GitLabAnswers {
  static let head = String(repeating: "a", count: 40)
  static let other = String(repeating: "b", count: 40)
  static let author = #"{"id":3,"username":"author"}"#

  /// A merge request; `more` replaces fields.
  static func mergeRequest(_ more: [String: String] = [:]) -> String {
    var fields = [
      "iid": "7", "title": #""T""#, "state": #""opened""#, "draft": "false", "author": author, "sha": #""\#(head)""#,
      "diff_refs": #"{"base_sha":"c","head_sha":"\#(head)","start_sha":"d"}"#,
      "prepared_at": #""2024-01-01T00:00:01.000Z""#, "source_branch": #""feature""#, "target_branch": #""main""#,
      "source_project_id": "12", "target_project_id": "12", "labels": #"["lgtm"]"#,
      "detailed_merge_status": #""mergeable""#, "merge_commit_sha": "null", "squash_commit_sha": "null",
      "web_url": #""https://gitlab.com/group/data/-/merge_requests/7""#, "created_at": #""2024-01-01T00:00:00.000Z""#,
      "updated_at": #""2024-01-02T00:00:00.000+01:00""#, "something_new": #"{"a":[1]}"#,
    ]
    fields.merge(more) { $1 }
    return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  /// A note at a second of the year 2024.
  static func note(_ id: Int, by user: String = author, system: Bool = false, at second: Int = 0, _ body: String)
    -> String
  {
    let time = "2024-01-01T00:00:\(second < 10 ? "0" : "")\(second)Z"
    let text = body.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return #"{"id":\#(id),"body":"\#(text)","author":\#(user),"system":\#(system),"created_at":"\#(time)","#
      + #""updated_at":"\#(time)","internal":false}"#
  }

  static func version(_ id: Int, _ head: String, at second: Int) -> String {
    #"{"id":\#(id),"head_commit_sha":"\#(head)","created_at":"2024-01-01T00:00:0\#(second).500Z","state":"collected"}"#
  }

  static func list(_ items: String...) -> String { "[" + items.joined(separator: ",") + "]" }
}

/// The paths of the requests, short.
enum GitLabPaths {
  static let mergeRequest = "/projects/group%2Fdata/merge_requests/7"
  static let activity =
    mergeRequest + "/notes?activity_filter=only_activity&order_by=created_at&sort=asc&per_page=100"
  static let comments =
    mergeRequest + "/notes?activity_filter=only_comments&order_by=created_at&sort=asc&per_page=100"
  static let versions = mergeRequest + "/versions?per_page=100"
  static let approvals = mergeRequest + "/approvals"
  static let statuses =
    "/projects/group%2Fdata/repository/commits/\(GitLabAnswers.head)/statuses?name=remit%2Fgate&per_page=100"
}
