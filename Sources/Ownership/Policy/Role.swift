public import Diagnostics

/// A datafile of schema `/access/role-1.yml`: people, and what they may change themselves.
public struct Role: Sendable {
  /// The schema of roles.
  public static let schema = "/access/role-1.yml"
  /// The schema of users.
  public static let userSchema = "/access/user-1.yml"
  /// The schema of bots.
  public static let botSchema = "/access/bot-1.yml"

  /// Its name.
  public var name: String
  /// The datafile's path.
  public var path: String
  /// Where it is defined, for diagnostics.
  public var place: Place
  /// Account names of its users and bots, sorted.
  public var approvers: [String]
  /// Whether any user or bot has the role, with or without an account name.
  public var hasMembers: Bool
  /// What its members may change.
  public var grants: [Grant]
  /// Labels for merge requests that its members own (`change-owners-labels`).
  public var labels: [String]
  /// Where its members can be reached, ready to show.
  public var reachability: [String]
  /// The day from which it grants nothing, `YYYY-MM-DD`.
  public var expirationDate: String?
  /// Whether it has entries in `self_service` at all.
  var grantsAnything: Bool
}

/// An entry of `self_service`: a change-type on datafiles, on resources, or on all files of its schema.
public struct Grant: Sendable {
  /// The change-type, by its index in the policy.
  public var changeType: Int
  /// The datafiles, by path.
  public var datafiles: [String]
  /// The resources, by path.
  public var resources: [String]
  /// Where it stands, for diagnostics.
  public var place: Place
  /// Whether there is a list of files, be it empty.
  public var namesFiles: Bool
  /// No list of files: all files of the change-type's context schema.
  public var isSchemaWide: Bool { !namesFiles }
  /// A list that holds nothing, for example since its last file went. qontract takes it for all files of the schema;
  /// strictly it grants nothing.
  public var isEmptied: Bool { namesFiles && datafiles.isEmpty && resources.isEmpty }
}
