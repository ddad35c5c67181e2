internal import DataBundle
internal import DocumentModel
internal import JSONPath

extension Differ {
  func strictDatafile(_ file: ChangedFile, _ reference: FileReference) throws(DiffError) -> [FileChange] {
    let old = target.datafile(reference.path)
    let new = result.datafile(reference.path)
    // Git's paths are bytes, a bundle's are texts: two ways to write an é are two files for the one, one for the other.
    return strict(
      file, reference, file.old == nil ? Side() : try side(old, target),
      file.new == nil ? Side() : try side(new, result))
  }

  private func side(_ datafile: Datafile?, _ bundle: Bundle) throws(DiffError) -> Side {
    guard let datafile else { return Side() }
    let identities = ItemIdentities(bundle)
    return Side(
      document: datafile.document, bytes: try bytes(datafile, in: bundle), schema: datafile.schema,
      names: identities.names(of: datafile),
      unordered: identities.unorderedLists(of: datafile))
  }

  func strictResource(_ file: ChangedFile, _ reference: FileReference) throws(DiffError) -> [FileChange] {
    func side(_ bundle: Bundle) throws(DiffError) -> Side {
      guard let bytes = try bytes(reference, in: bundle) else { return Side() }
      let content = ResourceContent(bytes, path: reference.path)
      let isMapping = content.document.kind(content.document.root) == .object
      return Side(document: content.document, bytes: isMapping ? bytes : nil, schema: content.schema)
    }
    return strict(
      file, reference, file.old == nil ? Side() : try side(target), file.new == nil ? Side() : try side(result))
  }

  /// One side of a file.
  struct Side {
    var document: Document?
    /// What the document was read from; nil for a text that is no document.
    var bytes: [UInt8]?
    var schema: String?

    var form: SourceForm? {
      guard let document, let bytes else { return nil }
      return SourceForm(document, bytes)
    }
    /// Names of list elements.
    var names: [NodeID: String] = [:]
    /// Lists whose order means nothing.
    var unordered: Set<NodeID> = []
  }

  private func strict(
    _ file: ChangedFile, _ reference: FileReference, _ old: Side, _ new: Side
  ) -> [FileChange] {
    var change = FileChange(
      file: reference, repositoryPath: file.path, schema: new.document == nil ? old.schema : new.schema,
      old: old.document, new: new.document,
      oldContent: file.old?.content, newContent: file.new?.content, items: [])
    guard let before = old.document, let after = new.document, old.schema == new.schema else {
      change.form = FormDifference(old: old.form, new: new.form)
      guard change.old != nil, change.new != nil else {
        change.items = [whole(old.document == nil ? .added : .removed, change)]
        change.form?.trace(change.items)
        return [change]
      }
      // Whoever owns a file under one schema owns nothing under another: the file leaves and comes anew.
      var leaving = change
      (leaving.schema, leaving.new, leaving.newContent) = (old.schema, nil, nil)
      leaving.items = [whole(.schema, leaving)]
      leaving.form?.trace(leaving.items)
      (change.old, change.oldContent) = (nil, nil)
      change.items = [whole(.schema, change)]
      change.form?.trace(change.items)
      return [leaving, change]
    }
    let difference = StrictDiff(
      old: before, new: after, oldIdentity: { old.names[$0] }, newIdentity: { new.names[$0] })
    let isUnordered = { (item: ValueChange) in
      item.kind == .reordered && (item.new.map { new.unordered.contains($0) } ?? false)
    }
    change.items = difference.changes.filter { !isUnordered($0) }.map { ChangeItem($0) }
    // Texts that are no documents have no form beside their value.
    let form = FormDifference(
      difference, reordered: difference.changes.filter(isUnordered), old: (before, old.form), new: (after, new.form))
    if old.bytes != nil || new.bytes != nil { change.form = form }
    change.form?.trace(change.items)
    let isRewritten = old.bytes != nil && new.bytes != nil && !form.isEmpty
    // Without other items it is the form that differs, be it in space alone.
    if change.items.isEmpty || isRewritten {
      change.items.append(
        ChangeItem(.format, at: ElementPath([]), otherPath: ElementPath([]), old: before.root, new: after.root))
    }
    return [change]
  }

  private func whole(_ kind: ChangeKind, _ change: FileChange) -> ChangeItem {
    ChangeItem(kind, at: ElementPath([]), old: change.old?.root, new: change.new?.root)
  }

  /// A file that is gone and one with the same content that is new: both sides stay, marked as a move, so that the
  /// owners at both paths are asked.
  static func withMarkedMoves(_ changes: [FileChange]) -> [FileChange] {
    var result = changes
    var gone: [ContentID: [Int]] = [:]
    var came: [ContentID: [Int]] = [:]
    for (index, change) in changes.enumerated() where change.file.type != .other && change.items.count == 1 {
      if change.items[0].kind == .removed, change.new == nil, let content = change.oldContent {
        gone[content, default: []].append(index)
      }
      if change.items[0].kind == .added, change.old == nil, let content = change.newContent {
        came[content, default: []].append(index)
      }
    }
    for (content, from) in gone {
      guard from.count == 1, let to = came[content], to.count == 1,
        changes[from[0]].file.type == changes[to[0]].file.type
      else { continue }
      result[from[0]].items[0].kind = .moved
      result[to[0]].items[0].kind = .moved
      result[to[0]].oldPath = changes[from[0]].file.path
    }
    return result
  }
}

extension ChangeItem {
  /// An item from a change of values.
  init(_ change: ValueChange) {
    let path = change.newPath ?? change.oldPath ?? []
    let other = change.newPath == nil ? change.otherContainer : change.oldPath ?? change.otherContainer
    self.init(
      ChangeKind(change.kind), at: ElementPath(valueSteps: path), otherPath: other.map { ElementPath(valueSteps: $0) },
      old: change.old,
      new: change.new)
  }
}
