internal import Glibc

/// The processors this process may run on.
enum OnlineProcessors {
  /// How many there are, at least one.
  static let count: Int = {
    let online = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return online > 0 ? online : 1
  }()
}
