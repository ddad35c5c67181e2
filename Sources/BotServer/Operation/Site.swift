internal import BotService
internal import Forges
internal import ServiceStore

/// What pages and API are made from.
struct Site: Sendable {
  let context: ServiceContext
  let repositories: [ServedRepository]
  let standings: StandingCache

  var now: Timestamp { context.clock.now() }

  /// A repository by its name; nil where it is not served.
  func repository(_ name: String?) -> ServedRepository? { repositories.first { $0.name == name } }

  /// The merge requests of the repositories that are served, by repository and number, as of a second ago at most.
  func mergeRequests() async throws(StoreError) -> [Standing] {
    let names = Set(repositories.map(\.name))
    return try await standings.standings(age: 1000, now: now).filter { names.contains($0.repository) }
  }

  /// The merge request that a path names; nil where there is none.
  func mergeRequest(_ ask: Ask) async throws(StoreError) -> Standing? {
    guard let repository = repository(ask.parameters["repository"]), let number = ask.number else { return nil }
    return try await context.store.standing(of: number, in: repository.name)
  }
}

extension Ask {
  /// The number in the path, written plainly; nil where it is none.
  var number: Int? {
    guard let text = parameters["number"], let number = Int(text), number > 0, String(number) == text else {
      return nil
    }
    return number
  }
}
