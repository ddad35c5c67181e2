internal import DocumentModel
internal import JSONCoding

/// Writes values with members added to some of their objects, all keys sorted, as Python's `json.dumps` does.
struct PatchedWriter {
  /// Something that is put under a key.
  indirect enum Addition {
    case text(String)
    /// Members of an object: they are added to the object that is there, or make a new one.
    case members([String: Addition])
  }

  private(set) var writer = JSONWriter(style: .python)

  /// Opens, closes or adds what the caller asks for.
  mutating func raw(_ body: (inout JSONWriter) -> Void) { body(&writer) }

  /// Writes a value; `patches` are the additions by object.
  mutating func value(
    _ node: NodeID, of document: Document, _ patches: [NodeID: [String: Addition]],
    adding outer: [String: Addition] = [:]
  ) {
    switch document.kind(node) {
    case .object:
      object(node, of: document, patches, outer)
    case .array:
      writer.beginArray()
      for child in document.children(node) { value(child, of: document, patches) }
      writer.endArray()
    default:
      writer.value(node, of: document)
    }
  }

  private mutating func object(
    _ node: NodeID, of document: Document, _ patches: [NodeID: [String: Addition]], _ outer: [String: Addition]
  ) {
    let additions = PatchedWriter.merged(patches[node] ?? [:], outer)
    var members: [(key: String, node: NodeID?)] = document.children(node).map { (document.key($0) ?? "", $0) }
    for key in additions.keys where document.member(node, DocumentKey(key)) == nil { members.append((key, nil)) }
    members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    writer.beginObject()
    for member in members {
      writer.key(member.key)
      switch (additions[member.key], member.node) {
      case (.members(let inner)?, let child?) where document.kind(child) == .object:
        value(child, of: document, patches, adding: inner)
      case (let addition?, _): write(addition)
      case (nil, let child?): value(child, of: document, patches)
      case (nil, nil): writer.null()
      }
    }
    writer.endObject()
  }

  private mutating func write(_ addition: Addition) {
    switch addition {
    case .text(let text): writer.string(text)
    case .members(let members):
      writer.beginObject()
      for (key, value) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        writer.key(key)
        write(value)
      }
      writer.endObject()
    }
  }

  /// Two sets of additions as one; where both have a plain text the second one stands.
  static func merged(_ first: [String: Addition], _ second: [String: Addition]) -> [String: Addition] {
    first.merging(second) { one, other in
      if case .members(let a) = one, case .members(let b) = other { return .members(merged(a, b)) }
      return other
    }
  }
}
