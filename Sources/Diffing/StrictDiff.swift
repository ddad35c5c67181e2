public import DocumentModel

/// The difference between two values in which nothing is invisible: Remit's own.
///
/// Objects are compared member by member, in any order. Items of lists are paired by identity, then as equal values, then
/// by similarity (`StrictPairing`); what has no partner is added or removed, and where the paired items stand in another
/// order the list is `reordered`. Values are equal as JSON values written in one way: `4.1` and `4.10` are the same
/// number, while `1` is different from `1.0`, `"1"` and `true`. There is no change exactly if both documents hold the same value, with the
/// same order and repetition of list items.
public struct StrictDiff: Sendable {
  /// The changes: at each object what is removed, then the others in the order of the new object; in lists `reordered`,
  /// then what is removed, then the others in the order of the new list. None lies within another one, except that
  /// items of a reordered list may have changes of their own.
  public private(set) var changes: [ValueChange] = []

  /// Two values that are the same thing, in the old and in the new document.
  struct Pair {
    var old: NodeID
    var new: NodeID
    /// Whether they are the same value; then what is in them is not listed.
    var isEqual: Bool
  }

  /// The values found on both sides, outer ones first.
  private(set) var pairs: [Pair] = []

  private let old: StrictValues
  private let new: StrictValues
  private var budget: Int

  /// Compares two documents.
  ///
  /// - Parameters:
  ///   - oldIdentity: names the objects of the old document that stand for something; a lone `$ref` names itself.
  ///   - newIdentity: the same for the new document.
  ///   - budget: the most values to look at in search of similar items. Above it items stay without partner: the result
  ///     is coarser but as complete.
  public init(
    old: Document, new: Document, oldIdentity: ItemIdentity = { _ in nil }, newIdentity: ItemIdentity = { _ in nil },
    budget: Int = 5_000_000
  ) {
    var classes = StrictClasses()
    self.old = StrictValues(of: old, identity: oldIdentity, &classes)
    self.new = StrictValues(of: new, identity: newIdentity, &classes)
    self.budget = budget
    compare(old.root, new.root, Paths())
  }

  private struct Paths {
    var old: [PathStep] = []
    var new: [PathStep] = []

    func down(_ oldStep: PathStep, _ newStep: PathStep) -> Paths { Paths(old: old + [oldStep], new: new + [newStep]) }
  }

  /// Below this depth a difference is reported for the whole value, because comparing recurses.
  private static let maximumDepth = 256

  private mutating func compare(_ a: NodeID, _ b: NodeID, _ paths: Paths) {
    let isEqual = old.classOf(a) == new.classOf(b)
    pairs.append(Pair(old: a, new: b, isEqual: isEqual))
    if isEqual { return }
    switch (old.document.kind(a), new.document.kind(b)) {
    case (.object, .object) where paths.new.count < Self.maximumDepth: compareObjects(a, b, paths)
    case (.array, .array) where paths.new.count < Self.maximumDepth: compareLists(a, b, paths)
    default: changes.append(ValueChange(.changed, oldPath: paths.old, newPath: paths.new, old: a, new: b))
    }
  }

  private mutating func compareObjects(_ a: NodeID, _ b: NodeID, _ paths: Paths) {
    let members = MatchedMembers(a, of: old.document, b, of: new.document) { _ in false }
    for id in members.removed { remove(id, .field(old.document.key(id) ?? ""), paths) }
    let partners = Dictionary(members.common.map { ($0.new, $0.old) }, uniquingKeysWith: { first, _ in first })
    for id in new.document.children(b) {
      let step = PathStep.field(new.document.key(id) ?? "")
      if let partner = partners[id] { compare(partner, id, paths.down(step, step)) } else { add(id, step, paths) }
    }
  }

  private mutating func compareLists(_ a: NodeID, _ b: NodeID, _ paths: Paths) {
    let pairing = StrictPairing(a, old, b, new, &budget)
    if pairing.isReordered {
      changes.append(ValueChange(.reordered, oldPath: paths.old, newPath: paths.new, old: a, new: b))
    }
    for (position, id) in pairing.old.enumerated() where pairing.newPositions[position] == nil {
      remove(id, .index(position), paths)
    }
    for (position, id) in pairing.new.enumerated() {
      if let oldPosition = pairing.oldPositions[position] {
        compare(pairing.old[oldPosition], id, paths.down(.index(oldPosition), .index(position)))
      } else {
        add(id, .index(position), paths)
      }
    }
  }

  private mutating func add(_ id: NodeID, _ step: PathStep, _ paths: Paths) {
    changes.append(
      ValueChange(.added, oldPath: nil, newPath: paths.new + [step], old: nil, new: id, otherContainer: paths.old))
  }

  private mutating func remove(_ id: NodeID, _ step: PathStep, _ paths: Paths) {
    changes.append(
      ValueChange(
        .removed, oldPath: paths.old + [step], newPath: nil, old: id, new: nil, otherContainer: paths.new))
  }
}
