import DocumentModel

/// DeepDiff's comparison as a function of two values: how far apart they are, and which items of two lists belong
/// together.
struct CompatComparison {
  let old: CompatValues
  let new: CompatValues
  private(set) var refusal: CompatDiff.Refusal?
  private let exactClasses: Bool
  private var budget: Int
  /// Weights of differences between lists of containers, by both node indexes.
  private var known: [UInt64: Int] = [:]

  init(_ old: CompatValues, _ new: CompatValues, exactClasses: Bool, budget: Int) {
    self.old = old
    self.new = new
    self.exactClasses = exactClasses
    self.budget = budget
  }

  /// Pays for looking at some values; false once the budget is gone or the comparison is refused.
  mutating func pay(_ cost: Int) -> Bool {
    budget -= min(cost, budget)
    if budget == 0 { refuse(.budgetExceeded) }
    return refusal == nil
  }

  mutating func refuse(_ reason: CompatDiff.Refusal) { if refusal == nil { refusal = reason } }

  /// Whether two values are known to have no difference without looking into them.
  func areSurelyEqual(_ a: NodeID, _ b: NodeID) -> Bool {
    exactClasses && old.classes[Int(a.index)] == new.classes[Int(b.index)]
  }

  /// The rough distance of two values, `_get_rough_distance`: 0 for no difference, from 0.3 on too far to be a pair.
  mutating func distance(_ a: NodeID, _ b: NodeID) -> Double {
    if isNumeric(old.document.kind(a)), isNumeric(new.document.kind(b)) { return numericDistance(a, b) }
    let weight = weight(a, b)
    let size = old.counts[Int(a.index)] + new.counts[Int(b.index)]
    return weight == 0 ? 0 : Double(weight) / Double(size)
  }

  /// How many operations the difference of two values takes: `_get_item_length` of the delta.
  mutating func weight(_ a: NodeID, _ b: NodeID) -> Int {
    if areSurelyEqual(a, b) { return 0 }
    let kind = old.document.kind(a)
    guard kind == new.document.kind(b) else {
      return 1 + (isConversion(a, b) ? 0 : new.weights[Int(b.index)])
    }
    guard kind.isContainer else { return differ(a, b) ? 1 : 0 }
    guard pay(1) else { return 0 }
    return kind == .object ? objectWeight(a, b) : listWeight(a, b)
  }

  private mutating func objectWeight(_ a: NodeID, _ b: NodeID) -> Int {
    let members = MatchedMembers(a, b, self)
    guard pay(1 + members.count) else { return 0 }
    if members.areFarApart { return new.weights[Int(b.index)] }
    var sum = 0
    for added in members.added { sum += new.weights[Int(added.index)] }
    for removed in members.removed { sum += old.weights[Int(removed.index)] }
    for (left, right) in members.common { sum += weight(left, right) }
    return sum
  }

  /// Pairing the items of lists compares them, and so does weighing the pairs: without memory the work would double with
  /// every list within a list.
  private mutating func listWeight(_ a: NodeID, _ b: NodeID) -> Int {
    let isNested =
      old.document.children(a).contains { old.document.kind($0).isContainer }
      && new.document.children(b).contains { new.document.kind($0).isContainer }
    guard isNested else { return pairedWeight(pairing(a, b)) }
    let key = UInt64(a.index) << 32 | UInt64(b.index)
    if let weight = known[key] { return weight }
    let weight = pairedWeight(pairing(a, b))
    known[key] = weight
    return weight
  }

  private mutating func pairedWeight(_ items: CompatPairing) -> Int {
    var sum = 0
    for (added, partner) in zip(items.added, items.partners) {
      if let partner {
        sum += weight(items.removed[partner].id, added.id)
      } else {
        sum += new.weights[Int(added.id.index)]
      }
    }
    // What is removed and added at the same position counts as changed: only the new value weighs.
    let addedPositions = items.unpairedAdded
    for removed in items.unpairedRemoved where addedPositions[removed.position] == nil {
      sum += old.weights[Int(removed.id.index)]
    }
    return sum
  }

  /// Whether two scalars of the same kind are different.
  func differ(_ a: NodeID, _ b: NodeID) -> Bool {
    switch old.document.kind(a) {
    case .null: false
    case .float: old.document.double(a) != new.document.double(b)
    default: old.document.text(a) != new.document.text(b)
    }
  }

  private func isNumeric(_ kind: NodeKind) -> Bool { kind == .int || kind == .float || kind == .bool }

  /// `_get_numbers_distance`: relative to the sum of the numbers, never above the limit for pairs.
  private mutating func numericDistance(_ a: NodeID, _ b: NodeID) -> Double {
    let limit = CompatPairing.maximumDistance
    let (x, y) = (pythonNumber(a, old.document), pythonNumber(b, new.document))
    if x.isInfinite && old.document.kind(a) == .int || y.isInfinite && new.document.kind(b) == .int {
      refuse(.notComparable("an integer too large for a double"))
    }
    if x == y { return 0 }
    let divisor = (x + y) / limit
    if divisor == 0 { return limit }
    let distance = abs((x - y) / divisor)
    return distance < limit ? distance : limit
  }

  private func pythonNumber(_ id: NodeID, _ document: Document) -> Double {
    if let bool = document.bool(id) { return bool ? 1 : 0 }
    return document.double(id) ?? .nan
  }
}

extension MatchedMembers {
  /// The members of two objects that DeepDiff looks at.
  init(_ a: NodeID, _ b: NodeID, _ comparison: CompatComparison) {
    let (old, new) = (comparison.old.document, comparison.new.document)
    self.init(a, of: old, b, of: new, skipping: CompatValues.isPrivate)
  }

  /// Whether so few keys are in both that DeepDiff does not look deeper (`threshold_to_diff_deeper`).
  var areFarApart: Bool { count > 1 && Double(common.count) / Double(count) < 0.33 }
}
