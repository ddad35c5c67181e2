public import Kubernetes

/// What may be done to a cluster without asking.
public struct DeployPolicy: Hashable, Sendable {
  /// What becomes of fields that others own.
  public var conflicts: ConflictPolicy
  /// Kinds whose objects are deleted only where a datafile says so (a tombstone), in two runs.
  public var guardedKinds: Set<GroupKind>
  /// Kinds whose objects are deleted and made anew where a field may not change.
  public var replacedKinds: Set<GroupKind>
  /// Kinds whose objects are not made anew by themselves when all of them are gone: somebody removed them, or their
  /// definition, and what belonged to them with them.
  public var unrestoredKinds: Set<GroupKind>
  /// Kinds of which fields that others added are looked for, as they give rights or limits.
  public var watchedKinds: Set<GroupKind>
  /// How much may be deleted.
  public var budget: PruneBudget
  /// What becomes of what differs on the cluster from what was applied.
  public var drift: DriftMode
  /// Namespaces that are never deleted, whatever a datafile says.
  public var keptNamespaces: Set<String>

  /// A policy from its parts.
  public init(
    conflicts: ConflictPolicy = ConflictPolicy(), guardedKinds: Set<GroupKind> = Self.usualGuarded,
    replacedKinds: Set<GroupKind> = Self.usualReplaced, unrestoredKinds: Set<GroupKind> = Self.usualUnrestored,
    watchedKinds: Set<GroupKind> = Self.usualWatched,
    budget: PruneBudget = PruneBudget(), drift: DriftMode = .repair,
    keptNamespaces: Set<String> = ["default", "kube-system", "kube-public", "kube-node-lease", SetParent.namespace]
  ) {
    self.conflicts = conflicts
    self.guardedKinds = guardedKinds
    self.replacedKinds = replacedKinds
    self.unrestoredKinds = unrestoredKinds
    self.watchedKinds = watchedKinds
    self.budget = budget
    self.drift = drift
    self.keptNamespaces = keptNamespaces
  }

  /// What deployments go by, and so the plans of what merge requests would do: what people change by hand is drift, not
  /// another program's business.
  public static func deploying(budget: PruneBudget, drift: DriftMode?) -> DeployPolicy {
    DeployPolicy(conflicts: ConflictPolicy(takenFrom: ["kubectl"]), budget: budget, drift: drift ?? .repair)
  }

  /// Tenants, namespaces, volumes and definitions: with them goes more than what was rendered.
  public static let usualGuarded: Set<GroupKind> = kinds([
    "Namespace", "PersistentVolumeClaim", "PersistentVolume", "Tenant.capsule.clastix.io",
    "CustomResourceDefinition.apiextensions.k8s.io",
  ])
  /// Jobs, and bindings whose role changes.
  public static let usualReplaced: Set<GroupKind> = kinds([
    "Job.batch", "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io",
  ])
  /// Tenants and definitions.
  public static let usualUnrestored: Set<GroupKind> = kinds([
    "Tenant.capsule.clastix.io", "CustomResourceDefinition.apiextensions.k8s.io",
  ])
  /// What gives rights or limits.
  public static let usualWatched: Set<GroupKind> = kinds([
    "Role.rbac.authorization.k8s.io", "ClusterRole.rbac.authorization.k8s.io",
    "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io", "ResourceQuota",
    "LimitRange", "Namespace", "Tenant.capsule.clastix.io", "NetworkPolicy.networking.k8s.io", "ServiceAccount",
  ])

  static func kinds(_ texts: [String]) -> Set<GroupKind> { Set(texts.compactMap { GroupKind($0) }) }
}

/// What becomes of what differs on a cluster from what was applied.
public enum DriftMode: String, Hashable, Sendable, CaseIterable {
  /// It is reported.
  case report
  /// What was applied is applied again; what others added stays.
  case repair
  /// What others added to watched kinds goes, too.
  case exclusive
}

/// What becomes of fields that others own. Where nothing here says otherwise, the object is left as it is, and reported.
public struct ConflictPolicy: Hashable, Sendable {
  /// Kinds whose fields are taken from whoever has them.
  public var forced: Set<GroupKind>
  /// Managers, by the beginning of their name, from whom fields of all kinds are taken: tools in people's hands.
  public var takenFrom: [String]
  /// Fields that are given up where somebody else owns them.
  public var yielded: [FieldPath]

  /// A policy from its parts.
  public init(
    forced: Set<GroupKind> = Self.usualForced, takenFrom: [String] = [],
    yielded: [FieldPath] = [FieldPath("spec", "replicas")]
  ) {
    self.forced = forced
    self.takenFrom = takenFrom
    self.yielded = yielded
  }

  /// What gives rights or limits: there, nobody else has a say.
  public static let usualForced: Set<GroupKind> = DeployPolicy.usualWatched

  /// What to do about conflicts.
  public enum Resolution: Hashable, Sendable {
    /// Leave the object as it is.
    case fail
    /// Take all fields.
    case force
    /// Give up these fields.
    case yield([FieldPath])
  }

  /// What to do about the conflicts of an object. What people changed by hand is taken back, also where a field is given up
  /// to others; where both have a part in it, nothing is.
  public func resolution(of conflicts: [FieldConflict], on kind: GroupKind) -> Resolution {
    if forced.contains(kind) { return .force }
    // What was patched is not somebody else's.
    let others = conflicts.filter { conflict in
      conflict.manager != Marks.markManager && !takenFrom.contains { conflict.manager.hasPrefix($0) }
    }
    let given = yielded.filter { path in others.contains { $0.field == path.description } }
    if others.isEmpty { return .force }
    let isGiven = conflicts.allSatisfy { conflict in given.contains { $0.description == conflict.field } }
    return isGiven ? .yield(given) : .fail
  }
}

/// How many objects of a set may be deleted in one run.
public struct PruneBudget: Hashable, Sendable {
  /// So many, in any case.
  public var count: Int
  /// Or this part of the set in percent, where that is more.
  public var percent: Int

  /// A budget from its parts.
  public init(count: Int = 5, percent: Int = 10) {
    self.count = max(0, count)
    self.percent = min(max(0, percent), 100)
  }

  /// How many of a set of so many objects may be deleted.
  public func limit(of members: Int) -> Int { max(count, members * percent / 100) }
}
