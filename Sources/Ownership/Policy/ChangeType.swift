public import DataBundle
public import Diagnostics
public import JSONPath

/// A datafile of schema `/app-interface/change-type-1.yml`: which places of a schema may change together, and in which
/// context somebody owns them.
public struct ChangeType: Sendable {
  /// The schema of change-types.
  public static let schema = "/app-interface/change-type-1.yml"

  /// Its unique name.
  public var name: String
  /// The datafile's path.
  public var path: String
  /// Where it is defined, for diagnostics.
  public var place: Place
  /// How urgent merge requests are that need it.
  public var priority: Priority
  /// Whether it judges datafiles or resources.
  public var fileType: FileType
  /// The schema of the files it can be granted on; nil for any.
  public var contextSchema: String?
  /// Reported, but grants nothing.
  public var disabled: Bool
  /// It could not be read as it is meant, which disables it; that it restricts, or may be meant to, still counts.
  public var isBroken = false
  /// Merge requests of strangers are not tested before an owner says so.
  public var restrictive: Bool
  /// Covers a change as a whole or not at all, never piece by piece.
  public var atomic: Bool
  /// The places that may change, own ones first, then inherited ones.
  public var detectors: [Detector]
  /// Where this change-type is reused: for every outer change-type, how to get from here to its context.
  public var expansions: [Expansion]
  /// Owners named by the changed file itself.
  public var implicitOwners: [Selector]
  /// Indices of the change-types whose grants count for this one: itself and all that inherit from it.
  public var lineage: Set<Int>
}

/// An entry of `changes` with provider `jsonPath`.
public struct Detector: Sendable {
  /// The schema of the files it judges; nil for files without one.
  public var changeSchema: String?
  /// The places that may change.
  public var selectors: [SelectorTemplate]
  /// How the changed file leads to the context; nil: the changed file is the context.
  public var context: ContextSelector?
  /// Inherited from a disabled change-type: strictly it does not count.
  public var disabled = false
}

/// An entry of `changes` with provider `change-type`, seen from the change-type that is reused.
public struct Expansion: Sendable {
  /// The outer change-type, by its index in the policy.
  public var outer: Int
  /// The schema of the files it may be applied to; nil for any.
  public var changeSchema: String?
  /// How the file leads to the outer context.
  public var context: ContextSelector
  /// It is there because a disabled change-type that inherits this one is reused: strictly it grants nothing.
  public var disabled = false
}

/// How one file leads to another that holds ownership.
public struct ContextSelector: Hashable, Sendable {
  /// When a context counts.
  public enum When: String, Hashable, Sendable, CaseIterable {
    /// It is there in the merge result only.
    case added
    /// It is there in the target only.
    case removed
  }
  /// Where the selector looks.
  public enum Where: String, Hashable, Sendable, CaseIterable {
    /// In the files that refer to the changed one.
    case backrefs
  }

  /// Selects the reference.
  public var selector: Selector
  /// Nil: the contexts must be the same on both sides.
  public var when: When?
  /// Nil: in the changed file itself.
  public var location: Where?
}

/// How urgent a merge request is; in decreasing order (qontract's six levels, change_types.py:41).
public enum Priority: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Before everything else.
  case critical
  /// Soon.
  case urgent
  /// Rather soon.
  case high
  /// Promotions.
  case progressiveDelivery = "progressive-delivery"
  /// Normal.
  case medium
  /// When nothing else waits.
  case low

  private var rank: Int { Priority.allCases.firstIndex(of: self) ?? 0 }

  /// The less urgent one is smaller.
  public static func < (a: Priority, b: Priority) -> Bool { a.rank > b.rank }
}
