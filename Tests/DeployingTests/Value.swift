import DocumentModel
import JSONCoding
import Kubernetes

/// A JSON value that can be changed in place.
indirect enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([Value])
  case object([String: Value])

  init(_ document: Document, _ node: NodeID) {
    switch document.kind(node) {
    case .null: self = .null
    case .bool: self = .bool(document.bool(node) ?? false)
    case .int, .float: self = .number(document.json(node))
    case .string: self = .string(document.string(node) ?? "")
    case .array: self = .array(document.children(node).map { Value(document, $0) })
    case .object:
      var members: [String: Value] = [:]
      for child in document.children(node) { members[document.key(child) ?? ""] = Value(document, child) }
      self = .object(members)
    }
  }

  init(json: String) {
    let document = JSONReader().read(Array(json.utf8), file: "value").document ?? Document.emptyText
    self.init(document, document.root)
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let truth): writer.bool(truth)
    case .number(let text):
      if let number = Int(text) { writer.integer(number) } else { writer.string(text) }
    case .string(let text): writer.string(text)
    case .array(let items):
      writer.beginArray()
      for item in items { item.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        writer.key(key)
        value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text
  }

  var document: Document { JSONReader().read(Array(json.utf8), file: "value").document ?? Document.emptyText }

  subscript(_ path: [String]) -> Value? {
    get {
      guard let first = path.first else { return self }
      guard case .object(let members) = self else { return nil }
      return members[first]?[Array(path.dropFirst())]
    }
    set {
      guard let first = path.first else { return }
      var members: [String: Value] = [:]
      if case .object(let own) = self { members = own }
      if path.count == 1 {
        members[first] = newValue
      } else {
        var child = members[first] ?? .object([:])
        child[Array(path.dropFirst())] = newValue
        members[first] = child == .object([:]) && newValue == nil ? nil : child
      }
      self = .object(members)
    }
  }

  subscript(_ path: String...) -> Value? {
    get { self[path] }
    set { self[path] = newValue }
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }

  /// All fields that are no mappings, with their paths; lists are one field.
  var leaves: [[String]: Value] {
    guard case .object(let members) = self, !members.isEmpty else { return [[]: self] }
    var result: [[String]: Value] = [:]
    for (key, value) in members {
      for (path, leaf) in value.leaves { result[[key] + path] = leaf }
    }
    return result
  }
}
