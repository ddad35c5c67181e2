import CLibgit2

/// The C library as a whole: started once, on first use, by whichever thread comes first.
enum LibGit2 {
  /// The status of starting; a constant, so Swift's own once-only initialisation guards it. Never shut down.
  private static let status: Int32 = git_libgit2_init()

  static func start() throws(GitError) {
    try check(min(status, 0), "start libgit2")
  }
}

/// Turns a status of libgit2 into an error, with the message it left for this thread.
///
/// `attempt` is what was tried, as it follows "cannot".
func check(_ status: Int32, _ attempt: @autoclosure () -> String) throws(GitError) {
  guard status < 0 else { return }
  let last = git_error_last()
  let message = last?.pointee.message.map { String(cString: $0) } ?? "libgit2 failed with status \(status)"
  throw GitError(.init(rawValue: status), category: last?.pointee.klass ?? 0, attempt(), message)
}

/// One handle of libgit2 with the function that frees it, called exactly once.
struct Handle: ~Copyable {
  let pointer: OpaquePointer
  private let free: (OpaquePointer?) -> Void

  /// Takes over what `acquire` stores, or throws what it reports.
  init(
    freeing free: @escaping (OpaquePointer?) -> Void, _ attempt: @autoclosure () -> String,
    _ acquire: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    var pointer: OpaquePointer?
    try check(acquire(&pointer), attempt())
    guard let pointer else { throw GitError(.notFound, attempt(), "libgit2 gave nothing back") }
    self.pointer = pointer
    self.free = free
  }

  deinit { free(pointer) }
}

/// A text that C can take as it is: refuses the NUL byte at which C would cut it.
func requireNoNUL(_ text: String, _ attempt: @autoclosure () -> String) throws(GitError) {
  guard text.utf8.contains(0) else { return }
  throw GitError(.invalidName, attempt(), "the name contains a NUL byte")
}
