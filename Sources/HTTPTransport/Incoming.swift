internal import Synchronization

/// What comes in during one exchange, within limits. Only the thread of the exchange uses it, but for `isCancelled`.
final class Incoming {
  private(set) var headers: HTTPHeaders = [:]
  private(set) var body: [UInt8] = []
  /// Whether all header fields of the answer are there.
  private(set) var headerIsComplete = false
  /// Whether more came than is taken.
  private(set) var isTooLarge = false
  let cancellation: Cancellation
  private let options: CurlOptions
  private var headerBytes = 0

  init(options: CurlOptions, cancellation: Cancellation) {
    self.options = options
    self.cancellation = cancellation
  }

  /// Takes one header line; false where it is too much.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= options.maximumHeaderBytes else { return refuse() }
    let text = String(decoding: line, as: UTF8.self).trimmingLineEnd()
    if text.hasPrefix("HTTP/") {
      // The status line of the answer, after those of interim answers (1xx).
      headers = [:]
      headerIsComplete = false
    } else if text.isEmpty {
      headerIsComplete = true
    } else if !headerIsComplete, let colon = text.firstIndex(of: ":") {
      // Fields after the body (trailers) are not taken.
      let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append(String(text[..<colon]), String(value))
    }
    return true
  }

  /// Takes a piece of the body; false where it is too much.
  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard body.count + bytes.count <= options.maximumBodyBytes else { return refuse() }
    body.append(contentsOf: bytes)
    return true
  }

  private func refuse() -> Bool {
    isTooLarge = true
    return false
  }
}

/// Whether the task that waits for an exchange was cancelled.
final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  var isCancelled: Bool { flag.load(ordering: .relaxed) }

  func cancel() { flag.store(true, ordering: .relaxed) }
}

extension String {
  /// Without the end of the line and white space before it.
  fileprivate func trimmingLineEnd() -> String {
    var bytes = utf8[...]
    while let last = bytes.last, [0x0D, 0x0A, 0x20, 0x09].contains(last) { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
