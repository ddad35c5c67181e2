public import DataBundle
public import Diagnostics
internal import Diffing
internal import DocumentModel
internal import JSONPath

/// What is dangerous or useless in a policy that can be read: nothing here is wrong by itself.
public struct PolicyAudit: Sendable {
  private let policy: Policy
  private let bundle: Bundle
  private let builder: CoverageBuilder
  private let today: String

  /// An audit of a bundle's policy.
  public init(
    policy: Policy, bundle: Bundle, today: String, referrers: @escaping @Sendable (FileReference) -> Set<String>
  ) {
    self.policy = policy
    self.bundle = bundle
    self.today = today
    builder = CoverageBuilder(policy: policy, target: bundle, result: bundle, mode: .strict, referrers: referrers)
  }

  /// Everything found, sorted; what reading the policy found is among it.
  public func findings() throws(OwnershipError) -> [Diagnostic] {
    let grants = try idleGrants()
    return (policy.diagnostics + grants + unusedChangeTypes() + roleFindings() + expiredRoles() + escalations())
      .sortedUnique()
  }

  private func finding(_ code: DiagnosticCode, at place: Place, _ message: String, help: String) -> Diagnostic {
    Diagnostic(code, .warning, at: place, message, help: help)
  }

  // MARK: - Grants and change-types

  /// A change-type held on a file through a role.
  private struct Holding: Hashable {
    var changeType: String
    var role: String
    var context: String
  }

  /// Grants under which nothing that is there now could be approved.
  private func idleGrants() throws(OwnershipError) -> [Diagnostic] {
    var held: Set<Holding> = []
    for datafile in bundle.datafiles {
      for owner in try builder.judge(FileChange(unchanged: datafile)).holders {
        guard let path = owner.rolePath else { continue }
        held.insert(Holding(changeType: owner.origin, role: path, context: owner.context))
        held.insert(Holding(changeType: owner.origin, role: path, context: ""))
      }
    }
    var found: [Diagnostic] = []
    for role in policy.roles {
      for grant in role.grants where !mayCoverLater(grant.changeType) {
        let name = policy.changeTypes[grant.changeType].name
        func idle(_ context: String) -> Bool {
          !held.contains(Holding(changeType: name, role: role.path, context: context))
        }
        let contexts = grant.datafiles.filter(idle)
        guard grant.isSchemaWide || grant.isEmptied ? idle("") : !contexts.isEmpty else { continue }
        let place = contexts.isEmpty ? "" : " on \(contexts.joined(separator: ", "))"
        found.append(
          finding(
            "audit/idle-grant", at: grant.place,
            "\"\(role.name)\" is granted \"\(name)\"\(place), which covers nothing there",
            help: "remove the grant, or correct the selectors of the change-type"))
      }
    }
    return found
  }

  /// Whether what is covered cannot be told by the files as they are: resources, and contexts that come or go.
  private func mayCoverLater(_ index: Int) -> Bool {
    var reached: Set<Int> = [index]
    var pending = [index]
    while let next = pending.popLast() {
      if policy.changeTypes[next].fileType != .datafile || policy.changeTypes[next].disabled { return true }
      if policy.changeTypes[next].detectors.contains(where: { $0.context?.when != nil }) { return true }
      for inner in policy.changeTypes.indices {
        let ways = policy.changeTypes[inner].expansions.filter { $0.outer == next }
        if ways.contains(where: { $0.context.when != nil }) { return true }
        if !ways.isEmpty, reached.insert(inner).inserted { pending.append(inner) }
      }
    }
    return false
  }

  /// The change-types that somebody holds, directly, by inheritance or as a part of another.
  private var usedChangeTypes: Set<Int> {
    var used = Set(policy.roles.flatMap(\.grants).map(\.changeType))
    var before = -1
    while before != used.count {
      before = used.count
      for index in policy.changeTypes.indices where !used.contains(index) {
        let changeType = policy.changeTypes[index]
        if !changeType.implicitOwners.isEmpty || !changeType.lineage.isDisjoint(with: used)
          || changeType.expansions.contains(where: { used.contains($0.outer) })
        {
          used.insert(index)
        }
      }
    }
    return used
  }

  private func unusedChangeTypes() -> [Diagnostic] {
    let used = usedChangeTypes
    return policy.changeTypes.indices.filter { !used.contains($0) }.map { index in
      finding(
        "audit/unused-change-type", at: policy.changeTypes[index].place,
        "no role is granted \"\(policy.changeTypes[index].name)\", and no change-type that is granted uses it",
        help: "grant it in the self_service of a role, or remove it")
    }
  }

  // MARK: - Roles

  private func roleFindings() -> [Diagnostic] {
    let bots = Set(bundle.datafiles(ofSchema: Role.botSchema).compactMap { policy.account(ofDatafile: $0.path) })
    return policy.roles.compactMap { role in
      if role.approvers.isEmpty {
        // Reading the policy has reported roles that nobody has.
        guard role.hasMembers else { return nil }
        return finding(
          "audit/no-approver", at: role.place, "nobody who has the role \"\(role.name)\" has an account name",
          help:
            "give its users or bots \(policy.accountField.map { "the field \"\($0)\"" } ?? "an account"), or the role to somebody else"
        )
      }
      guard role.approvers.allSatisfy(bots.contains) else { return nil }
      return finding(
        "audit/only-bots", at: role.place,
        "only bots have the role \"\(role.name)\": no person can approve what it grants",
        help: "give the role to a person, too")
    }
  }

  private func expiredRoles() -> [Diagnostic] {
    bundle.datafiles(ofSchema: Role.schema).compactMap { file in
      let document = file.document
      guard let node = document.member(document.root, "expirationDate"), let day = document.string(node),
        Policy.isDate(day), day <= today, document.member(document.root, "self_service") != nil
      else { return nil }
      return finding(
        "audit/expired-role", at: file.place(node), "the role has expired on \(day) and grants nothing",
        help: "remove the role or its self_service, or set another day")
    }
  }

  // MARK: - Escalation

  /// The members of policy files that decide nothing.
  private static let harmless: [String: Set<String>] = [
    ChangeType.schema: ["description", "labels", "priority"],
    Role.schema: ["description", "labels", "permissions"],
  ]

  /// The schemas of files that decide what people may change.
  private static let policySchemas: Set<String> = [ChangeType.schema, Role.schema, Role.userSchema, Role.botSchema]

  /// Places of a schema.
  private struct Reach: Hashable {
    var schema: String
    var template: SelectorTemplate
  }

  /// Change-types through which people change what they, or others, may change.
  private func escalations() -> [Diagnostic] {
    let used = usedChangeTypes
    // Change-types that inherit have the selectors of all their ancestors.
    var powers: [Reach: String?] = [:]
    return policy.changeTypes.indices.filter { used.contains($0) && !policy.changeTypes[$0].disabled }.compactMap {
      let changeType = policy.changeTypes[$0]
      // With `when` only the new or vanished entry that names the context is theirs.
      for detector in changeType.detectors where !detector.disabled && detector.context?.when == nil {
        for template in detector.selectors {
          guard let schema = detector.changeSchema, PolicyAudit.policySchemas.contains(schema) else { continue }
          let reach = Reach(schema: schema, template: template)
          let known = powers[reach] ?? power(over: schema, template)
          powers[reach] = .some(known)
          guard let what = known else { continue }
          return finding(
            "audit/escalation", at: changeType.place,
            "whoever holds \"\(changeType.name)\" may change \(what) (selector \"\(template)\"), and so what they may approve",
            help: "leave the policy to those who run the repository, or narrow the selector to the context")
        }
      }
      return nil
    }
  }

  /// What of the policy a selector lets people change; nil if nothing, or only the part that is about the context.
  private func power(over schema: String, _ template: SelectorTemplate) -> String? {
    guard template.variables.isEmpty, let selector = try? template.selector(contextFilePath: "/") else { return nil }
    let first = selector.concretePrefix.first
    switch schema {
    case Role.schema, ChangeType.schema:
      if let first, PolicyAudit.harmless[schema]?.contains(first) == true { return nil }
      return schema == Role.schema ? "roles" : "change-types"
    case Role.userSchema, Role.botSchema:
      let fields = ["roles"] + policy.settings.identity.all
      guard first == nil || fields.contains(first ?? "") else { return nil }
      return "the \(first ?? "roles") of users and bots"
    default: return nil
    }
  }
}
