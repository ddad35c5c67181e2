/// Texts for C: each ended by NUL, in one piece of memory.
struct CStrings {
  private var bytes: [CChar] = []
  private var offsets: [Int] = []

  init(_ texts: [String]) {
    for text in texts {
      offsets.append(bytes.count)
      bytes += text.utf8CString
    }
  }

  /// Gives the addresses of the texts, ended by nil, as long as the body runs.
  func withPointers<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      body(offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil])
    }
  }
}
