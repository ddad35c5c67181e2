import Foundation
import TestSupport
import Testing

/// The check itself: it accepts what mature clients send, and refuses what would silently do nothing.
@Suite struct RequestCheckTests {
  private struct Golden: Decodable {
    struct Request: Decodable {
      var method: String
      var path: String
      var json: AnyJSON?
    }
    var requests: [Request]
  }

  /// Any JSON, kept as it is.
  private enum AnyJSON: Codable {
    case object([String: AnyJSON]), array([AnyJSON]), text(String), flag(Bool), number(Double)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let array = try? value.decode([AnyJSON].self) {
        self = .array(array)
      } else {
        self = .object(try value.decode([String: AnyJSON].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .object(let object): try value.encode(object)
      case .array(let array): try value.encode(array)
      case .text(let text): try value.encode(text)
      case .flag(let flag): try value.encode(flag)
      case .number(let number): try value.encode(number)
      }
    }
  }

  /// What python-gitlab 8.6.0 and PyGithub 2.10.0 do otherwise than the descriptions say.
  private static let differences = [
    "gitlab.merge_with_sha", "gitlab.merge_when_pipeline_succeeds", "gitlab.labels_add_remove", "gitlab.mr_pipelines",
    "github.add_labels", "github.remove_label",
  ]

  @Test func acceptsMatureClients() throws {
    guard let file = SharedData.url("data/forges/golden-requests-python-clients.json") else { return }
    let golden = try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: file))
    var requests: [CheckedRequest] = []
    for (name, entry) in golden.sorted(by: { $0.key < $1.key }) {
      let forge = String(name.prefix { $0 != "." })
      let host = forge == "gitlab" ? "https://gitlab.com" : "https://api.github.com"
      for request in entry.requests {
        let body = try request.json.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        requests.append(CheckedRequest(forge, name, request.method, host + request.path, body: body))
      }
    }
    guard let problems = try CheckedRequest.problems(requests) else { return }
    #expect(requests.count >= 40)
    #expect(problems.keys.sorted() == Self.differences.sorted())
  }

  @Test func refusesWhatIsWrong() throws {
    let sha = String(repeating: "a", count: 40)
    let gitlab = "https://gitlab.com/api/v4/projects/12/merge_requests/7"
    let github = "https://api.github.com/repos/a/b/pulls/7"
    let gitea = "https://gitea.example/api/v1/repos/a/b/pulls/7"
    let right = [
      CheckedRequest("gitlab", "merge", "PUT", gitlab + "/merge", body: #"{"sha":"\#(sha)","squash":true}"#),
      CheckedRequest("gitlab", "encoded path", "GET", "https://gitlab.com/api/v4/projects/a%2Fb"),
      CheckedRequest("github", "merge on GitHub", "PUT", github + "/merge", body: #"{"sha":"\#(sha)"}"#),
      CheckedRequest(
        "gitea", "merge on Gitea", "POST", gitea + "/merge", body: #"{"do":"merge","head_commit_id":"a"}"#),
      CheckedRequest("forgejo", "on Forgejo", "POST", gitea + "/merge", body: #"{"Do":"merge","head_commit_id":"a"}"#),
    ]
    let wrong = [
      CheckedRequest("gitlab", "name", "PUT", gitlab + "/merge", body: #"{"shaa":"\#(sha)"}"#),
      CheckedRequest("gitlab", "type", "PUT", gitlab + "/merge", body: #"{"squash":"maybe"}"#),
      CheckedRequest("gitlab", "path", "PUT", gitlab + "/merged", body: #"{"sha":"\#(sha)"}"#),
      CheckedRequest("gitlab", "bare path", "GET", "https://gitlab.com/api/v4/projects/a/b"),
      CheckedRequest("gitlab", "method", "PATCH", gitlab),
      CheckedRequest("gitlab", "query name", "GET", gitlab + "/notes?activity=only_comments"),
      CheckedRequest("gitlab", "query value", "GET", gitlab + "/notes?activity_filter=comments"),
      CheckedRequest("gitlab", "missing", "POST", gitlab + "/notes", body: "{}"),
      CheckedRequest("gitlab", "no body there", "POST", gitlab + "/unapprove", body: #"{"sha":"\#(sha)"}"#),
      CheckedRequest("gitlab", "no JSON", "POST", gitlab + "/notes", body: "body=x"),
      CheckedRequest("github", "name on GitHub", "PUT", github + "/merge", body: #"{"shaa":"\#(sha)"}"#),
      CheckedRequest(
        "github", "inner name", "POST", "https://api.github.com/repos/a/b/check-runs",
        body: #"{"name":"n","head_sha":"a","output":{"title":"t","summary":"s","txt":"x"}}"#),
      CheckedRequest("github", "value", "POST", github + "/reviews", body: #"{"event":"APPROVED"}"#),
      CheckedRequest("gitea", "value on Gitea", "POST", gitea + "/reviews", body: #"{"event":"APPROVE"}"#),
      CheckedRequest("gitea", "case on Gitea", "POST", gitea + "/merge", body: #"{"Do":"merge"}"#),
      CheckedRequest("forgejo", "case on Forgejo", "POST", gitea + "/merge", body: #"{"do":"merge"}"#),
      CheckedRequest("forgejo", "name on Forgejo", "POST", gitea + "/merge", body: #"{"Do":"merge","sha":"a"}"#),
      CheckedRequest("gitea", "number", "GET", "https://gitea.example/api/v1/repos/a/b/pulls/x"),
    ]
    guard let problems = try CheckedRequest.problems(right + wrong) else { return }
    #expect(problems.keys.sorted() == wrong.map(\.name).sorted())
  }
}
