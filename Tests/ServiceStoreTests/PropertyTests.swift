import Forges
import ServiceStore
import TestSupport
import Testing

/// Random calls on a store and on the model give the same answers and leave the same state.
@Suite struct PropertyTests {
  @Test(arguments: StoreKind.shared, 1...12 as ClosedRange<UInt64>)
  func storeBehavesAsTheModel(_ kind: StoreKind, _ seed: UInt64) async throws {
    try await withStore(kind) { store async throws in
      let model = MemoryStore()
      var calls = RandomCalls(seed: seed)
      for step in 0..<150 {
        let call = calls.next()
        let (answer, expected) = (await call.answer(of: store), await call.answer(of: model))
        // Fences have to grow; the numbers themselves may differ.
        guard answer == expected else {
          Issue.record("seed \(seed), step \(step): \(call) gave \(answer), not \(expected)")
          return
        }
        calls.note(expected)
      }
      #expect(try await store.jobs() == model.jobs())
      #expect(try await store.lastDeliveries() == model.lastDeliveries())
      for name in RandomCalls.names {
        #expect(try await store.values(name) == model.values(name))
        #expect(
          try await store.records(in: name, after: 0, limit: 999) == model.records(in: name, after: 0, limit: 999))
      }
    }
  }
}

/// One call of a store.
enum StoreCall {
  case accept(Delivery), forget(Timestamp), request(JobKey, Timestamp), claim(String, Int64, Timestamp)
  case claimOne(JobKey, String, Int64, Timestamp)
  case extend(Claim, Timestamp), complete(Claim), retry(Claim, Timestamp, String), postpone(Claim, Timestamp)
  case bury(Claim, String, Timestamp), set([UInt8]?, String, String, Claim?), pin([UInt8], String, String)
  case append(String, String, Timestamp), value(String, String), record(String, String), jobs, lastDeliveries

  /// What came of a call.
  enum Answer: Equatable {
    case done, taken(Bool), claim(Claim?), bytes([UInt8]?), record(StoredRecord?), jobs([Job])
    case times([String: Timestamp]), failed(StoreError.Kind)
  }

  func answer(of store: any Store) async -> Answer {
    do throws(StoreError) {
      switch self {
      case .accept(let delivery): return .taken(try await store.accept(delivery))
      case .forget(let time): try await store.forgetDeliveries(before: time)
      case .request(let job, let time): try await store.request(job, notBefore: time)
      case .claim(let worker, let lease, let now):
        return .claim(try await store.claim(by: worker, lease: lease, now: now))
      case .claimOne(let job, let worker, let lease, let now):
        return .claim(try await store.claim(job, by: worker, lease: lease, now: now))
      case .extend(let claim, let time): try await store.extend(claim, until: time)
      case .complete(let claim): try await store.complete(claim)
      case .retry(let claim, let time, let error): try await store.retry(claim, notBefore: time, error: error)
      case .postpone(let claim, let time): try await store.postpone(claim, notBefore: time)
      case .bury(let claim, let error, let time): try await store.bury(claim, error: error, at: time)
      case .set(let value, let kind, let name, let claim): try await store.set(value, kind, name, under: claim)
      case .pin(let value, let kind, let name): return .bytes(try await store.pin(value, kind, name))
      case .append(let chain, let name, let time):
        return .record(
          try await store.append(to: chain, name: name, at: time) { ("\($0) \($1 ?? "")", "\(chain) \(name)") })
      case .value(let kind, let name): return .bytes(try await store.value(kind, name))
      case .record(let chain, let name): return .record(try await store.record(in: chain, named: name))
      case .jobs: return .jobs(try await store.jobs())
      case .lastDeliveries: return .times(try await store.lastDeliveries())
      }
      return .done
    } catch {
      return .failed(error.kind)
    }
  }
}

/// Calls as workers and webhooks may make them in any order, also with claims that were lost long ago.
struct RandomCalls {
  static let names = ["a", "b", "é"]

  private var random: SeededGenerator
  private var now: Int64 = 1000
  private var claims: [Claim] = []

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Keeps the claims for later calls.
  mutating func note(_ answer: StoreCall.Answer) {
    if case .claim(let claim?) = answer { claims.append(claim) }
  }

  mutating func next() -> StoreCall {
    now += Int64(random.below(20))
    let time = Timestamp(milliseconds: now + Int64(random.below(60)) - 10)
    let (one, two) = (random.pick(Self.names), random.pick(Self.names))
    let job = JobKey(kind: one, repository: "r", subject: two)
    switch random.below(claims.isEmpty ? 10 : 18) {
    case 0, 1:
      let id = "\(random.below(30))"
      return .accept(
        Delivery(
          source: one, id: id, job: random.chance(80) ? job : nil, at: Timestamp(milliseconds: now), notBefore: time))
    case 2: return random.chance(20) ? .forget(Timestamp(milliseconds: now - 100)) : .lastDeliveries
    case 3: return .request(job, time)
    case 4: return .claimOne(job, one, Int64(random.below(80)), Timestamp(milliseconds: now))
    case 5: return .claim(one, Int64(random.below(80)), Timestamp(milliseconds: now))
    case 6: return .pin([UInt8(random.below(256))], one, two)
    case 7: return .append(one, "\(random.below(20))", time)
    case 8: return random.chance(50) ? .value(one, two) : .record(one, "\(random.below(20))")
    case 9: return .jobs
    default: return onClaim(time, one, two)
    }
  }

  private mutating func onClaim(_ time: Timestamp, _ one: String, _ two: String) -> StoreCall {
    // Mostly one of the last.
    let claim = claims[max(0, claims.count - 1 - random.below(random.chance(80) ? 3 : claims.count))]
    switch random.below(7) {
    case 0: return .extend(claim, time)
    case 1: return .complete(claim)
    case 2: return .retry(claim, time, one)
    case 3: return .postpone(claim, time)
    case 4: return .bury(claim, two, time)
    case 5: return .set(random.chance(70) ? [UInt8(random.below(256))] : nil, one, two, nil)
    default: return .set([UInt8(random.below(256))], one, two, claim)
    }
  }
}
