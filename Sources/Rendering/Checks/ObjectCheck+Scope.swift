internal import Diagnostics
internal import DocumentModel

extension ObjectCheck {
  /// Namespaces that are never a tenant's.
  private static func isOfTheSystem(_ namespace: String) -> Bool {
    namespace == "default" || namespace.hasPrefix("kube-") || namespace == "remit-system"
  }

  /// Whether the kind may be rendered with the template's scope, and whether the namespace fits the kind. The scopes of
  /// kinds that Kubernetes has not by itself are looked at again when all objects are known.
  mutating func checkScope(_ identity: ObjectIdentity) {
    let scope = KindScopes.builtin(group: identity.group, kind: identity.kind)
    if let complaint = ScopeRule.complaint(identity, scope, template) { complain(complaint) }
    guard template.scope == .tenant else { return }
    let isNamespace = identity.group.isEmpty && identity.kind == "Namespace"
    if let namespace = isNamespace ? identity.name : identity.namespace, Self.isOfTheSystem(namespace) {
      complain(
        Complaint(
          "deploy/scope", "\(identity) would be in a namespace of the system",
          help: "templates with \"scope: tenant\" render into namespaces of tenants", by: .datafile))
    }
  }

  /// A binding names a role that the template allows.
  mutating func checkRole(of identity: ObjectIdentity) {
    guard identity.group == "rbac.authorization.k8s.io", identity.kind.hasSuffix("RoleBinding") else { return }
    let role = document.member(document.root, "roleRef")
    let kind = role.flatMap { document.member($0, "kind") }.flatMap { document.string($0) }
    let name = role.flatMap { document.member($0, "name") }.flatMap { document.string($0) }
    guard let kind, let name else {
      complain(Complaint("deploy/role", "\(identity) has no \"roleRef\" with \"kind\" and \"name\""))
      return
    }
    guard !template.roles.contains("\(kind)/\(name)") else { return }
    complain(
      Complaint(
        "deploy/role",
        "\(identity) binds \(kind)/\(name), which the template \"\(template.name)\" may not".shortened(160),
        help: "add it to \"allow.roles\" of the template"))
  }
}

/// Where objects of a kind may be.
enum ScopeRule {
  /// What is wrong with an object, given the scope of its kind; nil: the scope is not known.
  static func complaint(
    _ identity: ObjectIdentity, _ scope: KindScopes.Scope?, _ template: DeployTemplate
  ) -> Complaint? {
    let isNamespace = identity.group.isEmpty && identity.kind == "Namespace"
    switch scope {
    case .cluster where template.scope == .tenant && !isNamespace:
      return Complaint(
        "deploy/scope",
        "\(identity) belongs to the whole cluster, and the template \"\(template.name)\" is for tenants",
        help: "only templates with \"scope: platform\" may render it")
    case .cluster where identity.namespace != nil:
      return Complaint(
        "deploy/namespace", "\(identity): this kind is in no namespace", help: "leave \"metadata.namespace\" out")
    case .namespace where identity.namespace == nil:
      return Complaint("deploy/namespace", "\(identity) has no namespace", help: "write \"metadata.namespace\"")
    case nil where template.scope == .tenant && identity.namespace == nil:
      return Complaint(
        "deploy/namespace", "\(identity) has no namespace, and the template \"\(template.name)\" is for tenants",
        help: "write \"metadata.namespace\", or render it with \"scope: platform\"")
    default: return nil
    }
  }
}

extension String {
  /// The text, cut to so many characters.
  fileprivate func shortened(_ count: Int) -> String { count < self.count ? prefix(count) + "…" : self }
}
