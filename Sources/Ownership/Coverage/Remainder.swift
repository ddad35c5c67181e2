internal import DocumentModel
internal import JSONPath

/// A value from which covered parts are taken away.
indirect enum Remainder {
  case scalar
  case array([Remainder])
  case object([(key: String, value: Remainder)])

  init(_ document: Document, _ node: NodeID) {
    switch document.kind(node) {
    case .object:
      self = .object(document.children(node).map { (document.key($0) ?? "", Remainder(document, $0)) })
    case .array: self = .array(document.children(node).map { Remainder(document, $0) })
    default: self = .scalar
    }
  }

  var isEmptyObject: Bool {
    if case .object(let members) = self { return members.isEmpty }
    return false
  }

  private var isEmpty: Bool {
    switch self {
    case .scalar: false
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    }
  }

  /// Removes what a path leads to, then every parent on the way that has become empty.
  mutating func remove(_ path: [ElementPath.Step]) {
    guard !path.isEmpty else { return }
    take(path)
    var parent = path.dropLast()
    while !parent.isEmpty {
      if let value = value(at: parent), value.isEmpty { take(Array(parent)) }
      parent = parent.dropLast()
    }
  }

  private func value(at path: ArraySlice<ElementPath.Step>) -> Remainder? {
    guard let first = path.first else { return self }
    switch (self, first) {
    case (.object(let members), .field(let name)):
      return members.first { $0.key == name }?.value.value(at: path.dropFirst())
    case (.array(let elements), .index(let index)):
      return elements.indices.contains(index) ? elements[index].value(at: path.dropFirst()) : nil
    default: return nil
    }
  }

  private mutating func take(_ path: [ElementPath.Step]) {
    guard let first = path.first else { return }
    let rest = Array(path.dropFirst())
    switch (self, first) {
    case (.object(var members), .field(let name)):
      guard let position = members.firstIndex(where: { $0.key == name }) else { return }
      if rest.isEmpty { members.remove(at: position) } else { members[position].value.take(rest) }
      self = .object(members)
    case (.array(var elements), .index(let index)):
      guard elements.indices.contains(index) else { return }
      if rest.isEmpty { elements.remove(at: index) } else { elements[index].take(rest) }
      self = .array(elements)
    default: return
    }
  }

  /// The text by which paths are ordered so that later list positions come first when reversed
  /// (`sortable_jsonpath_string_repr`).
  static func sortKey(_ path: ArraySlice<ElementPath.Step>) -> String {
    path.map { step in
      switch step {
      case .field(let name): return name
      case .index(let index):
        let digits = String(index)
        return "[" + String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits + "]"
      }
    }.joined(separator: ".")
  }
}
