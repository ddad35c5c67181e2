internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding

/// qontract-validator's two kinds of uniqueness: of a field among all files, and of the items of one list
/// (validator.py:255-356).
struct QontractUniqueness {
  private struct Key: Hashable {
    var type: String
    var field: String
    var value: String
  }

  private struct ListKey: Hashable {
    var file: Int
    var list: String
    var fields: [String]
    var identifier: String
  }

  private let bundle: QontractBundle
  private var identities: QontractIdentities
  private var values: [Key: [String]] = [:]
  private var order: [Key] = []

  init(_ bundle: QontractBundle) {
    self.bundle = bundle
    identities = QontractIdentities(bundle)
  }

  /// Takes note of a scalar of the datafile with a number.
  mutating func add(_ way: QontractWay, file: Int) {
    identities.add(way, file: file)
    guard let node = way.last, let type = node.type, let field = node.field else { return }
    let interface = type.interface.flatMap { bundle.graphql?.types[$0] }
    let isUniqueInInterface = interface?.fields[field.name]?.isUnique ?? false
    guard field.isUnique || isUniqueInInterface else { return }
    let key = Key(
      type: isUniqueInInterface ? interface?.name ?? type.name : type.name, field: field.name,
      value: QontractUniqueness.comparable(node.data, way.file.document))
    if values[key] == nil { order.append(key) }
    values[key, default: []].append(way.file.path)
  }

  /// One text for values that Python takes for equal: `1`, `1.0` and `true`.
  private static func comparable(_ node: NodeID, _ document: Document) -> String {
    switch document.kind(node) {
    case .bool: return document.bool(node) == true ? "1" : "0"
    case .float:
      if let value = document.double(node), let whole = Int64(exactly: value) { return String(whole) }
      return document.json(node)
    default: return document.json(node)
    }
  }

  /// Everything that is there twice.
  func results() -> [QontractResult] {
    var results: [QontractResult] = []
    for key in order {
      guard let files = values[key], files.count > 1, let first = files.first else { continue }
      results.append(
        QontractResult(
          kind: .unique, filename: first, reason: "DUPLICATE_UNIQUE_FIELD",
          message: "The field '\(key.field)' is repeated: \(files.joined(separator: ", "))"))
    }
    return results + contextResults()
  }

  private func contextResults() -> [QontractResult] {
    var groups: [ListKey: [String]] = [:]
    var order: [ListKey] = []
    for item in identities.items {
      let fields = item.fields ?? identities.fields(of: item.owner)
      guard let identifier = identities.identifier(of: item.owner, fields) else { continue }
      let key = ListKey(file: item.file, list: item.list, fields: fields.sorted(), identifier: identifier)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(item.name)
    }
    return order.compactMap { key in
      guard let names = groups[key], names.count > 1 else { return nil }
      let file = bundle.data[key.file].path
      return QontractResult(
        kind: .unique, filename: file, reason: "DUPLICATE_CONTEXT_UNIQUE_FIELD",
        message: "Context uniqueness error, file: \(file), fields: \(key.fields.joined(separator: ", ")), "
          + "duplicates: \(names.joined(separator: ", "))")
    }
  }

  /// Uniqueness that the GraphQL types ask for where it cannot be had (validator.py:488).
  static func impossible(_ graphql: GraphQLTypes) -> [QontractResult] {
    var top = Set(graphql.typeOfSchema.values)
    for type in graphql.types.values { if let name = type.interface, top.contains(name) { top.insert(type.name) } }
    let fields = graphql.types.values.flatMap { type in type.fields.values.map { (type: type.name, field: $0) } }
    var results: [QontractResult] = []
    for (type, field) in fields.sorted(by: { $0.field.range.start < $1.field.range.start }) where field.isUnique {
      var result = QontractResult(kind: .schema, filename: QontractValidator.graphqlFile)
      if !top.contains(type) {
        result.reason = "IS_UNIQUE_ON_NON_TOP_LEVEL_TYPE"
        result.message =
          "isUnique set on \(type).\(field.name), which is not a top-level type, add datafile to "
          + "\(type) if there is a datafile mapping to it."
        results.append(result)
      } else if !GraphQLTypes.scalars.contains(field.type.lowercased()) {
        result.reason = "IS_UNIQUE_ON_COMPLEX_FIELD"
        result.message = "isUnique set on \(type).\(field.name), type \(field.type) is not a simple type"
        results.append(result)
      }
    }
    return results
  }
}
