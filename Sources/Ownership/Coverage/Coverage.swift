public import Diffing

/// Who owns what a merge request changes.
public struct Coverage: Sendable {
  /// The changed files, by type and path, with the owners of every item.
  public var files: [FileCoverage]

  /// A coverage from its files.
  public init(files: [FileCoverage]) { self.files = files }
}

/// The owners of one changed file.
public struct FileCoverage: Sendable {
  /// The change.
  public var change: FileChange
  /// Its items, cut to the pieces that have the same owners.
  public var items: [ItemCoverage]
  /// Whether somebody may approve every item.
  public var isCovered: Bool { items.allSatisfy(\.isCovered) }

  /// A file's coverage from its parts.
  public init(change: FileChange, items: [ItemCoverage]) {
    self.change = change
    self.items = items
  }
}

/// The owners of one item.
public struct ItemCoverage: Sendable {
  /// The item.
  public var item: ChangeItem
  /// Everybody who may approve it, through which grant.
  public var owners: [Owner]
  /// Everybody through whose restrictive change-types it is guarded: their places are looked for on either side, so that
  /// nobody leaves one by changing what its selectors read.
  public var guards: [Owner]
  /// Pieces that other owners cover; together they may cover the item (compat mode only: strict items do not overlap).
  public var fragments: [ItemCoverage]
  /// Whether the fragments leave nothing over.
  public var isCoveredByFragments: Bool
  /// Whether some owner, or all fragments together, cover it.
  public var isCovered: Bool { isCoveredByFragments || owners.contains { !$0.disabled } }

  /// An item's coverage from its parts.
  public init(
    item: ChangeItem, owners: [Owner], guards: [Owner] = [], fragments: [ItemCoverage] = [],
    isCoveredByFragments: Bool = false
  ) {
    self.item = item
    self.owners = owners
    self.guards = guards
    self.fragments = fragments
    self.isCoveredByFragments = isCoveredByFragments
  }
}

/// A change-type in the context through which people own an item.
public struct Owner: Hashable, Sendable {
  /// The change-type that covers the item.
  public var changeType: String
  /// The outermost change-type: the one that was granted.
  public var origin: String
  /// Name of the role that grants it; nil for implicit owners.
  public var role: String?
  /// Path of the role's datafile.
  public var rolePath: String?
  /// The file through which ownership is held.
  public var context: String
  /// Account names of the people who may approve, sorted.
  public var approvers: [String]
  /// A disabled change-type: reported, grants nothing.
  public var disabled: Bool
  /// A restrictive change-type: strangers' merge requests wait for `/ok-to-test`.
  public var restrictive: Bool
  /// Whether strangers' merge requests wait for it: one that is disabled since it cannot be read still restricts.
  public var isGate: Bool { restrictive && (!disabled || isBroken) }
  /// The change-type cannot be read as it is meant.
  public var isBroken = false
  /// How urgent the change-type is.
  public var priority: Priority
  /// Labels of the role.
  public var labels: [String]
  /// Where the people can be reached.
  public var reachability: [String]
  /// Named by the file itself instead of by a role.
  public var implicit: Bool { role == nil }
  /// What approvals and holds are counted by: people of one role decide together.
  public var party: String { role.map { "RoleV1 - \($0)" } ?? "implicit ownership - (via \(origin))" }
}
