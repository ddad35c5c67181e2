public import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONPath

extension Policy {
  /// Reads the policy of a bundle.
  ///
  /// A role that expired before `today` (`YYYY-MM-DD`) is left out. Whatever cannot be understood grants nothing and is
  /// a diagnostic under `policy/…` on its own line.
  ///
  /// Change-types come by path; in compat mode in the order in which qontract's bundler would find them
  /// (`DirectoryOrder`), because which parts of a split change an owner is listed for depends on it there.
  ///
  /// `accountField` is the field of users and bots that holds their accounts on the forge in question. Without it that
  /// is what `policy.identity` says; where it has a field per forge nobody has an account, and every field is checked.
  ///
  /// An account may be given by its number on the forge, which stays when the account is renamed. It is called `#12` here,
  /// or by its name where `accountNames` has one for the number.
  public static func read(
    _ bundle: Bundle, today: String, mode: OwnershipMode = .strict, accountField: String? = nil,
    accountNames: [Int64: String] = [:]
  ) -> Policy {
    let field = accountField ?? (try? bundle.configuration.policy.identity.field(for: nil))
    var reader = PolicyReader(bundle: bundle, mode: mode, accountField: field, accountNames: accountNames)
    reader.readChangeTypes()
    reader.link()
    reader.readAccounts()
    reader.readRoles(today: today)
    reader.reportMissingAccounts()
    reader.diagnostics += SelectorCheck(schemaSet: bundle.schemaSet, uses: reader.uses).diagnostics()
    return Policy(
      changeTypes: reader.changeTypes, roles: reader.roles, people: reader.people,
      membersOfRoles: reader.membersOfRoles, ambiguousAccounts: reader.ambiguousAccounts, accountField: field,
      settings: bundle.configuration.policy,
      diagnostics: reader.diagnostics.sortedUnique())
  }
}

/// The state of reading a policy.
struct PolicyReader {
  let bundle: Bundle
  var changeTypes: [ChangeType] = []
  var roles: [Role] = []
  /// Account names by the path of the user or bot.
  var people: [String: String] = [:]
  /// Account names of the members by the path of the role.
  var membersOfRoles: [String: [String]] = [:]
  /// The accounts that several people claim.
  var ambiguousAccounts: Set<Account> = []
  var diagnostics: [Diagnostic] = []
  /// Position of a change-type by the path of its datafile.
  var positions: [String: Int] = [:]
  /// What each change-type inherits from and reuses, by position, until linking.
  var inherits: [[(position: Int, node: NodeID)]] = []
  var nested: [[NestedDetector]] = []

  /// The selectors, to be checked against their schemas; for some of them these are only known when linking.
  var uses: [SelectorUse] = []
  var pendingUses: [(use: Int, inner: [Int])] = []

  struct NestedDetector {
    var inner: [Int]
    var changeSchema: String?
    var context: ContextSelector
  }

  let mode: OwnershipMode
  /// The field of users and bots that holds their account names; nil: none has been chosen.
  let accountField: String?
  /// The names of accounts by their numbers.
  let accountNames: [Int64: String]

  init(bundle: Bundle, mode: OwnershipMode, accountField: String?, accountNames: [Int64: String]) {
    self.bundle = bundle
    self.mode = mode
    self.accountField = accountField
    self.accountNames = accountNames
  }

  mutating func report(
    _ code: DiagnosticCode, _ datafile: Datafile, _ node: NodeID, _ message: String, help: String? = nil
  ) {
    diagnostics.append(Diagnostic(code, at: datafile.place(node), message, help: help))
  }

  /// The position of the change-type a `$ref` member of `node` leads to.
  mutating func changeType(_ datafile: Datafile, _ node: NodeID) -> Int? {
    guard let text = datafile.document.text("$ref", of: node) else {
      report("policy/invalid", datafile, node, "expected a \"$ref\" to a change-type")
      return nil
    }
    let target = Datafile.resolve(text, from: datafile.path)
    guard let position = positions[target] else {
      report(
        "policy/unknown-change-type", datafile, node, "\"\(text)\" is not a change-type",
        help: Suggestion.nearest(to: target, among: positions.keys.sorted()).map { "did you mean \"\($0)\"?" })
      return nil
    }
    return position
  }
}
