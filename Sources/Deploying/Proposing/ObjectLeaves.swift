internal import DocumentModel
internal import JSONCoding
internal import Kubernetes

/// The values of an object by the paths that plans call them by.
struct ObjectLeaves {
  /// Values that contain nothing, as canonical JSON, by path.
  private(set) var values: [String: String] = [:]
  /// The texts among them, as they are.
  private(set) var scalars: [String: Scalar] = [:]
  /// Whether two of them have the same path: then nothing can be said of single fields.
  private(set) var isAmbiguous = false

  /// A text, a number or a truth value.
  struct Scalar: Hashable {
    var text: String
    var isText: Bool

    init(text: String, isText: Bool) {
      self.text = text
      self.isText = isText
    }

    /// A value of a document; nil for what contains others, and for nothing.
    init?(_ document: Document, _ node: NodeID) {
      switch document.kind(node) {
      case .string: self.init(text: String(decoding: document.text(node), as: UTF8.self), isText: true)
      case .int, .float, .bool: self.init(text: document.json(node), isText: false)
      default: return nil
      }
    }

    /// Reads JSON; nil for what is no such value.
    init?(json: String) {
      guard let document = JSONReader().read(Array(json.utf8), file: "value").document else { return nil }
      self.init(document, document.root)
    }
  }

  init(_ document: Document) { add(document, document.root, FieldPath([])) }

  private mutating func add(_ document: Document, _ node: NodeID, _ path: FieldPath) {
    if document.kind(node).isContainer, document.count(node) > 0 {
      for (child, step) in Self.steps(document, node) { add(document, child, path.appending(step)) }
      return
    }
    let name = path.description
    if values.updateValue(document.json(node, style: .canonical), forKey: name) != nil { isAmbiguous = true }
    scalars[name] = Scalar(document, node)
  }

  /// The members or items, named as plans do: items by their names, where all have one of their own.
  private static func steps(_ document: Document, _ node: NodeID) -> [(NodeID, FieldPath.Step)] {
    let children = Array(document.children(node))
    guard document.kind(node) == .array else { return children.map { ($0, .field(document.key($0) ?? "")) } }
    var names: Set<String> = []
    var named: [(NodeID, FieldPath.Step)] = []
    for child in children {
      guard document.kind(child) == .object, let name = document.member(child, "name").flatMap(document.string),
        names.insert(name).inserted
      else { return children.enumerated().map { ($0.element, .index($0.offset)) } }
      named.append((child, .item(["name": "\"\(name)\""])))
    }
    return named
  }
}
