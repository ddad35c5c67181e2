public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The webhooks of the project.
  public func hooks() async throws(ForgeError) -> [ForgeHook] {
    try await session.pages(GitLabHook.self, "\(project)/hooks?per_page=100").map(\.hook)
  }

  /// Sets a webhook up for merge requests, comments, pipelines and pushes.
  public func setUpHook(url: String, secret: String) async throws(ForgeError) -> ForgeHook {
    let body = HookBody(
      url: url, token: secret, merge_requests_events: true, note_events: true, pipeline_events: true,
      push_events: true)
    if let known = try await hooks().first(where: { $0.url == url }) {
      return try await session.value(GitLabHook.self, .put, "\(project)/hooks/\(known.id)", json: body).hook
    }
    return try await session.value(GitLabHook.self, .post, "\(project)/hooks", json: body).hook
  }

  private struct HookBody: Encodable {
    var url: String
    var token: String
    var merge_requests_events: Bool
    var note_events: Bool
    var pipeline_events: Bool
    var push_events: Bool
  }
}

/// A webhook, with all its fields that end in `_events`.
private struct GitLabHook: Decodable {
  var hook: ForgeHook

  struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    let events = try fields.allKeys.filter {
      let isOn = $0.stringValue.hasSuffix("_events") ? try fields.decodeIfPresent(Bool.self, forKey: $0) : nil
      return isOn == true
    }
    // GitLab switches hooks off that fail; versions before 15 do not tell.
    let alert = try fields.decodeIfPresent(String.self, forKey: Key(stringValue: "alert_status"))
    hook = ForgeHook(
      id: try fields.decode(Int64.self, forKey: Key(stringValue: "id")),
      url: try fields.decode(String.self, forKey: Key(stringValue: "url")),
      isActive: alert == nil || alert == "executable", events: Set(events.map(\.stringValue)))
  }
}
