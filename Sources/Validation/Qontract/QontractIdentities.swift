internal import DataBundle
internal import DocumentModel
internal import JSONCoding

/// The list items, and the files that list items refer to, that have an `__identifier` (postprocess.py:163-219).
struct QontractIdentities {
  /// A value that gets an identifier.
  struct Owner: Hashable {
    var file: Int
    var node: NodeID
  }

  /// What is known of such a value.
  struct Entry {
    var owner: Owner
    /// The fields that were met.
    var fields: Set<String> = []
    var schema: QontractBundle.SchemaPlace?
    var oneOfRoot: QontractBundle.SchemaPlace?
  }

  /// An item of a list that has an identity of its own or that of the file it refers to.
  struct Item {
    var file: Int
    var list: String
    var name: String
    var owner: Owner
    /// For a reference the fields of the file's type.
    var fields: Set<String>?
  }

  private let bundle: QontractBundle
  private(set) var entries: [Entry] = []
  private(set) var items: [Item] = []
  private var positions: [Owner: Int] = [:]
  private var known: Set<Owner> = []

  init(_ bundle: QontractBundle) { self.bundle = bundle }

  /// Takes note of a scalar of the datafile with a number.
  mutating func add(_ way: QontractWay, file: Int) {
    guard case .key(let key)? = way.step(0) else { return }
    if case .index? = way.step(1) {
      if key == "$ref" { addReference(way, file) } else { addField(way, file, key, item: 1) }
    } else if key == "$ref", case .key(let field)? = way.step(1), case .index? = way.step(2) {
      addField(way, file, field, item: 2)
    }
  }

  /// `list[i].field`, or `list[i].field.$ref`: the item is told apart by the field.
  private mutating func addField(_ way: QontractWay, _ file: Int, _ name: String, item distance: Int) {
    guard let item = way.ancestor(distance), let field = way.ancestor(distance - 1)?.field,
      field.isUnique || field.isContextUnique
    else { return }
    let owner = Owner(file: file, node: item.data)
    insert(owner, [name], item.schema, item.oneOfRoot)
    if known.insert(owner).inserted {
      items.append(
        Item(
          file: file, list: way.text(without: distance + 1, separator: "/"),
          name: way.text(without: distance, separator: "/"), owner: owner, fields: nil))
    }
  }

  /// `list[i].$ref`: the file referred to is told apart by its type's fields.
  private mutating func addReference(_ way: QontractWay, _ file: Int) {
    guard let node = way.last, let path = way.file.document.string(node.data), let target = bundle.dataIndex(path),
      case let document = bundle.data[target].document,
      let schemaPath = document.text("$schema", of: document.root), let schema = bundle.schema(schemaPath),
      let fields = bundle.graphql?.type(ofSchema: schemaPath)?.identifyingFields, !fields.isEmpty
    else { return }
    let owner = Owner(file: target, node: document.root)
    insert(owner, Set(fields), schema, nil)
    items.append(
      Item(
        file: file, list: way.text(without: 2, separator: "/"), name: way.text(without: 1, separator: "/"),
        owner: owner, fields: Set(fields)))
  }

  private mutating func insert(
    _ owner: Owner, _ fields: Set<String>, _ schema: QontractBundle.SchemaPlace?,
    _ root: QontractBundle.SchemaPlace?
  ) {
    if let position = positions[owner] {
      entries[position].fields.formUnion(fields)
    } else {
      positions[owner] = entries.count
      entries.append(Entry(owner: owner, fields: fields, schema: schema, oneOfRoot: root))
    }
  }

  /// The fields that tell an owner apart.
  func fields(of owner: Owner) -> Set<String> { positions[owner].map { entries[$0].fields } ?? [] }

  /// SHA-256 over the members that are identifying fields, as Python writes them; nil if there are none.
  func identifier(of owner: Owner, _ fields: Set<String>) -> String? {
    let document = bundle.data[owner.file].document
    let members = document.children(owner.node).filter { document.key($0).map(fields.contains) ?? false }
      .sorted { document.keyBytes($0).lexicographicallyPrecedes(document.keyBytes($1)) }
    if members.isEmpty { return nil }
    var writer = JSONWriter(style: .python)
    writer.beginObject()
    for member in members {
      writer.key(document.key(member) ?? "")
      writer.value(member, of: document)
    }
    writer.endObject()
    return ContentDigest.sha256(writer.bytes)
  }
}
