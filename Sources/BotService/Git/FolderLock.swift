internal import Foundation

/// The right to be the only one who changes a folder, among the tasks of this process and of all others on the machine. It
/// ends with the process at the latest.
struct FolderLock: Sendable {
  private let descriptor: Int32

  /// Waits until nobody else has it; the folder has to be there.
  init(_ folder: String) async throws(MirrorError) {
    descriptor = try await Blocking.run { () throws(MirrorError) in
      // Not passed on to git, which may outlive this process.
      let descriptor = open(folder + "/remit.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw MirrorError(.unavailable, "\(folder)/remit.lock cannot be opened") }
      while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else {
          close(descriptor)
          throw MirrorError(.unavailable, "\(folder)/remit.lock cannot be locked")
        }
      }
      return descriptor
    }
  }

  /// Lets the next one have it.
  func release() { close(descriptor) }
}
