internal import BotService
internal import Forges
internal import ServiceStore

/// Where all merge requests stand, read from the store at most once in a while: to read them takes time where there are many.
actor StandingCache {
  private let store: any Store
  private var held: (standings: [Standing], at: Timestamp)?
  private var reading: Task<Result<[Standing], StoreError>, Never>?

  init(_ store: any Store) { self.store = store }

  /// All merge requests as they stood at most so many milliseconds ago. Who asks meanwhile waits for the same answer.
  func standings(age: Int64, now: Timestamp) async throws(StoreError) -> [Standing] {
    if let held, held.at <= now, now.milliseconds - held.at.milliseconds < age { return held.standings }
    let store = store
    let task =
      reading
      ?? Task {
        do throws(StoreError) { return .success(try await store.standings()) } catch { return .failure(error) }
      }
    reading = task
    let result = await task.value
    if reading == task { reading = nil }
    let standings = try result.get()
    held = (standings, now)
    return standings
  }
}
