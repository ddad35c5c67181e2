internal import DataBundle
internal import Diffing
internal import DocumentModel
internal import JSONPath

/// qontract's way of covering one file's differences: every difference collects the contexts that cover it and is
/// split where one covers only a part of it (change_types.py `DiffCoverage`, changes.py `cover_changes`).
///
/// Paths are compared as texts, as qontract does. The order in which contexts come matters, as it does there: a
/// context that covers a whole difference is not handed down to splits that were made before.
struct CompatCoverage {
  private var change: FileChange
  private var nodes: [Node] = []
  private var roots: [Int] = []

  /// A difference or a part of one.
  private struct Node {
    var item: ChangeItem
    var text: String
    var contexts: [Owner]
    var splits: [Int]
    var parent: Int?
  }

  init(_ change: FileChange) {
    self.change = change
    var known: [String: Int] = [:]
    for item in change.items where item.kind != .format {
      // Two differences with one path are one, the later (a dictionary by path).
      let text = item.path.jsonPathText
      if let known = known[text] {
        nodes[known].item = item
      } else {
        known[text] = nodes.count
        roots.append(nodes.count)
        nodes.append(Node(item: item, text: text, contexts: [], splits: [], parent: nil))
      }
    }
  }

  /// Adds a context: to a change of format as it is, else where its change-type's selectors match.
  mutating func cover(_ context: JudgingContext, _ allowed: AllowedPaths) throws(OwnershipError) {
    if let item = change.items.first, item.kind == .format {
      if nodes.isEmpty {
        roots = [0]
        nodes = [Node(item: item, text: "_metadata_", contexts: [], splits: [], parent: nil)]
      }
      nodes[0].contexts.append(context.owner)
      return
    }
    try cover(context, allowed, in: change.new) { $0 != .removed }
    try cover(context, allowed, in: change.old) { $0 == .removed }
  }

  private mutating func cover(
    _ context: JudgingContext, _ allowed: AllowedPaths, in document: Document?, _ judges: (ChangeKind) -> Bool
  ) throws(OwnershipError) {
    let judged = roots.filter { judges(nodes[$0].item.kind) }
    guard let document, !judged.isEmpty else { return }
    for match in try allowed.matches(context, type: change.file.type, schema: change.schema, in: document) {
      let text = match.path.jsonPathText
      for root in judged {
        if nodes[root].text.hasPrefix(text) || text == "$" {
          nodes[root].contexts.append(context.owner)
        } else if isUnder(text, root) {
          _ = split(root, match.path, text, context.owner)
        }
      }
    }
  }

  private func isUnder(_ text: String, _ node: Int) -> Bool {
    (text.hasPrefix(nodes[node].text) || nodes[node].text == "$") && text != nodes[node].text
  }

  private mutating func split(_ node: Int, _ path: ElementPath, _ text: String, _ owner: Owner) -> Bool {
    if isUnder(text, node) {
      for child in nodes[node].splits where split(child, path, text, owner) { return true }
      let fresh = nodes.count
      nodes.append(
        Node(
          item: part(of: nodes[node].item, at: path), text: text, contexts: nodes[node].contexts, splits: [],
          parent: node))
      var splits = [fresh]
      for child in nodes[node].splits {
        if isUnder(nodes[child].text, fresh) {
          nodes[child].parent = fresh
          nodes[fresh].splits.append(child)
        } else {
          splits.append(child)
        }
      }
      add(owner, to: fresh)
      nodes[node].splits = splits
      return true
    }
    guard nodes[node].text == text else { return false }
    add(owner, to: node)
    return true
  }

  private mutating func add(_ owner: Owner, to node: Int) {
    nodes[node].contexts.append(owner)
    for child in nodes[node].splits { add(owner, to: child) }
  }

  /// The part of a difference at a path below it: what the same relative path finds in both values.
  private func part(of item: ChangeItem, at path: ElementPath) -> ChangeItem {
    let rest = ElementPath(Array(path.steps.dropFirst(item.path.steps.count)))
    func find(_ node: NodeID?, _ document: Document?) -> NodeID? {
      guard let node, let document else { return nil }
      return document.resolve(rest.pointer, from: node)
    }
    return ChangeItem(
      item.kind, at: path, otherPath: item.otherPath.map { ElementPath($0.steps + rest.steps) },
      old: find(item.old, change.old), new: find(item.new, change.new))
  }

  // MARK: - The result

  /// The differences that matter: split ones in place of a whole that nobody covers directly.
  var items: [ItemCoverage] {
    var found: [ItemCoverage] = []
    for root in roots {
      var parts: [(text: String, node: Int)] = []
      collect(root, &parts)
      found += parts.map { coverage($0.node) }
    }
    return found
  }

  private func collect(_ node: Int, _ parts: inout [(text: String, node: Int)]) {
    var below: [(text: String, node: Int)] = []
    for child in nodes[node].splits { collect(child, &below) }
    if isDirectlyCovered(node) || !isCoveredBySplits(node) { below.append((nodes[node].text, node)) }
    for part in below {
      if let known = parts.firstIndex(where: { $0.text == part.text }) {
        parts[known] = part
      } else {
        parts.append(part)
      }
    }
  }

  private func coverage(_ node: Int) -> ItemCoverage {
    ItemCoverage(
      item: nodes[node].item, owners: nodes[node].contexts, fragments: nodes[node].splits.map { coverage($0) },
      isCoveredByFragments: isCoveredBySplits(node))
  }

  private func isDirectlyCovered(_ node: Int) -> Bool { nodes[node].contexts.contains { !$0.disabled } }

  private func isCovered(_ node: Int) -> Bool { isDirectlyCovered(node) || isCoveredBySplits(node) }

  /// Whether taking away all covered splits leaves an empty object. Only objects are judged so; an empty object is
  /// covered by no split at all.
  private func isCoveredBySplits(_ node: Int) -> Bool {
    let item = nodes[node].item
    let side = item.kind == .removed ? (item.old, change.old) : (item.new, change.new)
    guard let value = side.0, let document = side.1, document.kind(value) == .object else { return false }
    var rest = Remainder(document, value)
    let prefix = item.path.steps.count
    let covered = nodes[node].splits.filter { isCovered($0) }.map { nodes[$0].item.path.steps.dropFirst(prefix) }
    for path in covered.sorted(by: { Remainder.sortKey($0) > Remainder.sortKey($1) }) { rest.remove(Array(path)) }
    return rest.isEmptyObject
  }
}
