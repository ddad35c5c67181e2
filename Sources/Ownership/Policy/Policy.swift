public import DataBundle
public import Diagnostics

/// Everything a bundle says about who may change what, ready to be asked.
public struct Policy: Sendable {
  /// The change-types, by path of their datafiles.
  public let changeTypes: [ChangeType]
  /// The roles that grant something and have not expired, by path.
  public let roles: [Role]
  /// How grants become approvals.
  public let settings: PolicySettings
  /// The field of users and bots that holds their account names; nil where that depends on the forge.
  public let accountField: String?
  /// What is wrong with it.
  public let diagnostics: [Diagnostic]

  private let grantsOnFiles: [GrantKey: [Int]]
  private let grantsOnSchemas: [GrantKey: [Int]]
  private let emptiedGrants: [GrantKey: [Int]]
  private let people: [String: String]
  private let membersOfRoles: [String: [String]]
  private let ambiguousAccounts: Set<Account>

  private struct GrantKey: Hashable {
    var file: FileReference
    var changeType: Int
  }

  init(
    changeTypes: [ChangeType], roles: [Role], people: [String: String], membersOfRoles: [String: [String]],
    ambiguousAccounts: Set<Account>,
    accountField: String?, settings: PolicySettings, diagnostics: [Diagnostic]
  ) {
    self.changeTypes = changeTypes
    self.roles = roles
    self.people = people
    self.membersOfRoles = membersOfRoles
    self.ambiguousAccounts = ambiguousAccounts
    self.accountField = accountField
    self.settings = settings
    self.diagnostics = diagnostics
    var files: [GrantKey: [Int]] = [:]
    var schemas: [GrantKey: [Int]] = [:]
    var emptied: [GrantKey: [Int]] = [:]
    for (index, role) in roles.enumerated() {
      for grant in role.grants {
        for path in grant.datafiles {
          files[GrantKey(file: FileReference(.datafile, path), changeType: grant.changeType), default: []].append(index)
        }
        for path in grant.resources {
          files[GrantKey(file: FileReference(.resource, path), changeType: grant.changeType), default: []].append(index)
        }
        guard let schema = changeTypes[grant.changeType].contextSchema else { continue }
        let key = GrantKey(file: FileReference(.other, schema), changeType: grant.changeType)
        if grant.isSchemaWide { schemas[key, default: []].append(index) }
        if grant.isEmptied { emptied[key, default: []].append(index) }
      }
    }
    grantsOnFiles = files
    grantsOnSchemas = schemas
    emptiedGrants = emptied
  }

  /// The roles (indices, sorted, each once) that grant a change-type, or one that inherits from it, on a file.
  ///
  /// Grants of a whole schema count for that very change-type only (qontract, self_service_roles.py). Strictly, holding
  /// a disabled change-type is not holding what it inherits.
  public func roles(
    granting changeType: Int, on file: FileReference, schema: String?, mode: OwnershipMode
  ) -> [Int] {
    var found: Set<Int> = []
    for index in changeTypes[changeType].lineage {
      if mode == .strict, index != changeType, changeTypes[index].disabled { continue }
      found.formUnion(grantsOnFiles[GrantKey(file: file, changeType: index)] ?? [])
    }
    if let schema {
      let key = GrantKey(file: FileReference(.other, schema), changeType: changeType)
      found.formUnion(grantsOnSchemas[key] ?? [])
      if mode == .compat { found.formUnion(emptiedGrants[key] ?? []) }
    }
    return found.sorted()
  }

  /// The account name of the user or bot a datafile describes.
  public func account(ofDatafile path: String) -> String? { people[path] }

  /// The accounts of the people who have a role that is in force, sorted, whether it grants anything or not.
  public func members(ofRole path: String) -> [String] {
    (membersOfRoles[path] ?? []).filter { !ambiguousAccounts.contains(Account($0)) }
  }

  /// The accounts that may approve, of some. Strictly, one that several people claim is nobody's; qontract compares
  /// names as they are and does not look.
  public func approvers(among accounts: [String], mode: OwnershipMode) -> [String] {
    mode == .compat || ambiguousAccounts.isEmpty
      ? accounts : accounts.filter { !ambiguousAccounts.contains(Account($0)) }
  }
}
