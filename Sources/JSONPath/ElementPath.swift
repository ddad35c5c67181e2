public import DocumentModel

/// A concrete path from the root of a document to one value: fields and list positions.
public struct ElementPath: Hashable, Sendable, CustomStringConvertible {
  /// One step down.
  public enum Step: Hashable, Sendable {
    /// To the member of an object.
    case field(String)
    /// To the element of a list.
    case index(Int)
  }

  /// The steps from the root; empty for the root itself.
  public var steps: [Step]

  /// A path from its steps.
  public init(_ steps: [Step] = []) { self.steps = steps }

  /// The place of a value in its document.
  public init(of node: NodeID, in document: Document) {
    steps = []
    var current = node
    while let parent = document.parent(current) {
      steps.append(document.key(current).map(Step.field) ?? .index(document.indexInParent(current)))
      current = parent
    }
    steps.reverse()
  }

  /// The path as qontract shows it: the steps as jsonpath-ng 1.8.0 prints them, with dots between and without the
  /// parentheses that version puts around each pair. Names that are no bare names are quoted as Python quotes texts; the
  /// root is `$`.
  public var jsonPathText: String {
    if steps.isEmpty { return "$" }
    var text = ""
    for step in steps {
      if !text.isEmpty { text += "." }
      switch step {
      case .field(let name): text += PythonText.isBareName(name) ? name : PythonText.quoted(name)
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  /// The path as a JSON pointer.
  public var pointer: JSONPointer {
    JSONPointer(
      steps.map { step in
        switch step {
        case .field(let name): name
        case .index(let index): String(index)
        }
      })
  }

  /// Whether this path is `other` or leads to something that contains it.
  public func isPrefix(of other: ElementPath) -> Bool {
    steps.count <= other.steps.count && zip(steps, other.steps).allSatisfy(==)
  }

  /// The same as `jsonPathText`.
  public var description: String { jsonPathText }
}
