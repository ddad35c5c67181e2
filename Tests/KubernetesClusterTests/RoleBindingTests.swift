import ClusterSupport
import Foundation
import Kubernetes
import Testing

@Suite(.enabled(if: isReady)) struct RoleBindingTests {
  private func binding(_ namespace: String, _ name: String, role: String) throws -> KubernetesObject {
    try object(
      """
      {apiVersion: \(rbac), kind: RoleBinding, metadata: {name: \(name), namespace: \(namespace)},
      subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: "user-of-\(namespace)"}],
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(role)}}
      """)
  }

  private func role(_ namespace: String, _ name: String, verbs: String) throws -> KubernetesObject {
    try object(
      """
      {apiVersion: \(rbac), kind: Role, metadata: {name: \(name), namespace: \(namespace)},
      rules: [{apiGroups: [''], resources: [configmaps], verbs: [\(verbs)]}]}
      """)
  }

  /// A binding's role may not change. A second binding first, then the old one's end: nobody is without rights meanwhile.
  @Test("pitfall 19: a role is changed by another binding, without a gap") func aRoleIsChangedWithoutAGap() async throws
  {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let user = api.acting(as: Impersonation(user: "user-of-\(namespace)"))
    func may(_ verb: String) async throws -> Bool {
      try await user.may(AccessQuestion(verb: verb, group: "", resource: "configmaps", namespace: namespace))
    }
    /// Servers learn of rights a moment later; until then a right that is to stay is asked for, too.
    func wait(until verb: String, is expected: Bool) async throws {
      for _ in 0..<400 {
        #expect(try await may("get"))
        if try await may(verb) == expected { return }
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await may(verb) == expected)
    }
    _ = try await api.apply(role(namespace, "old", verbs: "get, list"), to: roles, mine)
    _ = try await api.apply(role(namespace, "new", verbs: "get, watch"), to: roles, mine)
    let old = try await api.apply(binding(namespace, "it-1", role: "old"), to: roleBindings, mine).object
    for _ in 0..<400 {
      if try await may("get") { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    let changed = await failure {
      try await api.apply(binding(namespace, "it-1", role: "new"), to: roleBindings, mine)
    }
    #expect(changed?.kind == .immutable)
    #expect(changed?.action == .fail, "nothing is made anew because of an error")

    _ = try await api.apply(binding(namespace, "it-2", role: "new"), to: roleBindings, mine)
    try await wait(until: "watch", is: true)
    _ = try await api.delete(roleBindings, namespace: namespace, name: "it-1", DeleteOptions(uid: old.uid ?? ""))
    try await wait(until: "list", is: false)
    #expect(try await may("watch"))
  }
}
