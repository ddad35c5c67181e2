import ForgeGitea
import Forges
import HTTPTransport
import TestSupport

/// A client of `o/r`, and what it talks to.
func gitea(_ script: ScriptedHTTPClient.Exchange...) throws -> (GiteaClient, ScriptedHTTPClient) {
  let http = ScriptedHTTPClient(script)
  let client = try GiteaClient(
    api: "https://codeberg.example/api/v1", repository: "o/r", token: "s3cret", client: http, now: { testTime })
  return (client, http)
}

/// JSON of a pull request.
func giteaPull(
  head: String = oneHead, state: String = "open", merged: Bool = false, mergeable: Bool = true, draft: Bool = false,
  headRepository: Int = 1
) -> String {
  #"""
  {"id":70,"number":7,"title":"t","state":"\#(state)","draft":\#(draft),"merged":\#(merged),
  "merge_commit_sha":\#(merged ? "\"\(otherHead)\"" : "null"),"mergeable":\#(mergeable),
  "user":\#(account(10, "alice")),"head":{"ref":"topic","sha":"\#(head)","repo_id":\#(headRepository),"repo":null},
  "base":{"ref":"main","sha":"\#(otherHead)","repo_id":1},"labels":[{"id":31,"name":"l1"},{"id":32,"name":"l2"}],
  "html_url":"https://codeberg.example/o/r/pulls/7","created_at":"2024-01-01T01:00:00+01:00",
  "updated_at":"2024-01-02T00:00:00Z"}
  """#
}
