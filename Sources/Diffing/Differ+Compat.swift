internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONPath

extension Differ {
  /// qontract compares what is left of a datafile without `$schema` and `path`, with the computed identifiers put in
  /// (bundle.py `cleaned_old_data`, postprocess.py).
  func compatDatafile(_ file: ChangedFile, _ reference: FileReference) throws(DiffError) -> FileChange? {
    let old = target.datafile(reference.path)
    let new = result.datafile(reference.path)
    var change = FileChange(
      file: reference, repositoryPath: file.path, schema: new?.schema ?? old?.schema,
      old: old.map { prepared($0, target) },
      new: new.map { prepared($0, result) }, oldContent: file.old?.content, newContent: file.new?.content, items: [])
    change.items = try compatItems(change)
    return change
  }

  /// A resource that is a mapping is compared by its members, any other as one text (changes.py
  /// `parse_resource_file_content`).
  func compatResource(_ file: ChangedFile, _ reference: FileReference) throws(DiffError) -> FileChange? {
    func content(_ side: SourceFile?, _ bundle: Bundle) throws(DiffError) -> ResourceContent? {
      guard side != nil, let bytes = try bytes(reference, in: bundle) else { return nil }
      return ResourceContent(bytes, path: reference.path)
    }
    let old = try content(file.old, target)
    let new = try content(file.new, result)
    var change = FileChange(
      file: reference, repositoryPath: file.path, schema: new?.declaredSchema ?? old?.declaredSchema,
      old: old?.document, new: new?.document,
      oldContent: file.old?.content, newContent: file.new?.content, items: [])
    change.items = try compatItems(change)
    return change
  }

  private func compatItems(_ change: FileChange) throws(DiffError) -> [ChangeItem] {
    // Python's truth: an empty mapping or text counts as no file at all.
    let old = change.old.flatMap { $0.isFalse ? nil : $0 }
    let new = change.new.flatMap { $0.isFalse ? nil : $0 }
    switch (old, new) {
    case (let old?, let new?):
      let difference = CompatDiff(old: old, new: new)
      switch difference.refusal {
      case .budgetExceeded: throw DiffError("\(change.file.path): the lists differ in too many items to be compared")
      case .notComparable(let why): throw DiffError("\(change.file.path): qontract cannot compare this: \(why)")
      case nil: break
      }
      if difference.items.isEmpty { break }
      return difference.items.map { ChangeItem($0) }
    case (let old?, nil): return [ChangeItem(.removed, at: ElementPath([]), old: old.root)]
    case (nil, let new?): return [ChangeItem(.added, at: ElementPath([]), new: new.root)]
    case (nil, nil): break
    }
    return [
      ChangeItem(.format, at: ElementPath([]), otherPath: ElementPath([]), old: change.old?.root, new: change.new?.root)
    ]
  }

  /// A datafile as qontract's differ gets it.
  private func prepared(_ datafile: Datafile, _ bundle: Bundle) -> Document {
    let document = datafile.document
    var identifiers: [NodeID: String] = [:]
    if let types = bundle.graphql {
      let computed = ContextIdentifiers(types)
      identifiers = computed.elements(of: datafile)
      if let root = computed.root(of: datafile, in: bundle) { identifiers[document.root] = root }
    }
    return document.rewritten(leavingOut: ["$schema", "path"], identifiers: identifiers)
  }

  /// A file that is gone and one with the same content that is new become one change at the old path in which nothing
  /// but the path differs (changes.py `aggregate_file_moves`).
  static func withMoves(_ changes: [FileChange]) -> [FileChange] {
    var gone: [ContentID: [Int]] = [:]
    var came: [ContentID: [Int]] = [:]
    for (index, change) in changes.enumerated() where change.file.type != .other {
      if change.old == nil, let content = change.newContent { came[content, default: []].append(index) }
      if change.new == nil, let content = change.oldContent { gone[content, default: []].append(index) }
    }
    var result = changes
    var dropped: Set<Int> = []
    for (content, from) in gone {
      guard from.count == 1, let to = came[content], to.count == 1,
        changes[from[0]].file.type == changes[to[0]].file.type
      else { continue }
      let root = changes[from[0]].old?.root
      result[from[0]].new = changes[from[0]].old
      result[from[0]].oldPath = changes[from[0]].file.path
      result[from[0]].newContent = content
      result[from[0]].items = [
        ChangeItem(.format, at: ElementPath([]), otherPath: ElementPath([]), old: root, new: root)
      ]
      dropped.insert(to[0])
    }
    return result.indices.filter { !dropped.contains($0) }.map { result[$0] }
  }
}

extension Document {
  /// Whether Python takes the root for false.
  fileprivate var isFalse: Bool {
    switch kind(root) {
    case .object, .array: count(root) == 0
    case .string: text(root).isEmpty
    case .null: true
    case .bool: bool(root) == false
    case .int, .float: double(root) == 0
    }
  }

  /// The document without some members of its root, and with `__identifier` members where there are identifiers.
  fileprivate func rewritten(leavingOut keys: [DocumentKey], identifiers: [NodeID: String]) -> Document {
    guard kind(root) == .object else { return self }
    var builder = DocumentBuilder(sourceBytes: nodeCount * 16)
    rewrite(root, into: &builder, leavingOut: keys, identifiers)
    return builder.finish() ?? self
  }

  private func rewrite(
    _ node: NodeID, into builder: inout DocumentBuilder, leavingOut keys: [DocumentKey], _ identifiers: [NodeID: String]
  ) {
    guard kind(node).isContainer else { return builder.copy(node, of: self) }
    builder.begin(kind(node), at: PackedPosition(range(node).start))
    for child in children(node) where !keys.contains(where: { hasKey(child, $0) }) {
      if key(child) != nil {
        builder.key(keyBytes(child), at: PackedPosition(keyRange(child).start), to: PackedPosition(keyRange(child).end))
      }
      rewrite(child, into: &builder, leavingOut: [], identifiers)
    }
    if let identifier = identifiers[node] {
      builder.key("__identifier".utf8)
      builder.scalar(.string, identifier.utf8)
    }
    builder.end(at: PackedPosition(range(node).end))
  }
}

extension ChangeItem {
  /// An item as qontract reports it.
  fileprivate init(_ item: CompatDiff.Item) {
    self.init(
      ChangeKind(item.kind), at: ElementPath(valueSteps: item.path),
      otherPath: item.place.oldPath.map { ElementPath(valueSteps: $0) },
      old: item.old, new: item.new)
  }
}

extension ChangeKind {
  init(_ kind: ValueChange.Kind) {
    self =
      switch kind {
      case .added: .added
      case .removed: .removed
      case .changed: .changed
      case .reordered: .reordered
      }
  }
}

extension ElementPath {
  init(valueSteps steps: [PathStep]) {
    self.init(
      steps.map { step in
        switch step {
        case .field(let name): .field(name)
        case .index(let index): .index(index)
        }
      })
  }
}
