internal import DataBundle
internal import DocumentModel

/// A value as qontract's traversal sees it: where it is, and the schema and the GraphQL field in force there.
struct QontractNode {
  /// One step of the way from the top of a datafile.
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  var data: NodeID
  /// The last step that led here; nil at the top.
  var step: Step?
  var type: GraphQLTypes.TypeDefinition?
  var field: GraphQLTypes.Field?
  var schema: QontractBundle.SchemaPlace?
  /// The schema whose `oneOf` the schema was taken from.
  var oneOfRoot: QontractBundle.SchemaPlace?
  /// The schema file that `schema` is in, as far as whole files were followed.
  var schemaPath: String?
}

/// The way to a value: the nodes from the top of its datafile to itself.
struct QontractWay {
  let file: QontractBundle.File
  /// What the datafile's `$schema` says.
  let fileSchema: String?
  var nodes: [QontractNode]

  var last: QontractNode? { nodes.last }

  /// The node a number of steps above the last one.
  func ancestor(_ distance: Int) -> QontractNode? {
    nodes.count > distance ? nodes[nodes.count - 1 - distance] : nil
  }

  /// The step a number of steps above the last one.
  func step(_ distance: Int) -> QontractNode.Step? { ancestor(distance)?.step }

  /// The way as text, without so many of its last steps: `a.[0].b` with dots, `a/0/b` with slashes.
  func text(without dropped: Int = 0, separator: String = ".") -> String {
    nodes.dropLast(dropped).compactMap { node -> String? in
      switch node.step {
      case .key(let key): key
      case .index(let index): separator == "." ? "[\(index)]" : String(index)
      case nil: nil
      }
    }.joined(separator: separator)
  }
}
