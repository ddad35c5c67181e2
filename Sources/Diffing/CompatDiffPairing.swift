import DocumentModel

/// The items of two lists that have no equal in the other list, and which of them belong together.
struct CompatPairing {
  /// `cutoff_distance_for_pairs`
  static let maximumDistance = 0.3
  /// The distance of two objects with the same identity.
  static let identityDistance = 0.000001

  /// One of equal items of a list: the first.
  struct Item {
    let id: NodeID
    let position: Int
  }

  /// Items only in the new list, each value once.
  var added: [Item] = []
  /// Items only in the old list, each value once.
  var removed: [Item] = []
  /// For each added item the index of the removed one that it replaces.
  var partners: [Int?] = []

  /// Added items without partner, by position.
  var unpairedAdded: [Int: Item] {
    var result: [Int: Item] = [:]
    for (item, partner) in zip(added, partners) where partner == nil { result[item.position] = item }
    return result
  }

  /// Removed items without partner.
  var unpairedRemoved: [Item] {
    let paired = Set(partners.compactMap { $0 })
    return removed.indices.filter { !paired.contains($0) }.map { removed[$0] }
  }
}

extension CompatComparison {
  /// Which items of two lists belong together (`_get_most_in_common_pairs_in_iterables`).
  mutating func pairing(_ a: NodeID, _ b: NodeID) -> CompatPairing {
    var result = CompatPairing()
    guard pay(1 + old.document.count(a) + new.document.count(b)) else { return result }
    result.added = firsts(of: b, in: new, notIn: a, of: old)
    result.removed = firsts(of: a, in: old, notIn: b, of: new)
    result.partners = Array(repeating: nil, count: result.added.count)
    guard !result.added.isEmpty, !result.removed.isEmpty else { return result }
    choose(candidates(result), in: &result)
    return result
  }

  private func firsts(
    of list: NodeID, in values: CompatValues, notIn otherList: NodeID, of others: CompatValues
  ) -> [CompatPairing.Item] {
    var seen = Set(others.document.children(otherList).map { others.classes[Int($0.index)] })
    var result: [CompatPairing.Item] = []
    var position = 0
    for child in values.document.children(list) {
      if seen.insert(values.classes[Int(child.index)]).inserted { result.append(.init(id: child, position: position)) }
      position += 1
    }
    return result
  }

  private struct Candidate {
    let distance: Double
    let added: Int
    let removed: Int
  }

  /// The pairs that are near enough. Objects with an identity only go with objects of the same identity, all others only
  /// with others, whatever their contents.
  private mutating func candidates(_ items: CompatPairing) -> [Candidate] {
    if items.removed.contains(where: { old.identities[Int($0.id.index)] == CompatValues.strangeIdentity })
      || items.added.contains(where: { new.identities[Int($0.id.index)] == CompatValues.strangeIdentity })
    {
      refuse(.notComparable("a list item whose only member \"$ref\" is neither text nor number"))
    }
    var named: [Int32: [Int]] = [:]
    var nameless: [Int] = []
    for (index, item) in items.removed.enumerated() {
      let identity = old.identities[Int(item.id.index)]
      if identity == 0 { nameless.append(index) } else { named[identity, default: []].append(index) }
    }
    let notTexts = nameless.filter { old.document.kind(items.removed[$0].id) != .string }
    var result: [Candidate] = []
    for (index, item) in items.added.enumerated() {
      let identity = new.identities[Int(item.id.index)]
      if identity != 0 {
        let partners = named[identity] ?? []
        guard pay(partners.count) else { return [] }
        for removed in partners {
          result.append(Candidate(distance: CompatPairing.identityDistance, added: index, removed: removed))
        }
        continue
      }
      // Two different texts are always half a distance apart: no pair.
      let others = new.document.kind(item.id) == .string ? notTexts : nameless
      guard pay(others.count) else { return [] }
      for removed in others {
        let distance = distance(items.removed[removed].id, item.id)
        guard distance < CompatPairing.maximumDistance else { continue }
        result.append(Candidate(distance: distance, added: index, removed: removed))
      }
    }
    return result
  }

  /// Takes the nearest pairs first; among equals the later items. An added item takes every free removed item at its
  /// distance and keeps the last it took, so that the others end without a partner: that is what DeepDiff does.
  private func choose(_ candidates: [Candidate], in result: inout CompatPairing) {
    let order = candidates.sorted { x, y in
      if x.distance != y.distance { return x.distance < y.distance }
      return (x.added, x.removed) > (y.added, y.removed)
    }
    var usedAdded = Array(repeating: false, count: result.added.count)
    var usedRemoved = Array(repeating: false, count: result.removed.count)
    var current: (distance: Double, added: Int)?
    for candidate in order {
      let continues = current.map { $0 == (candidate.distance, candidate.added) } ?? false
      if usedRemoved[candidate.removed] || usedAdded[candidate.added] && !continues { continue }
      current = (candidate.distance, candidate.added)
      usedAdded[candidate.added] = true
      usedRemoved[candidate.removed] = true
      result.partners[candidate.added] = candidate.removed
    }
  }
}
