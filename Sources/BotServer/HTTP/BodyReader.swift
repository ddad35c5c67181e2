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

  /// The body. After an error the connection is closed when the time is over, whatever still comes.
  func read(_ limit: Int) async throws(BodyError) -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw .tooLarge }
    let channel = channel
    let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(patience))) { channel.close(promise: nil) }
    var (bytes, taken): ([UInt8], Int) = ([], 0)
    defer { budget.giveBack(taken) }
    do {
      for try await part in request.body {
        guard bytes.count + part.readableBytes <= limit else { throw BodyError.tooLarge }
        guard budget.take(part.readableBytes) else { throw BodyError.busy }
        taken += part.readableBytes
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch {
      throw error as? BodyError ?? .broken
    }
    deadline.cancel()
    return bytes
  }
}
