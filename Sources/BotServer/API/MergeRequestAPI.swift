internal import BotService
internal import Forges
internal import JSONCoding
internal import ServiceStore

/// Open merge requests and merge queues for programs.
struct MergeRequestAPI: Sendable {
  let site: Site

  var routes: [Route] {
    [
      Route(path: "/api/v1/merge-requests", reader: .program) { ask throws(StoreError) in try await list(ask) },
      Route(path: "/api/v1/merge-requests/{repository}/{number}", reader: .program) { ask throws(StoreError) in
        guard let standing = try await site.mergeRequest(ask) else {
          return .problem(404, "Remit knows of no such open merge request")
        }
        return try await single(standing)
      },
      Route(path: "/api/v1/queue/{repository}/{branch}", reader: .program) { ask throws(StoreError) in
        try await queue(ask)
      },
    ]
  }

  private func list(_ ask: Ask) async throws(StoreError) -> Answer {
    guard let limit = PageSize.read(ask.query) else { return PageSize.problem }
    let filter = MergeRequestFilter(ask.query)
    if let cursor = ask.query["cursor"], !cursor.isEmpty, filter.cursor == nil {
      return .problem(400, "cursor must be the next of a former answer")
    }
    let (shown, next) = filter.page(of: try await site.mergeRequests(), limit: limit)
    return .object {
      $0.objects("mergeRequests", shown) { $1.members($0) }
      $0.member("next", next)
    }
  }

  private func single(_ standing: Standing) async throws(StoreError) -> Answer {
    let jobs = try await site.context.store.jobs().filter {
      $0.key.repository == standing.repository && $0.key.kind == JobKind.look
        && $0.key.subject == String(standing.number)
    }
    return .object {
      $0.members(standing)
      $0.member("text", standing.text)
      $0.embedded("decision", standing.decision)
      $0.objects("jobs", jobs) { $1.members($0) }
    }
  }

  private func queue(_ ask: Ask) async throws(StoreError) -> Answer {
    guard let repository = site.repository(ask.parameters["repository"]), let branch = ask.parameters["branch"] else {
      return .problem(404, "there is no such repository")
    }
    let now = site.now
    let all = try await site.mergeRequests().filter { $0.repository == repository.name }
    let queue = MergeQueue.order(all, branch: branch, now: now)
    return .object {
      $0.member("repository", repository.name)
      $0.member("branch", branch)
      $0.objects("mergeRequests", queue) { $1.members($0) }
    }
  }
}
