import ForgeGitHub
import Forges
import HTTPTransport
import TestSupport

/// A time at which the tests take place.
let testTime = Timestamp(milliseconds: 1_700_000_000_000)

let oneHead = String(repeating: "a", count: 40)
let otherHead = String(repeating: "b", count: 40)

/// A client of `o/r` with a token, and what it talks to.
func gitHub(_ script: ScriptedHTTPClient.Exchange...) async throws -> (GitHubClient, ScriptedHTTPClient) {
  let http = ScriptedHTTPClient(script)
  let client = try await GitHubClient(
    repository: "o/r", credentials: .token("s3cret"), client: http, now: { testTime })
  return (client, http)
}

/// JSON of an account.
func account(_ id: Int, _ name: String, _ type: String = "User") -> String {
  #"{"id":\#(id),"login":"\#(name)","type":"\#(type)","site_admin":false}"#
}

/// JSON of a pull request; `more` overrides, as the last of two members of a name counts.
func gitHubPull(
  head: String = oneHead, state: String = "open", merged: Bool = false, mergeable: String = "true",
  word: String = "clean", headRepository: String = #"{"id":1,"full_name":"o/r"}"#
) -> String {
  #"""
  {"number":7,"title":"t","state":"\#(state)","draft":false,"merged":\#(merged),"merge_commit_sha":"\#(otherHead)",
  "mergeable":\#(mergeable),"mergeable_state":"\#(word)","user":\#(account(10, "alice")),
  "head":{"ref":"topic/x","sha":"\#(head)","repo":\#(headRepository)},
  "base":{"ref":"main","sha":"\#(otherHead)","repo":{"id":1,"full_name":"o/r"}},
  "labels":[{"id":1,"name":"l1"}],"html_url":"https://github.com/o/r/pull/7",
  "created_at":"2024-01-01T00:00:00Z","updated_at":"2024-01-02T00:00:00Z"}
  """#
}

/// The time of an ISO 8601 text in January 2024: day and time of day.
func january(_ day: Int, _ time: String = "00:00:00") -> Timestamp? {
  Timestamp(iso8601: "2024-01-\(day < 10 ? "0" : "")\(day)T\(time)Z")
}
