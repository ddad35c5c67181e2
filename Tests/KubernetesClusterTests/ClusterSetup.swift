import ClusterSupport
import DocumentModel
import Foundation
import HTTPTransport
import JSONCoding
import Kubernetes
import Testing
import YAMLReader

/// Asked once, so that one line says it.
let isReady = ClusterTools.areThere(for: "KubernetesClusterTests")

let configMaps = Resource(
  GroupVersion(group: "", version: "v1"), name: "configmaps", kind: "ConfigMap", isNamespaced: true)
let secrets = Resource(GroupVersion(group: "", version: "v1"), name: "secrets", kind: "Secret", isNamespaced: true)
let services = Resource(GroupVersion(group: "", version: "v1"), name: "services", kind: "Service", isNamespaced: true)
let quotas = Resource(
  GroupVersion(group: "", version: "v1"), name: "resourcequotas", kind: "ResourceQuota", isNamespaced: true)
let namespaces = Resource(
  GroupVersion(group: "", version: "v1"), name: "namespaces", kind: "Namespace", isNamespaced: false)
let leases = Resource(
  GroupVersion(group: "coordination.k8s.io", version: "v1"), name: "leases", kind: "Lease", isNamespaced: true)
let rbac = GroupVersion(group: "rbac.authorization.k8s.io", version: "v1")
let roleBindings = Resource(rbac, name: "rolebindings", kind: "RoleBinding", isNamespaced: true)
let roles = Resource(rbac, name: "roles", kind: "Role", isNamespaced: true)
let definitions = Resource(
  GroupVersion(group: "apiextensions.k8s.io", version: "v1"), name: "customresourcedefinitions",
  kind: "CustomResourceDefinition", isNamespaced: false)

/// Reads a file as it is.
let readFile: Kubeconfig.FileReader = { path in
  (try? Data(contentsOf: URL(fileURLWithPath: path))).map { Array($0) }
}

extension TestCluster {
  /// A client of a context.
  func client(_ context: String = "admin") throws -> KubernetesClient {
    try Kubeconfig(files: [kubeconfig], read: readFile).access(context: context).client()
  }
}

/// An object from YAML.
func object(_ yaml: String) throws -> KubernetesObject {
  let result = YAMLReader().read(Array(yaml.utf8), file: "test")
  return try #require(result.document.flatMap(KubernetesObject.init), "\(result.diagnostics)")
}

/// A ConfigMap with some data.
func configMap(_ namespace: String, _ name: String = "it", _ data: String) throws -> KubernetesObject {
  try object("{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: \(namespace)}, data: {\(data)}}")
}

/// The error that a call ends with.
func failure<T>(_ work: () async throws -> T) async -> KubernetesError? {
  do {
    _ = try await work()
    return nil
  } catch {
    if !(error is KubernetesError) { Issue.record(error) }
    return error as? KubernetesError
  }
}

let mine = ApplyOptions(fieldManager: "remit")

extension KubernetesObject {
  /// A member as a document of its own.
  func list(_ key: DocumentKey) throws -> Document {
    let node = try #require(document.member(document.root, key))
    var builder = DocumentBuilder()
    builder.copy(node, of: document)
    let copy = builder.finish()
    return try #require(copy)
  }
}
