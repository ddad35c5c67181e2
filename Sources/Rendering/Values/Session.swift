internal import DataBundle
internal import DocumentModel
internal import JSONSchema
internal import JSONe
internal import Synchronization

/// The values of a bundle for one thread, and which files a rendering has read. What is looked up is kept.
final class Session: Sendable {
  let world: World
  private let state: Mutex<State>

  /// What one thread has looked up so far.
  struct State: Sendable {
    fileprivate(set) var reads: Reads
    fileprivate var objects: [Int: LazyDatafile] = [:]
    fileprivate var lists: [ListKey: List] = [:]
    fileprivate var declared: DeclaredNames
    fileprivate var names: [Int: Names] = [:]
    fileprivate var texts: [String: TemplateValue] = [:]
  }

  /// A question for several datafiles.
  struct ListKey: Hashable, Sendable {
    var target = -1
    var schema: String
    var field: String?
  }

  /// Several datafiles.
  struct List: Sendable {
    var positions: [Int]
    var value: TemplateValue
    /// How many datafiles were looked at to find them.
    var cost: Int
  }

  /// The names of a datafile, and whose fields they are made of.
  struct Names: Sendable {
    var value: TemplateValue
    var inputs: [Int]
    /// Whether a reference on the way leads nowhere.
    var isOpen = false
  }

  init(_ world: World) {
    self.world = world
    let (count, declared) = (world.bundle.datafiles.count, DeclaredNames(world.bundle))
    state = Mutex(State(reads: Reads(count: count), declared: declared))
  }

  private var bundle: Bundle { world.bundle }

  /// Begins anew: nothing has been read.
  func begin(_ positions: Int...) {
    state.withLock { state in
      state.reads.begin()
      for position in positions { state.reads.insert(position) }
    }
  }

  /// Notes that a datafile is read.
  func touch(_ position: Int) { state.withLock { $0.reads.insert(position) } }

  /// What has been read since the beginning.
  var reads: Reads.Snapshot { state.withLock { $0.reads.snapshot } }

  /// What has been asked for since the beginning, whatever has been gone back to.
  var dependencies: Dependencies {
    var (asked, all) = state.withLock { ($0.reads.asked, $0.reads.all) }
    asked.datafiles = all.map { bundle.datafiles[$0].path }
    return asked
  }

  /// Goes back to what had been read.
  func restore(_ snapshot: Reads.Snapshot) { state.withLock { $0.reads.restore(snapshot) } }

  /// A datafile as a value.
  func object(_ position: Int) -> TemplateValue { .lazy(datafile(position)) }

  private func datafile(_ position: Int) -> LazyDatafile {
    state.withLock { state in
      if let known = state.objects[position] { return known }
      let object = LazyDatafile(bundle.datafiles[position], at: position, self)
      state.objects[position] = object
      return object
    }
  }

  /// A value of a datafile, with references followed.
  func value(_ node: NodeID, of datafile: Datafile) throws(TemplateError) -> TemplateValue {
    let document = datafile.document
    guard document.kind(node).isContainer, datafile.hasReference(within: node) else {
      return TemplateValue(document, node)
    }
    guard document.kind(node) == .object else {
      var elements: [TemplateValue] = []
      for element in document.children(node) { elements.append(try value(element, of: datafile)) }
      return .array(elements)
    }
    guard let reference = document.member(node, .reference), document.kind(reference) == .string else {
      return .lazy(LazyPart(node, of: datafile, self))
    }
    guard let target = bundle.datafile(reference, of: datafile).flatMap({ bundle.datafileIndex($0.path) }) else {
      throw TemplateError(
        .interpreter, "\"\(datafile.path)\" refers to \"\(datafile.target(reference))\", which is not there")
    }
    return object(target)
  }

  /// The datafiles of a schema, by path.
  func datafiles(ofSchema schema: String) throws(TemplateError) -> TemplateValue {
    let found = try list(ListKey(schema: schema)) {
      let positions = bundle.datafiles(ofSchema: schema).compactMap { bundle.datafileIndex($0.path) }
      return (positions, positions.count)
    }
    state.withLock { $0.reads.insert(list: schema) }
    return found.value
  }

  /// The datafiles of a schema that refer to one, by path; with a field only those that do so there. They count as read.
  func referrers(of target: Int, schema: String, field: String?) throws(TemplateError) -> TemplateValue {
    let path = field.flatMap { FieldPath($0) }
    if let field, path == nil { throw TemplateError(.builtin, "\"\(field)\" is no path of fields") }
    let found = try list(ListKey(target: target, schema: schema, field: field)) {
      let all = world.referrers.referrers(of: target, schema: schema)
      guard let path else { return (all, all.count) }
      let datafile = bundle.datafiles[target]
      return (all.filter { bundle.datafiles[$0].refers(at: path, to: datafile, in: bundle) }, all.count)
    }
    state.withLock { state in for position in found.positions { state.reads.insert(position) } }
    return found.value
  }

  /// A list that is made once. What making it costs counts each time, so that a budget never depends on what is kept.
  private func list(_ key: ListKey, _ make: () -> ([Int], Int)) throws(TemplateError) -> List {
    let found: List
    if let known = state.withLock({ $0.lists[key] }) {
      found = known
    } else {
      let (positions, cost) = make()
      found = List(positions: positions, value: .array(positions.map { object($0) }), cost: cost)
      state.withLock { $0.lists[key] = found }
    }
    state.withLock { $0.reads.insert(schema: key.schema) }
    try charge(found.cost + 1)
    return found
  }

  private func charge(_ count: Int) throws(TemplateError) {
    guard state.withLock({ $0.reads.charge(count) }) > world.limits.lookups else { return }
    throw TemplateError(.budget, "more than \(world.limits.lookups) datafiles looked at: the budget is used up")
  }

  /// The names of a datafile; what they are made of counts as read.
  func names(of position: Int) -> TemplateValue {
    state.withLock { state in
      let names = state.names[position] ?? Names(of: bundle.datafiles[position], in: bundle, &state.declared)
      state.names[position] = names
      for input in names.inputs { state.reads.insert(input) }
      if names.isOpen { state.reads.leaveOpen() }
      return names.value
    }
  }

  /// The text of a resource.
  func resource(_ path: String) throws(TemplateError) -> TemplateValue {
    guard let resource = bundle.resource(path) else {
      throw TemplateError(.builtin, "there is no resource \"\(path)\"")
    }
    state.withLock { $0.reads.insert(resource: resource.file) }
    if let known = state.withLock({ $0.texts[path] }) { return known }
    let bytes: [UInt8]
    do throws(SourceError) { bytes = try bundle.bytes(of: resource) } catch {
      throw TemplateError(.builtin, "the resource \"\(path)\" cannot be read: \(error.description)")
    }
    guard bytes.count <= world.limits.resourceBytes else {
      throw TemplateError(
        .budget, "the resource \"\(path)\" has more than \(world.limits.resourceBytes) bytes: the budget is used up")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TemplateError(.builtin, "the resource \"\(path)\" is no text in UTF-8")
    }
    state.withLock { $0.texts[path] = .string(text) }
    return .string(text)
  }
}
