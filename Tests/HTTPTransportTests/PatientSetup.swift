import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// A clock that stands still but for the waits, which take no time.
final class TestClock: Sendable {
  private let state = Mutex<(now: Int64, waits: [Int64])>((1_000_000_000_000, []))

  var waits: [Int64] { state.withLock { $0.waits } }
  func pass(_ time: Int64) { state.withLock { $0.now += time } }

  var clock: HTTPClock {
    HTTPClock(
      now: { self.state.withLock { $0.now } },
      sleep: { time in
        try Task.checkCancellation()
        self.state.withLock {
          $0.now += time
          $0.waits.append(time)
        }
      },
      random: { $0 })
  }
}

typealias Exchange = ScriptedHTTPClient.Exchange

let forgeURL = "https://forge.example/x"

/// A patient client with a script, and what it does.
struct PatientSetup {
  let script: ScriptedHTTPClient
  let time = TestClock()
  let client: PatientClient

  init(_ exchanges: [Exchange], _ change: (inout Patience) -> Void = { _ in }) {
    var patience = Patience()
    change(&patience)
    script = ScriptedHTTPClient(exchanges)
    client = PatientClient(script, patience: patience, clock: time.clock)
  }

  func send(_ method: HTTPRequest.Method = .get, token: String = "a") async -> Result<HTTPResponse, HTTPError> {
    do throws(HTTPError) {
      return .success(try await client.send(HTTPRequest(method, forgeURL, headers: ["Authorization": token])))
    } catch { return .failure(error) }
  }

  func status(_ method: HTTPRequest.Method = .get, token: String = "a") async -> Int? {
    try? await send(method, token: token).get().status
  }

  func kind(_ method: HTTPRequest.Method = .get) async -> HTTPError.Kind? {
    if case .failure(let error) = await send(method) { return error.kind }
    return nil
  }
}

func lost(_ method: HTTPRequest.Method, arrived: Bool) -> Exchange {
  Exchange(method, "/x", failing: HTTPError(.interrupted, mayHaveArrived: arrived, "lost"))
}
