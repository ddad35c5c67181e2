internal import DocumentModel
internal import Kubernetes

/// What of objects is never shown.
enum Secrecy {
  /// What stands in place of a value.
  static let mask = "(masked)"

  /// What stands in place of an answer that may repeat such a value.
  static let unsaid = "it is not shown why, as it holds values that are not"

  /// Annotations that repeat whole objects.
  static let copies: Set<String> = ["kubectl.kubernetes.io/last-applied-configuration"]

  /// A field of an object that holds values which are not shown: up to the first item of a list that is called by a value.
  static func field(_ path: String) -> String {
    let start = path.indices.first { index in
      path[index] == "[" && !(path[path.index(after: index)...].first?.isNumber ?? false)
    }
    return start.map { path[..<$0] + "[…]" } ?? path
  }

  /// Whether objects of a kind hold secrets.
  static func isSecret(_ kind: GroupKind) -> Bool { kind.group.isEmpty && kind.kind == "Secret" }
}

extension KubernetesObject {
  /// The values that are never shown: those of a Secret, its annotations, and annotations that repeat whole objects.
  var secretNodes: [NodeID] {
    let isSecret = groupVersionKind.map { Secrecy.isSecret($0.groupKind) } ?? false
    var nodes: [NodeID] = []
    if let notes = node("metadata", "annotations") {
      for child in document.children(notes) {
        let key = document.key(child) ?? ""
        if Secrecy.copies.contains(key) || isSecret && !Marks.all.contains(key) { nodes.append(child) }
      }
    }
    guard isSecret else { return nodes }
    for name: DocumentKey in ["data", "stringData"] {
      if let values = node(name) { nodes += Array(document.children(values)) }
    }
    return nodes
  }

  /// The object with a text in place of everything secret.
  var maskingSecrets: KubernetesObject {
    let nodes = secretNodes
    return nodes.isEmpty ? self : KubernetesObject(document.masking(nodes, with: Secrecy.mask)) ?? self
  }
}
