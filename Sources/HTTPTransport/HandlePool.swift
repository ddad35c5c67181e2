internal import CLibcurl
internal import Dispatch

/// A libcurl handle, with the connections it keeps open, and the queue on which its blocking calls run. Whoever took it
/// from the pool is the only one to use it.
final class CurlHandle: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  /// A serial queue of its own always gets a thread, and never one of Swift's cooperative pool.
  let queue = DispatchQueue(label: "remit.http")

  init?() {
    guard Self.libraryIsReady, let pointer = curl_easy_init() else { return nil }
    self.pointer = pointer
  }

  deinit { curl_easy_cleanup(pointer) }

  /// libcurl is set up once for the whole process, before its first use.
  private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// A bounded number of handles. Who comes when all are taken waits in line.
actor HandlePool {
  /// What came of waiting for a handle.
  enum Turn: Sendable {
    case handle(CurlHandle)
    case cancelled
    case noLibrary
  }

  private var free: [CurlHandle] = []
  private var taken = 0
  private let limit: Int
  private var waiting: [(ticket: Int, continuation: CheckedContinuation<Turn, Never>)] = []
  private var lastTicket = 0

  init(limit: Int) { self.limit = max(1, limit) }

  /// Takes a handle, after a wait if need be; it has to be given back.
  func take() async -> Turn {
    if Task.isCancelled { return .cancelled }
    if taken < limit {
      guard let handle = free.popLast() ?? CurlHandle() else { return .noLibrary }
      taken += 1
      return .handle(handle)
    }
    lastTicket += 1
    let ticket = lastTicket
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiting.append((ticket, $0)) }
    } onCancel: {
      Task { await self.giveUp(ticket) }
    }
  }

  /// Gives a handle back: to the first in line, or to the pool.
  func giveBack(_ handle: CurlHandle) {
    if waiting.isEmpty {
      taken -= 1
      free.append(handle)
    } else {
      waiting.removeFirst().continuation.resume(returning: .handle(handle))
    }
  }

  private func giveUp(_ ticket: Int) {
    guard let place = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiting.remove(at: place).continuation.resume(returning: .cancelled)
  }
}
