internal import Diagnostics
internal import DocumentModel

/// Checks one rendered object by itself. What takes several objects to see is checked in `Results`.
struct ObjectCheck {
  let document: Document
  let template: DeployTemplate
  private(set) var complaints: [Complaint] = []
  /// Which object it is, as far as it says so.
  private(set) var identity: ObjectIdentity?

  init(_ document: Document, of template: DeployTemplate) {
    self.document = document
    self.template = template
    guard document.kind(document.root) == .object else {
      complain(Complaint("deploy/shape", "an object must be a mapping, not \(document.kind(document.root).noun)"))
      return
    }
    guard let apiVersion = required("apiVersion"), let kind = required("kind") else { return }
    guard let metadata = document.member(document.root, "metadata"), document.kind(metadata) == .object else {
      complain(Complaint("deploy/shape", "the \(kind.shortened) has no \"metadata\""))
      return
    }
    guard Self.isKind(apiVersion, kind) else {
      complain(
        Complaint("deploy/shape", "\"\(apiVersion.shortened)\" and \"\(kind.shortened)\" are no version and kind"))
      return
    }
    checkKind(apiVersion, kind)
    guard let name = checkedName(metadata, apiVersion, kind), let namespace = namespace(metadata, kind) else { return }
    let identity = ObjectIdentity(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
    self.identity = identity
    checkScope(identity)
    checkMetadata(metadata, of: identity)
    checkRole(of: identity)
    checkPorts(of: identity)
    checkSecrets(document.root, of: identity)
  }

  mutating func complain(_ complaint: Complaint) { complaints.append(complaint) }

  private mutating func required(_ key: DocumentKey) -> String? {
    if let text = document.member(document.root, key).flatMap({ document.string($0) }), !text.isEmpty { return text }
    complain(Complaint("deploy/shape", "an object has no \"\(key.text)\" that is a text"))
    return nil
  }

  /// Whether texts look like an `apiVersion` and a `kind`.
  private static func isKind(_ apiVersion: String, _ kind: String) -> Bool {
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let version = parts.last, DNSName.complaint(aboutLabel: version) == nil,
      parts.count == 1 || DNSName.complaint(parts[0], .subdomain) == nil
    else { return false }
    return kind.utf8.first.map { (0x41...0x5A).contains($0) } == true && kind.utf8.count <= 63
      && kind.utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0) }
  }

  private mutating func checkKind(_ apiVersion: String, _ kind: String) {
    let name = "\(apiVersion)/\(kind)"
    guard !template.kinds.contains(name) else { return }
    complain(
      Complaint(
        "deploy/kind", "the template \"\(template.name)\" may not render \(name.shortened)",
        help: "add it to \"allow.kinds\" of the template"))
  }

  private mutating func checkedName(_ metadata: NodeID, _ apiVersion: String, _ kind: String) -> String? {
    guard let name = document.member(metadata, "name").flatMap({ document.string($0) }) else {
      complain(Complaint("deploy/shape", "the \(kind.shortened) has no \"metadata.name\" that is a text"))
      return nil
    }
    let group = ObjectIdentity(apiVersion: apiVersion, kind: kind, namespace: nil, name: name).group
    if let complaint = DNSName.complaint(name, KindScopes.nameRule(group: group, kind: kind)) {
      complain(
        Complaint(
          "deploy/name", "a \(kind.shortened) cannot be called \"\(name.shortened)\": \(complaint)",
          help: "shorten or change what the name is made of", by: .datafile))
      return nil
    }
    return name
  }

  /// The namespace; an inner nil where there is none, an outer one where it is none.
  private mutating func namespace(_ metadata: NodeID, _ kind: String) -> String?? {
    guard let node = document.member(metadata, "namespace") else { return .some(nil) }
    guard let namespace = document.string(node), DNSName.complaint(aboutLabel: namespace) == nil else {
      let shown = document.string(node).map { "\"\($0.shortened)\"" } ?? document.kind(node).noun
      complain(
        Complaint(
          "deploy/name", "the namespace of a \(kind.shortened) cannot be \(shown)", help: DNSName.help, by: .datafile))
      return nil
    }
    return .some(namespace)
  }
}

extension NodeKind {
  /// The kind as a person says it.
  var noun: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .int, .float: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "a mapping"
    }
  }
}
