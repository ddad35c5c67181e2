/// Which rules decide (design section 5).
public enum OwnershipMode: String, Hashable, Sendable, CaseIterable {
  /// Remit's own: fails closed.
  case strict
  /// qontract's, for moving over.
  case compat
}
