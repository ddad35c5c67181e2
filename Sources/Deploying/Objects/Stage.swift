public import Kubernetes

/// When an object is applied. What is deleted goes the other way round.
public enum Stage: Int, Hashable, Sendable, Comparable, CaseIterable {
  /// Definitions of custom resources.
  case definitions
  /// What belongs to the whole cluster: roles, classes.
  case clusterRoles
  /// Tenants: what makes namespaces belong to somebody.
  case tenants
  /// Namespaces.
  case namespaces
  /// Quotas, limits, service accounts, roles and bindings, network policies.
  case access
  /// ConfigMaps, Secrets, volume claims.
  case configuration
  /// Everything else.
  case applications

  /// The stage of a kind.
  public init(of kind: GroupKind) {
    self = Self.table[kind.description] ?? .applications
  }

  /// By the order in which they are applied.
  public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

  /// For messages.
  public var name: String {
    switch self {
    case .definitions: "definitions"
    case .clusterRoles: "cluster roles"
    case .tenants: "tenants"
    case .namespaces: "namespaces"
    case .access: "quotas and bindings"
    case .configuration: "configuration"
    case .applications: "applications"
    }
  }

  private static let table: [String: Stage] = [
    "CustomResourceDefinition.apiextensions.k8s.io": .definitions,
    "ClusterRole.rbac.authorization.k8s.io": .clusterRoles, "StorageClass.storage.k8s.io": .clusterRoles,
    "PriorityClass.scheduling.k8s.io": .clusterRoles, "IngressClass.networking.k8s.io": .clusterRoles,
    "RuntimeClass.node.k8s.io": .clusterRoles, "PersistentVolume": .clusterRoles,
    "Tenant.capsule.clastix.io": .tenants,
    "Namespace": .namespaces,
    "ResourceQuota": .access, "LimitRange": .access, "ServiceAccount": .access,
    "Role.rbac.authorization.k8s.io": .access, "RoleBinding.rbac.authorization.k8s.io": .access,
    "ClusterRoleBinding.rbac.authorization.k8s.io": .access, "NetworkPolicy.networking.k8s.io": .access,
    "ConfigMap": .configuration, "Secret": .configuration, "PersistentVolumeClaim": .configuration,
  ]
}
