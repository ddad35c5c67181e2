internal import Diagnostics
internal import DocumentModel

extension ObjectCheck {
  /// Every port of a Service or container says its protocol. With server-side apply it is part of a port's key: old API
  /// servers answer without it that a key field is missing, and newer ones put a default there that nobody owns.
  mutating func checkPorts(of identity: ObjectIdentity) {
    if identity.group.isEmpty, identity.kind == "Service" {
      checkPorts(at(["spec", "ports"]), of: identity)
    }
    guard let path = Self.podSpec(group: identity.group, kind: identity.kind), let spec = at(path) else { return }
    for key: DocumentKey in ["initContainers", "containers", "ephemeralContainers"] {
      guard let containers = document.member(spec, key) else { continue }
      for container in document.children(containers) {
        checkPorts(document.member(container, "ports"), of: identity)
      }
    }
  }

  private mutating func checkPorts(_ ports: NodeID?, of identity: ObjectIdentity) {
    guard let ports, document.kind(ports) == .array else { return }
    for port in document.children(ports) where document.member(port, "protocol").flatMap({ document.string($0) }) == nil
    {
      let number = [DocumentKey("name"), "port", "containerPort"].compactMap { document.member(port, $0) }.first
      let shown = number.map { " \"\(String(decoding: document.text($0), as: UTF8.self).shortened)\"" } ?? ""
      complain(
        Complaint(
          "deploy/protocol", "the port\(shown) of \(identity) does not say its protocol", help: "add \"protocol: TCP\"")
      )
    }
  }

  /// Where a kind has the description of its pods.
  private static func podSpec(group: String, kind: String) -> [DocumentKey]? {
    switch (group, kind) {
    case ("", "Pod"): ["spec"]
    case ("", "PodTemplate"): ["template", "spec"]
    case ("batch", "CronJob"): ["spec", "jobTemplate", "spec", "template", "spec"]
    case ("", "ReplicationController"), ("apps", _), ("batch", "Job"), ("extensions", _): ["spec", "template", "spec"]
    default: nil
    }
  }

  private func at(_ keys: [DocumentKey]) -> NodeID? {
    var node = document.root
    for key in keys {
      guard let member = document.member(node, key) else { return nil }
      node = member
    }
    return node
  }

  /// No Secret brings its content, be it an object itself or within another one: what is in a repository is no secret.
  mutating func checkSecrets(_ root: NodeID, of identity: ObjectIdentity) {
    var node = root
    let end = document.end(root)
    while node < end {
      if document.kind(node) == .object, isSecretWithContent(node) {
        let subject = node == document.root ? "\(identity)" : "\(identity) holds a Secret that"
        complain(
          Complaint(
            "deploy/secret", "\(subject) brings its content with it",
            help: "keep secrets where they are safe, and refer to them by name"))
      }
      node = document.next(after: node)
    }
  }

  private func isSecretWithContent(_ node: NodeID) -> Bool {
    guard let kind = document.member(node, "kind"), document.string(kind) == "Secret",
      let version = document.member(node, "apiVersion"), document.string(version) == "v1"
    else { return false }
    return [DocumentKey("data"), "stringData"].contains { key in
      document.member(node, key).map {
        document.kind($0) != .null && (!document.kind($0).isContainer || document.count($0) > 0)
      }
        ?? false
    }
  }
}
