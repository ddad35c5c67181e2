import DocumentModel

/// A value in one of the sources.
struct SchemaPlace: Hashable {
  let source: Int
  let node: NodeID
}

/// Where schemas are in the sources, which base URI is in force there, and what each URI names.
struct SchemaIndex {
  private(set) var sources: [SchemaSource] = []
  private(set) var drafts: [Draft] = []
  /// Every place of a schema that the keywords lead to, in the order of the files.
  private(set) var places: [SchemaPlace] = []
  /// Every place that an `$id` names which names another place already.
  private(set) var duplicates: [SchemaPlace] = []
  private var resources: [String: SchemaPlace] = [:]
  private var anchors: [String: SchemaPlace] = [:]
  private var bases: [URIReference] = []
  /// For each node of each source the index of its base, or none.
  private var baseOf: [[UInt32]] = []
  private var builtIn: Set<Draft> = []

  init(_ sources: [SchemaSource]) {
    for source in sources { add(source) }
    for draft in [Draft.draft6, .draft7] where builtIn.contains(draft) {
      if let source = MetaSchema.source(draft), resources[source.path] == nil { add(source) }
    }
  }

  private mutating func add(_ source: SchemaSource) {
    let number = sources.count
    let document = source.document
    sources.append(source)
    drafts.append(Draft(named: document.member(document.root, "$schema").flatMap(document.string)))
    baseOf.append([UInt32](repeating: ProgramTables.none, count: document.nodeCount))
    let base = URIReference(source.path).withoutFragment
    register(base.description, SchemaPlace(source: number, node: document.root), at: nil)
    if !source.path.hasPrefix("/") || source.path.hasPrefix("//") { hasOnlyPaths = false }
    bases.append(base)
    var pending = [(node: document.root, base: UInt32(bases.count - 1))]
    while let (node, base) = pending.popLast() {
      let place = SchemaPlace(source: number, node: node)
      let inner = visit(place, base)
      baseOf[number][Int(node.index)] = inner
      places.append(place)
      for child in subschemas(of: place).reversed() { pending.append((child, inner)) }
    }
  }

  /// Takes note of a schema's `$id`; gives back the base that is in force in it.
  private mutating func visit(_ place: SchemaPlace, _ base: UInt32) -> UInt32 {
    let document = sources[place.source].document
    if let reference = document.member(place.node, SchemaKey.reference).flatMap(document.string) {
      if let draft = MetaSchema.draft(of: reference) { builtIn.insert(draft) }
      return base
    }
    guard let id = document.member(place.node, SchemaKey.id), let text = document.string(id) else { return base }
    let uri = URIReference(text).resolved(against: bases[Int(base)])
    let resource = uri.withoutFragment
    if let fragment = uri.fragment, !fragment.isEmpty, !fragment.hasPrefix("/") {
      register(resource.description + "#" + fragment, place, at: id)
    }
    guard resource != bases[Int(base)] else { return base }
    register(resource.description, place, at: id)
    bases.append(resource)
    hasOnlyPaths = false
    return UInt32(bases.count - 1)
  }

  private mutating func register(_ uri: String, _ place: SchemaPlace, at id: NodeID?) {
    let isAnchor = uri.utf8.contains(UInt8(ascii: "#"))
    if let known = isAnchor ? anchors[uri] : resources[uri] {
      if known != place { duplicates.append(SchemaPlace(source: place.source, node: id ?? place.node)) }
    } else if isAnchor {
      anchors[uri] = place
    } else {
      resources[uri] = place
    }
  }

  /// The schemas directly below a schema. Beside a `$ref` only `definitions` and `$schemaRef` count.
  func subschemas(of place: SchemaPlace) -> [NodeID] {
    let document = sources[place.source].document
    guard document.kind(place.node) == .object else { return [] }
    let hasReference = document.member(place.node, SchemaKey.reference).map { document.kind($0) == .string } ?? false
    var result: [NodeID] = []
    for member in document.children(place.node) {
      guard let keyword = Keyword.of(member, in: document, draft: drafts[place.source]) else { continue }
      if hasReference, keyword.name != "definitions", keyword.name != "$schemaRef" { continue }
      result += keyword.shape.subschemas(of: member, in: document)
    }
    return result
  }

  /// The base URI in force at a place; the nearest enclosing schema's where the place is not known to be one.
  func base(at place: SchemaPlace) -> URIReference {
    let document = sources[place.source].document
    var node = place.node
    while true {
      let index = baseOf[place.source][Int(node.index)]
      if index != ProgramTables.none { return bases[Int(index)] }
      guard let parent = document.parent(node) else { return URIReference(sources[place.source].path) }
      node = parent
    }
  }

  /// What a `$ref` written at a place leads to.
  func resolve(_ reference: String, at place: SchemaPlace) -> SchemaPlace? {
    let uri = URIReference(reference).resolved(against: base(at: place))
    let resource = uri.withoutFragment.description
    guard let fragment = uri.decodedFragment else { return nil }
    if !fragment.isEmpty, !fragment.hasPrefix("/") { return anchors[resource + "#" + fragment] }
    guard let root = resources[resource], let pointer = JSONPointer(parsing: fragment) else { return nil }
    return sources[root.source].document.resolve(pointer, from: root.node)
      .map { SchemaPlace(source: root.source, node: $0) }
  }

  /// Whether all base URIs are paths of sources, without scheme and host.
  private(set) var hasOnlyPaths = true

  /// Whether a source has the path.
  func hasSource(_ path: String) -> Bool { resources[path] != nil }

  /// All names a `$ref` can use for a whole file or resource.
  var resourceNames: [String] { resources.keys.sorted() }

  /// The names of the definitions beside the one a `$ref` with a pointer fails to find.
  func siblings(of reference: String, at place: SchemaPlace) -> [String] {
    let uri = URIReference(reference).resolved(against: base(at: place))
    guard let root = resources[uri.withoutFragment.description], let fragment = uri.decodedFragment,
      var pointer = JSONPointer(parsing: fragment), pointer.tokens.popLast() != nil
    else { return [] }
    let document = sources[root.source].document
    guard let parent = document.resolve(pointer, from: root.node) else { return [] }
    let prefix = (reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? "") + "#"
    return document.children(parent).compactMap { document.key($0) }
      .map { prefix + pointer.appending($0).description }
  }
}
