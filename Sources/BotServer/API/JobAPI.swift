internal import BotService
internal import Crypto
internal import DocumentModel
internal import Forges
internal import HTTPTransport
internal import JSONCoding
internal import ServiceStore

/// The jobs of the service for programs, and the one thing that can be changed here: a job that was given up is tried
/// again.
struct JobAPI: Sendable {
  private static let limit = 4096

  let site: Site
  let adminToken: String?

  var routes: [Route] {
    [
      Route(path: "/api/v1/jobs", reader: .program) { ask throws(StoreError) in try await list(ask) },
      Route(method: .post, path: "/api/v1/jobs/requeue", reader: .program) { ask throws(StoreError) in
        try await requeue(ask)
      },
    ]
  }

  private func list(_ ask: Ask) async throws(StoreError) -> Answer {
    guard let limit = PageSize.read(ask.query) else { return PageSize.problem }
    var state: Job.State?
    if let text = ask.query["state"], !text.isEmpty {
      guard let known = Job.State(rawValue: text) else {
        return .problem(400, "state must be waiting, running or dead")
      }
      state = known
    }
    let (repository, cursor) = (ask.query["repository"] ?? "", ask.query["cursor"] ?? "")
    let names = Set(site.repositories.map(\.name))
    let fitting = try await site.context.store.jobs()
      .filter { job in
        names.contains(job.key.repository) && (repository.isEmpty || job.key.repository == repository)
          && (state == nil || job.state == state)
      }
      .map { (cursor: Self.cursor($0.key), job: $0) }
      .filter { cursor.isEmpty || $0.cursor > cursor }
      .sorted { $0.cursor < $1.cursor }
    let shown = fitting.prefix(limit)
    return .object {
      $0.objects("jobs", shown) { $1.members($0.job) }
      $0.member("next", fitting.count > limit ? shown.last?.cursor : nil)
    }
  }

  private static func cursor(_ key: JobKey) -> String { "\(key.repository)/\(key.kind)/\(key.subject)" }

  private func requeue(_ ask: Ask) async throws(StoreError) -> Answer {
    guard let adminToken else { return .problem(404, "this service takes no commands") }
    guard isAdmin(ask.headers["Authorization"], adminToken) else {
      return .problem(403, "the admin token is missing or wrong")
    }
    let body: [UInt8]
    do throws(BodyError) { body = try await ask.body(Self.limit) } catch {
      return error == .tooLarge
        ? .problem(413, "the body has more than \(Self.limit) bytes") : .problem(400, "the body is not complete")
    }
    guard let key = Self.key(body) else {
      return .problem(400, "the body must be a JSON object with the texts kind, repository and subject of a job")
    }
    guard site.repository(key.repository) != nil,
      try await site.context.store.jobs().contains(where: { $0.key == key })
    else { return .problem(404, "there is no such job") }
    try await site.context.store.request(key, notBefore: site.now)
    site.context.log.info(
      "a job was requeued", ["repository": key.repository, "job": key.kind, "subject": key.subject])
    return .object { $0.member("result", "requeued") }
  }

  /// Compares digests, so that it takes the same time wherever the tokens differ.
  private func isAdmin(_ header: String?, _ token: String) -> Bool {
    guard let header, header.prefix(7).lowercased() == "bearer " else { return false }
    return SHA256.hash(data: Array(header.dropFirst(7).utf8)) == SHA256.hash(data: Array(token.utf8))
  }

  private static func key(_ body: [UInt8]) -> JobKey? {
    guard let document = JSONReader(limits: .init(bytes: limit, depth: 4, nodes: 100)).read(body, file: "body").document
    else { return nil }
    func text(_ name: String) -> String? { document.member(document.root, DocumentKey(name)).flatMap(document.string) }
    guard let kind = text("kind"), let repository = text("repository"), let subject = text("subject") else {
      return nil
    }
    return JobKey(kind: kind, repository: repository, subject: subject)
  }
}
