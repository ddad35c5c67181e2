public import Diagnostics
public import Diffing
public import Ownership

/// The verdict on a merge request with everything needed to explain and to repeat it.
public struct Decision: Sendable {
  /// The rules it was made by.
  public var mode: OwnershipMode
  /// Account name of the merge request's author.
  public var author: String
  /// The answer.
  public var verdict: Verdict
  /// Whether somebody may approve every change.
  public var selfServiceable: Bool
  /// Whether the author may have the change tested (restrictive change-types).
  public var admitted: Bool
  /// Whether every change is approved and none is held.
  public var approved: Bool
  /// Whether somebody holds the merge request.
  public var held: Bool
  /// The lowest priority of the change-types involved.
  public var priority: Priority?
  /// Labels of the roles involved, sorted.
  public var labels: [String]
  /// The changed files, by type and path.
  public var files: [DecidedFile]
  /// What is wrong with the merge result and was not wrong before, or forbids a decision.
  public var diagnostics: [Diagnostic]
  /// Files that do not merge.
  public var conflicts: [String]
  /// What had no effect, and why: approvals that a push has voided, commands of strangers.
  public var remarks: [String]
  /// The smallest set of people found whose approval would be enough.
  public var suggestedApprovers: [String]
}

/// The answer to "may this be merged?".
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// Every change is owned by somebody who approved it.
  case approved
  /// Every change is owned; some owners have not approved yet.
  case needsApproval = "needs-approval"
  /// Some change is owned by nobody.
  case notSelfServiceable = "not-self-serviceable"
  /// Somebody said `/hold`.
  case held
  /// An owner has to say `/ok-to-test` first.
  case restricted
  /// The merge result is not valid.
  case invalid
  /// The branch does not merge.
  case conflict
}

/// One changed file, decided.
public struct DecidedFile: Sendable {
  /// The change and its owners.
  public var change: FileChange
  /// Its items, in order.
  public var items: [DecidedItem]
}

/// One item, decided.
public struct DecidedItem: Sendable {
  /// The item and its owners.
  public var coverage: ItemCoverage
  /// What approvals of it are bound to.
  public var digest: String
  /// Whether somebody who owns it approved it.
  public var isApproved: Bool
  /// Whether somebody holds it.
  public var isHeld: Bool
  /// The owners with what they did.
  public var owners: [DecidedOwner]
}

/// An owner with what its people did.
public struct DecidedOwner: Sendable {
  /// The owner.
  public var owner: Owner
  /// People of this owner whose approval counts, sorted.
  public var approvedBy: [String]
  /// Approved without a word, because of who the author is.
  public var isAutomatic: Bool
}
