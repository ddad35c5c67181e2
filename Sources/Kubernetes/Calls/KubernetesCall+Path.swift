extension KubernetesCall {
  /// The path and the query, percent-encoded; throws `.invalidCall` where a part is no name.
  func path() throws(KubernetesError) -> String {
    var parts: [String]
    switch target {
    case .path(let given):
      for part in given where !Naming.isPathSegment(part) {
        throw .invalidCall(self, "\"\(part)\" is no part of a path")
      }
      parts = given
    case .collection(let resource, let namespace):
      parts = try collectionParts(resource, namespace)
    case .object(let resource, let namespace, let name, let subresource):
      if resource.isNamespaced, namespace == nil {
        throw .invalidCall(self, "\(resource) are in namespaces, and none is given")
      }
      parts = try collectionParts(resource, namespace)
      guard Naming.isObjectName(name, group: resource.groupVersion.group) else {
        throw .invalidCall(self, "\"\(name)\" is no name for an object")
      }
      parts.append(name)
      if let subresource {
        guard Naming.isLabel(subresource) else { throw .invalidCall(self, "\"\(subresource)\" is no subresource") }
        parts.append(subresource)
      }
    }
    let query = parameters.map { "\(Naming.percentEncoded($0.name))=\(Naming.percentEncoded($0.value))" }
    return "/" + parts.map(Naming.percentEncoded).joined(separator: "/")
      + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  private func collectionParts(_ resource: Resource, _ namespace: String?) throws(KubernetesError) -> [String] {
    let version = resource.groupVersion
    guard Naming.isLabel(version.version), version.group.isEmpty || Naming.isSubdomain(version.group),
      Naming.isLabel(resource.name)
    else { throw .invalidCall(self, "\"\(version)\" and \"\(resource.name)\" are no version and resource") }
    var parts = version.group.isEmpty ? ["api", version.version] : ["apis", version.group, version.version]
    if let namespace {
      guard resource.isNamespaced else { throw .invalidCall(self, "\(resource) are in no namespace") }
      guard Naming.isLabel(namespace) else { throw .invalidCall(self, "\"\(namespace)\" is no name for a namespace") }
      parts += ["namespaces", namespace]
    }
    return parts + [resource.name]
  }
}
