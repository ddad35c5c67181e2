internal import DataBundle
internal import Diffing
internal import DocumentModel
internal import JSONPath

/// The strict way of covering one file's differences.
///
/// A context covers a place if one of its selectors matches the place or something around it, on the side where the
/// value is and, as far as that exists, on the other side too: nobody gains authority by changing what a selector
/// reads. New and vanished values are cut into the largest pieces that have the same owners.
struct StrictCoverage {
  private let change: FileChange
  private let policy: Policy
  private let contexts: [JudgingContext]
  private let oldMatches: [Set<ElementPath>]
  private let newMatches: [Set<ElementPath>]

  /// Evaluates every context's selectors on both sides.
  init(
    _ change: FileChange, _ contexts: [JudgingContext], _ allowed: AllowedPaths, _ policy: Policy
  ) throws(OwnershipError) {
    self.change = change
    self.policy = policy
    self.contexts = contexts
    func matches(_ document: Document?) throws(OwnershipError) -> [Set<ElementPath>] {
      var found: [Set<ElementPath>] = []
      for context in contexts {
        guard let document else {
          found.append([])
          continue
        }
        let places = try allowed.matches(context, type: change.file.type, schema: change.schema, in: document)
        found.append(Set(places.map(\.path)))
      }
      return found
    }
    oldMatches = try matches(change.old)
    newMatches = try matches(change.new)
  }

  /// The items with their owners, in order.
  var items: [ItemCoverage] {
    change.items.flatMap { item -> [ItemCoverage] in
      switch item.kind {
      case .format: [covered(item, formatOwners)]
      case .changed, .reordered: [covered(item, covering(item))]
      case .added, .removed, .moved, .schema: pieces(of: item)
      }
    }
  }

  private func covered(_ item: ChangeItem, _ owning: [Int]) -> ItemCoverage {
    ItemCoverage(item: item, owners: owners(owning), guards: owners(guarding(item)))
  }

  /// The contexts of restrictive change-types with a match around the place or in it, before or after.
  private func guarding(_ item: ChangeItem) -> [Int] {
    let newPath = item.new == nil ? nil : item.path
    let oldPath = item.old == nil ? nil : item.new == nil ? item.path : item.otherPath
    func touches(_ matches: Set<ElementPath>, _ path: ElementPath?) -> Bool {
      guard let path else { return false }
      return matches.contains { $0.isPrefix(of: path) || path.isPrefix(of: $0) }
    }
    return contexts.indices.filter { index in
      contexts[index].owner.restrictive
        && (touches(newMatches[index], newPath) || touches(oldMatches[index], oldPath))
    }
  }

  /// Everybody who covers an item as a whole.
  func owners(ofItem item: ChangeItem) -> [Owner] { owners(covering(item)) }

  /// Everybody who owns something that the file has now.
  var holders: [Owner] { owners(contexts.indices.filter { !newMatches[$0].isEmpty }) }

  private func owners(_ indices: some Sequence<Int>) -> [Owner] {
    var found: [Owner] = []
    for index in indices where !found.contains(contexts[index].owner) { found.append(contexts[index].owner) }
    return found
  }

  /// Who may reformat the file: whoever owns something in it as it stands.
  private var formatOwners: [Int] {
    contexts.indices.filter {
      contexts[$0].presence == .both && !oldMatches[$0].isEmpty && !newMatches[$0].isEmpty
    }
  }

  /// The contexts that cover an item as a whole.
  private func covering(_ item: ChangeItem) -> [Int] {
    contexts.indices.filter { index in
      matches(of: item)[index].contains { $0.isPrefix(of: item.path) && holds(index, $0, item) }
        && governs(contexts[index].presence, item, at: item.path)
    }
  }

  private func matches(of item: ChangeItem) -> [Set<ElementPath>] { item.new != nil ? newMatches : oldMatches }

  /// Whether a match also holds on the other side, as far as the place exists there.
  private func holds(_ index: Int, _ match: ElementPath, _ item: ChangeItem) -> Bool {
    guard let other = item.otherPath else { return true }
    guard match.steps.count <= other.steps.count else { return true }
    let there = ElementPath(Array(other.steps.prefix(match.steps.count)))
    let matches = item.new != nil ? oldMatches[index] : newMatches[index]
    return matches.contains { $0.isPrefix(of: there) }
  }

  /// Whether a context that is there on one side only has a say in a place: about a new (or vanished) file as a whole,
  /// or about the new (or vanished) list element that names it, never about content that stays.
  private func governs(_ presence: Presence, _ item: ChangeItem, at path: ElementPath) -> Bool {
    switch presence {
    case .both: true
    case .unsettled: false
    case .added(let places): item.old == nil && names(places, item, path, fileIsWhole: change.old == nil)
    case .removed(let places): item.new == nil && names(places, item, path, fileIsWhole: change.new == nil)
    }
  }

  private func names(_ places: [ElementPath], _ item: ChangeItem, _ path: ElementPath, fileIsWhole: Bool) -> Bool {
    if places.isEmpty { return fileIsWhole }
    return places.contains { place in
      guard let element = place.innermostElement else { return fileIsWhole }
      return item.path.isPrefix(of: element) && element.isPrefix(of: path)
    }
  }

  // MARK: - Pieces

  /// Cuts an item into the largest pieces whose owners are the same all through.
  private func pieces(of item: ChangeItem) -> [ItemCoverage] {
    guard let node = item.new ?? item.old, let document = item.new != nil ? change.new : change.old else {
      return [ItemCoverage(item: item, owners: [])]
    }
    var starts: [ElementPath: [Int]] = [:]
    for index in contexts.indices {
      let isAtomic = policy.changeTypes[contexts[index].changeType].atomic
      for match in matches(of: item)[index] {
        let isAbove = match.isPrefix(of: item.path)
        guard isAbove || item.path.isPrefix(of: match) && !isAtomic, holds(index, match, item) else { continue }
        starts[isAbove ? item.path : match, default: []].append(index)
      }
    }
    return cut(item, document, node, item.path, inherited: [], starts).map { piece in
      covered(piece.item, piece.owners)
    }
  }

  private struct Piece {
    var item: ChangeItem
    var owners: [Int]
  }

  /// `inherited` are the contexts with a match above; which of them govern is asked at every place anew.
  private func cut(
    _ item: ChangeItem, _ document: Document, _ node: NodeID, _ path: ElementPath, inherited: Set<Int>,
    _ starts: [ElementPath: [Int]]
  ) -> [Piece] {
    let reaching = inherited.union(starts[path] ?? [])
    let here = reaching.filter { governs(contexts[$0].presence, item, at: path) }.sorted()
    var piece = item
    piece.path = path
    if path != item.path {
      piece.otherPath = nil
      piece.old = item.new == nil ? node : nil
      piece.new = item.new == nil ? nil : node
    }
    let whole = [Piece(item: piece, owners: here)]
    guard document.kind(node).isContainer, document.count(node) > 0 else { return whole }
    var pieces: [Piece] = []
    for (position, child) in document.children(node).enumerated() {
      let step = document.key(child).map { ElementPath.Step.field($0) } ?? .index(position)
      pieces += cut(item, document, child, ElementPath(path.steps + [step]), inherited: reaching, starts)
    }
    // Pieces with the same owners as the whole say nothing that the whole does not.
    return pieces.allSatisfy { $0.owners == here } ? whole : pieces
  }
}

extension ElementPath {
  /// The path up to its last list position; nil where it passes through no list.
  fileprivate var innermostElement: ElementPath? {
    guard let last = steps.lastIndex(where: { if case .index = $0 { true } else { false } }) else { return nil }
    return ElementPath(Array(steps[...last]))
  }
}
