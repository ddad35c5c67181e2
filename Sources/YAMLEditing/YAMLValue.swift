public import DocumentModel

/// A value that is made or changed step by step, before it is written: the JSON types as a tree.
public indirect enum YAMLValue: Sendable {
  /// A text, number, truth value or `null`, by its canonical text (see `Document.text`).
  case scalar(NodeKind, String)
  /// A list.
  case list([YAMLValue])
  /// A mapping of distinct keys in their order.
  case object([Member])

  /// A key and its value.
  public struct Member: Sendable {
    /// The key.
    public var key: String
    /// The value.
    public var value: YAMLValue

    /// A member from its parts.
    public init(_ key: String, _ value: YAMLValue) {
      self.key = key
      self.value = value
    }
  }

  /// A text.
  public static func text(_ text: String) -> YAMLValue { .scalar(.string, text) }

  /// A value of a document; all of it if none is named.
  public init(_ document: Document, _ node: NodeID? = nil) {
    let node = node ?? document.root
    switch document.kind(node) {
    case .object:
      self = .object(document.children(node).map { Member(document.key($0) ?? "", YAMLValue(document, $0)) })
    case .array: self = .list(document.children(node).map { YAMLValue(document, $0) })
    case let kind: self = .scalar(kind, String(decoding: document.text(node), as: UTF8.self))
    }
  }

  /// The value as a document, all of it at 1:1.
  public var document: Document {
    var builder = DocumentBuilder()
    add(to: &builder)
    return builder.finish() ?? .emptyText
  }

  private func add(to builder: inout DocumentBuilder) {
    switch self {
    case .scalar(let kind, let text): builder.scalar(kind, text.utf8)
    case .list(let elements):
      builder.begin(.array)
      for element in elements { element.add(to: &builder) }
      builder.end()
    case .object(let members):
      builder.begin(.object)
      for member in members {
        builder.key(member.key.utf8)
        member.value.add(to: &builder)
      }
      builder.end()
    }
  }

  /// Whether it is the value of a document: members in any order, numbers by value.
  public func equals(_ node: NodeID, of document: Document) -> Bool {
    let mine = self.document
    return Document.equal(mine.root, in: mine, node, in: document)
  }
}

/// A path of keys leads through something that is no mapping.
public struct YAMLPathError: Error, Hashable, Sendable {
  /// The keys up to the value that is none.
  public var path: [String]
  /// What it is instead.
  public var kind: NodeKind
}

extension YAMLValue {
  /// The value that a path of keys leads to; nil where there is none.
  public subscript(path: some Sequence<String>) -> YAMLValue? {
    var current = self
    for key in path {
      guard case .object(let members) = current, let member = members.first(where: { $0.key.isSame(as: key) }) else {
        return nil
      }
      current = member.value
    }
    return current
  }

  /// The same with a value at a path of keys; mappings on the way are made where there are none.
  ///
  /// - Throws: where the path leads through a list, a text or a number.
  public func setting(_ value: YAMLValue, at path: [String]) throws(YAMLPathError) -> YAMLValue {
    try replacing(at: path[...], [], with: value)
  }

  /// The same without the value at a path of keys, and without the mappings that are empty then, but for the outermost.
  public func removing(at path: [String]) -> YAMLValue {
    guard self[path] != nil else { return self }
    var path = path[...]
    while path.count > 1, case .object(let members)? = self[path.dropLast()], members.count == 1 { path.removeLast() }
    return (try? replacing(at: path, [], with: nil)) ?? self
  }

  private func replacing(
    at path: ArraySlice<String>, _ before: [String], with value: YAMLValue?
  ) throws(YAMLPathError) -> YAMLValue {
    guard let key = path.first else { return value ?? self }
    var members: [Member]
    switch self {
    case .object(let known): members = known
    case .scalar(.null, _): members = []
    case .list: throw YAMLPathError(path: before, kind: .array)
    case .scalar(let kind, _): throw YAMLPathError(path: before, kind: kind)
    }
    let place = members.firstIndex { $0.key.isSame(as: key) }
    let isLast = path.count == 1
    guard !isLast || value != nil else {
      if let place { members.remove(at: place) }
      return .object(members)
    }
    let inner = place.map { members[$0].value } ?? .object([])
    let changed =
      isLast ? value ?? inner : try inner.replacing(at: path.dropFirst(), before + [key], with: value)
    if let place { members[place].value = changed } else { members.append(Member(key, changed)) }
    return .object(members)
  }
}

extension String {
  /// Whether two texts are the same bytes; as `String`s canonically equal ones are the same too.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
