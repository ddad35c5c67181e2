internal import Forges

/// Whether a forge answers as it should. While it does not, nothing is merged.
actor ForgeHealth {
  private var degradedUntil: Timestamp?

  /// Notes that the forge failed.
  func failed(until: Timestamp) { degradedUntil = max(degradedUntil ?? until, until) }

  /// Until when nothing is merged; nil where all is well.
  func degraded(until now: Timestamp) -> Timestamp? {
    guard let degradedUntil, degradedUntil > now else { return nil }
    return degradedUntil
  }
}
