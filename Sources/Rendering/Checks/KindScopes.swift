/// Which kinds belong to the whole cluster.
enum KindScopes {
  /// Where objects of a kind are.
  enum Scope: Sendable, Equatable {
    case cluster
    case namespace
  }

  /// The kinds of Kubernetes itself that are in no namespace, by group.
  private static let ofCluster: [String: Set<String>] = [
    "": ["Namespace", "Node", "PersistentVolume", "ComponentStatus"],
    "admissionregistration.k8s.io": [
      "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
    ],
    "apiextensions.k8s.io": ["CustomResourceDefinition"],
    "apiregistration.k8s.io": ["APIService"],
    "authentication.k8s.io": ["TokenReview", "SelfSubjectReview"],
    "authorization.k8s.io": ["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
    "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
    "extensions": ["PodSecurityPolicy"],
    "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
    "internal.apiserver.k8s.io": ["StorageVersion"],
    "networking.k8s.io": ["IngressClass", "IPAddress", "ServiceCIDR"],
    "node.k8s.io": ["RuntimeClass"],
    "policy": ["PodSecurityPolicy"],
    "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
    "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
    "scheduling.k8s.io": ["PriorityClass"],
    "storage.k8s.io": ["StorageClass", "VolumeAttachment", "CSIDriver", "CSINode", "VolumeAttributesClass"],
    "storagemigration.k8s.io": ["StorageVersionMigration"],
  ]

  private static let ofNamespaces: Set<String> = [
    "apps", "autoscaling", "batch", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
  ]

  /// The scope of a kind of Kubernetes itself; nil for all others. Kinds of its groups that are not in the table are in
  /// namespaces; if that is wrong, the API refuses them, as they have one.
  static func builtin(group: String, kind: String) -> Scope? {
    if let kinds = ofCluster[group] { return kinds.contains(kind) ? .cluster : .namespace }
    return ofNamespaces.contains(group) ? .namespace : nil
  }

  /// How the names of a kind have to look.
  static func nameRule(group: String, kind: String) -> DNSName.Rule {
    switch (group, kind) {
    case ("", "Namespace"), ("batch", "Job"): .label(63)
    case ("", "Service"): .service
    // What their controllers put behind the name has to fit into a label, too.
    case ("apps", "StatefulSet"), ("batch", "CronJob"): .label(52)
    case ("rbac.authorization.k8s.io", _): .segment
    default: .subdomain
    }
  }
}
