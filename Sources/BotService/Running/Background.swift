internal import Glibc

/// How important the service is among the programs of its machine.
public enum Background {
  /// How much less important it is, from 0 to 19 (`nice`(1)).
  private static let niceness = 10

  /// Lets the programs of other sessions go first, the database above all, where this process leads a session, as services do.
  ///
  /// Linux shares the processors among sessions before it looks at the priorities of threads (`sched`(7), autogroups): decisions,
  /// which may take all of them, would keep a PostgreSQL on the same machine waiting for tens of milliseconds at every
  /// statement. Control groups with a share of their own come before this, and it has no effect there.
  public static func yieldToOtherSessions() {
    guard getsid(0) == getpid() else { return }
    let file = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = String(niceness).withCString { write(file, $0, strlen($0)) }
    close(file)
  }
}
