internal import BotService
internal import Forges
internal import ServiceStore

/// Where all merge requests stand, read from the store once in a while: that takes time where there are many.
actor StandingCache {
  private let store: any Store
  private var held: (standings: [Standing], at: Timestamp)?
  private var reading: Task<Result<[Standing], StoreError>, Never>?

  init(_ store: any Store) { self.store = store }

  /// All merge requests as they stood at most so many milliseconds ago. Who asks meanwhile waits for the same answer.
  func standings(age: Int64, now: Timestamp) async throws(StoreError) -> [Standing] {
    if let held, isFresh(held.at, age, now) { return held.standings }
    let task = read()
    let standings = try await finish(task).get()
    held = (standings, now)
    return standings
  }

  /// What is at hand at once; nil where that is nothing. What is older is read again, for the next one who asks.
  func latest(age: Int64, now: Timestamp) -> [Standing]? {
    if let held, isFresh(held.at, age, now) { return held.standings }
    if reading == nil { Task { _ = try? await standings(age: age, now: now) } }
    return held?.standings
  }

  private func isFresh(_ at: Timestamp, _ age: Int64, _ now: Timestamp) -> Bool {
    at <= now && now.milliseconds - at.milliseconds < age
  }

  private func read() -> Task<Result<[Standing], StoreError>, Never> {
    if let reading { return reading }
    let store = store
    let task = Task {
      do throws(StoreError) { return Result<[Standing], StoreError>.success(try await store.standings()) } catch {
        return .failure(error)
      }
    }
    reading = task
    return task
  }

  private func finish(_ task: Task<Result<[Standing], StoreError>, Never>) async -> Result<[Standing], StoreError> {
    let result = await task.value
    if reading == task { reading = nil }
    return result
  }
}
