internal import DocumentModel
internal import FoundationEssentials

/// A mapping in a kubeconfig, and how its members are read: errors name file and key, never a value.
struct KubeconfigNode: Sendable {
  let document: Document
  let node: NodeID
  let file: String
  let key: String
  var context: String?

  /// A member that is a text; nil where it is missing, null or empty.
  func text(_ name: String) throws(KubeconfigError) -> String? {
    guard let child = child(name) else { return nil }
    guard let text = document.string(child) else {
      throw error(name, "this is no text", "put it in quotes")
    }
    return text.isEmpty ? nil : text
  }

  /// A member that is true or false; false where it is missing.
  func flag(_ name: String) throws(KubeconfigError) -> Bool {
    guard let child = child(name) else { return false }
    guard let flag = document.bool(child) else {
      throw error(name, "this is neither true nor false", "write true or false")
    }
    return flag
  }

  /// A member that is a list of texts; empty where it is missing.
  func texts(_ name: String) throws(KubeconfigError) -> [String] {
    guard let child = child(name) else { return [] }
    guard document.kind(child) == .array else { throw error(name, "this is no list", "write a list of texts") }
    var texts: [String] = []
    for item in document.children(child) {
      guard let text = document.string(item) else { throw error(name, "an item is no text", "put it in quotes") }
      texts.append(text)
    }
    return texts
  }

  /// A member that is a mapping; nil where it is missing.
  func mapping(_ name: String) throws(KubeconfigError) -> KubeconfigNode? {
    guard let child = child(name) else { return nil }
    guard document.kind(child) == .object else {
      throw error(name, "this is no mapping", "see the form of a kubeconfig")
    }
    return KubeconfigNode(document: document, node: child, file: file, key: "\(key).\(name)", context: context)
  }

  /// The mappings of a member that is a list; empty where it is missing.
  func mappings(_ name: String) throws(KubeconfigError) -> [KubeconfigNode] {
    guard let child = child(name) else { return [] }
    guard document.kind(child) == .array else { throw error(name, "this is no list", "see the form of a kubeconfig") }
    var result: [KubeconfigNode] = []
    for (index, item) in document.children(child).enumerated() {
      let path = key.isEmpty ? name : "\(key).\(name)"
      guard document.kind(item) == .object else {
        throw error(name, "item \(index) is no mapping", "see the form of a kubeconfig")
      }
      result.append(
        KubeconfigNode(document: document, node: item, file: file, key: "\(path)[\(index)]", context: context))
    }
    return result
  }

  /// A member that is bytes in base64; nil where it is missing.
  func bytes(_ name: String) throws(KubeconfigError) -> [UInt8]? {
    guard let text = try text(name) else { return nil }
    guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }) else {
      throw error(name, "this is no base64", "encode the file with `base64 -w0`")
    }
    return Array(data)
  }

  /// The value of a member, whatever it is; nil where it is missing or null.
  func child(_ name: String) -> NodeID? {
    document.member(node, DocumentKey(name)).flatMap { document.kind($0) == .null ? nil : $0 }
  }

  /// A path in the file as an absolute one: relative ones are relative to the file's folder.
  func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    return "\(folder)/\(path)"
  }

  /// An error about a member.
  func error(_ name: String, _ message: String, _ help: String) -> KubeconfigError {
    KubeconfigError(file: file, context: context, key: key.isEmpty ? name : "\(key).\(name)", message, help: help)
  }
}
