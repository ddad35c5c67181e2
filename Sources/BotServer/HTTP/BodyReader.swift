internal import Hummingbird
internal import HTTPTransport
internal import NIOCore

/// Reads the body of one request: not more than allowed, and not for longer than allowed.
struct BodyReader: Sendable {
  let request: Hummingbird.Request
  let channel: any Channel
  let budget: BodyBudget
  /// How long a body may take, in milliseconds.
  let patience: Int

  /// How much is copied at a time where the length is not known: an array that grows holds its content twice.
  private static let segment = 256 << 10

  /// The body. After an error the connection is closed when the time is over, whatever still comes.
  func read(_ limit: Int) async throws(BodyError) -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw .tooLarge }
    let channel = channel
    let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(patience))) { channel.close(promise: nil) }
    var (segments, last, taken): ([[UInt8]], [UInt8], Int) = ([], [], 0)
    defer { budget.giveBack(taken) }
    do {
      for try await part in request.body {
        guard taken + part.readableBytes <= limit else { throw BodyError.tooLarge }
        guard budget.take(part.readableBytes) else { throw BodyError.busy }
        taken += part.readableBytes
        if last.count + part.readableBytes > Self.segment, !last.isEmpty {
          segments.append(last)
          last = []
        }
        last.append(contentsOf: part.readableBytesView)
      }
    } catch {
      throw error as? BodyError ?? .broken
    }
    deadline.cancel()
    if segments.isEmpty { return last }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(taken)
    for segment in segments { bytes.append(contentsOf: segment) }
    bytes.append(contentsOf: last)
    return bytes
  }
}
