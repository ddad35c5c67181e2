/// Which differences are seen.
public enum DiffMode: String, Hashable, Sendable, CaseIterable {
  /// Every one: order, repetition, schemas and paths too.
  case strict
  /// What qontract sees (DeepDiff with `ignore_order`).
  case compat
}

/// The differences could not be found.
public struct DiffError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened to which file, and what to do.
  public var description: String

  /// An error from its text.
  public init(_ description: String) { self.description = description }
}
