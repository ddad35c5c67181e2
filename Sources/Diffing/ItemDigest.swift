internal import DataBundle
internal import DocumentModel
internal import JSONCoding
internal import JSONPath

extension FileChange {
  /// What identifies an item for approvals: `sha256:` and the digest of everything the change of this place consists
  /// of. The same change has the same digest after a rebase or an unrelated push; any other value has another.
  public func digest(of item: ChangeItem) -> String {
    var writer = JSONWriter(style: .canonical)
    writer.beginArray()
    writer.string("remit/item/1")
    writer.string(file.type.rawValue)
    writer.string(file.path)
    writer.string(oldPath)
    writer.string(schema)
    writer.string(item.path.pointer.description)
    writer.string(item.kind.rawValue)
    // Of a whole file every byte counts, and a text that is no YAML may hold bytes that cannot be shown.
    let isWhole = item.path.steps.isEmpty && item.kind != .changed || file.type == .resource && isText
    if item.kind == .format || old == nil && new == nil || isWhole {
      writer.string(oldContent?.hex)
      writer.string(newContent?.hex)
    }
    if item.kind != .format, old != nil || new != nil {
      write(item.old, old, &writer)
      write(item.new, new, &writer)
    }
    writer.endArray()
    return "sha256:" + ContentDigest.sha256(writer.bytes)
  }

  private var isText: Bool { [old, new].contains { $0.map { $0.kind($0.root) == .string } ?? false } }

  private func write(_ node: NodeID?, _ document: Document?, _ writer: inout JSONWriter) {
    writer.beginArray()
    if let node, let document { writer.value(node, of: document) }
    writer.endArray()
  }
}
