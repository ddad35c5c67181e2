import BotService
import ForgeDoubles
import Forges
import Foundation
import HTTPTransport
import ServiceStore
import Synchronization
import TestSupport
import Testing
import Webhooks

/// Takes webhooks as the service does: what is authentic becomes a job, once.
final class HookReceiver: Sendable {
  static let secret = "whsec_" + Data("a secret of at least 24 bytes".utf8).base64EncodedString()
  let url: String
  private let server: LocalHTTPServer

  init(_ world: World) throws {
    let verifier = try WebhookVerifier(world.kind, secrets: [Self.secret])
    let (kind, store, clock) = (world.kind, world.store, world.context.clock)
    server = try LocalHTTPServer { request in
      let body = request.body ?? []
      guard verifier.isAuthentic(headers: request.headers, body: body, now: clock.now()) else {
        return [LocalHTTPServer.response(401)]
      }
      let event = WebhookEvent.read(kind, headers: request.headers, body: body)
      var job: JobKey?
      if case .mergeRequest(let number) = event.hint {
        job = JobKey(kind: JobKind.look, repository: "data", subject: String(number))
      }
      let delivery = Delivery(
        source: "data", id: event.deliveryID, job: job, at: clock.now(), notBefore: clock.now())
      return [LocalHTTPServer.response(Self.accept(delivery, store) ? 200 : 503)]
    }
    url = server.url + "/hooks/data"
  }

  deinit { server.stop() }

  /// Waits on the connection's own thread.
  private static func accept(_ delivery: Delivery, _ store: any Store) -> Bool {
    let (done, kept) = (DispatchSemaphore(value: 0), Kept())
    Task {
      let isKept = (try? await store.accept(delivery)) != nil
      kept.value.withLock { $0 = isKept }
      done.signal()
    }
    done.wait()
    return kept.value.withLock { $0 }
  }

  private final class Kept: Sendable {
    let value = Mutex(false)
  }
}

extension World {
  /// Sets the service's webhook up.
  func subscribe() async throws -> HookReceiver {
    let receiver = try HookReceiver(self)
    let hook = try await repository.client.setUpHook(url: receiver.url, secret: HookReceiver.secret)
    #expect(hook.isActive && !hook.events.isEmpty)
    // The second time it is there already.
    _ = try await repository.client.setUpHook(url: receiver.url, secret: HookReceiver.secret)
    #expect(try await repository.client.hooks().count == 1)
    return receiver
  }

  /// Sends deliveries, in that order, and gives the answers' statuses.
  @discardableResult
  func send(_ deliveries: [HookDelivery]) async throws -> [Int] {
    var statuses: [Int] = []
    for delivery in deliveries { statuses.append(try await delivery.send(by: CurlClient())) }
    return statuses
  }

  /// Sends what there is and works on it until neither is left: the service hears of its own doings, too.
  func deliver(turns: Int = 12) async throws {
    for _ in 0..<turns {
      let deliveries = face.takeDeliveries()
      if deliveries.isEmpty { return }
      #expect(try await send(deliveries).allSatisfy { $0 == 200 })
      try await settle()
    }
    Issue.record("the service does not come to rest: it answers its own doings for ever")
  }
}
