internal import Diagnostics
internal import DocumentModel

extension ObjectCheck {
  /// What the server says about an object, and nobody else.
  private static let ofServer: [DocumentKey] = [
    "managedFields", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
    "generation", "generateName", "selfLink", "ownerReferences",
  ]

  /// The groups of labels and annotations that are not for templates.
  static let reserved = ["applyset.kubernetes.io", "remit.dev"]

  /// How many bytes all annotations may have (Kubernetes: `TotalAnnotationSizeLimitB`).
  private static let annotationBytes = 262_144

  mutating func checkMetadata(_ metadata: NodeID, of identity: ObjectIdentity) {
    if document.member(document.root, "status") != nil {
      complain(
        Complaint(
          "deploy/server-field", "\(identity) has a \"status\", which is for its controller", help: "leave it out"))
    }
    for key in Self.ofServer where document.member(metadata, key) != nil {
      complain(
        Complaint(
          "deploy/server-field", "\(identity) has \"metadata.\(key.text)\", which is for the API server",
          help: "leave it out"))
    }
    checkMarks("labels", metadata, identity)
    checkMarks("annotations", metadata, identity)
  }

  /// Labels or annotations.
  private mutating func checkMarks(_ key: DocumentKey, _ metadata: NodeID, _ identity: ObjectIdentity) {
    guard let marks = document.member(metadata, key) else { return }
    guard document.kind(marks) == .object else {
      complain(Complaint("deploy/label", "\"metadata.\(key.text)\" of \(identity) must be a mapping"))
      return
    }
    var bytes = 0
    for mark in document.children(marks) {
      let name = document.key(mark) ?? ""
      bytes += name.utf8.count
      if Self.isReserved(name) {
        complain(
          Complaint(
            "deploy/reserved",
            "\(identity) has \"\(name.shortened)\" among its \(key.text), which is not for templates",
            help: "what belongs to which set, and where it comes from, is written when it is deployed"))
      }
      if let complaint = DNSName.complaint(aboutKey: name) {
        complain(
          Complaint(
            "deploy/label", "\"\(name.shortened)\" among the \(key.text) of \(identity) is no key: \(complaint)"))
      }
      guard let value = document.string(mark) else {
        complain(
          Complaint(
            "deploy/label",
            "\"\(name.shortened)\" among the \(key.text) of \(identity) must be a text, not "
              + document.kind(mark).noun, help: "write it with str() or as '${…}'"))
        continue
      }
      bytes += value.utf8.count
      if key == "labels", let complaint = DNSName.complaint(aboutValue: value) {
        complain(
          Complaint(
            "deploy/label",
            "the label \"\(name.shortened)\" of \(identity) cannot be \"\(value.shortened)\": \(complaint)",
            by: .datafile))
      }
    }
    if key == "annotations", bytes > Self.annotationBytes {
      complain(Complaint("deploy/size", "the annotations of \(identity) have more than \(Self.annotationBytes) bytes"))
    }
  }

  private static func isReserved(_ key: String) -> Bool {
    guard let slash = key.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
    let prefix = key.utf8[..<slash]
    return reserved.contains { group in
      let rest = prefix.count - group.utf8.count
      guard rest >= 0, zip(prefix.dropFirst(rest), group.utf8).allSatisfy({ lowercased($0) == $1 }) else {
        return false
      }
      return rest == 0 || prefix.dropFirst(rest - 1).first == UInt8(ascii: ".")
    }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
