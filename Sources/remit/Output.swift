import Glibc

/// Writing to the two standard streams: data on one, remarks on the other.
enum Output {
  /// Writes data to standard output.
  static func data(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes a remark, with a line end, to standard error.
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether the user asked programs not to use colours (no-color.org).
  static var isColorUnwanted: Bool { getenv("NO_COLOR").map { $0.pointee != 0 } ?? false }

  /// Ends the process with an exit code. Everything has been written; giving back the memory of a whole bundle piece
  /// by piece would only take time.
  static func finish(_ code: Int32) -> Never { exit(code) }

  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if written < 0 {
          if errno == EINTR { continue }
          // Nobody reads any more (a closed pipe); there is nobody to tell.
          return
        }
        offset += written
      }
    }
  }
}

extension String {
  /// The text without the line ends at its end.
  var trimmedEnd: String {
    var text = self
    while text.utf8.last == UInt8(ascii: "\n") { text.removeLast() }
    return text
  }
}

/// A command ended without an answer.
struct CommandFailure: Error {
  /// 2: wrong usage or configuration; 3: could not tell.
  var code: Int32
  /// What happened and what to do.
  var message: String
}
