import DocumentModel

/// Walks two documents and lists the differences as qontract lists them: by DeepDiff's sort of report.
struct CompatReport {
  private(set) var comparison: CompatComparison
  private var valuesChanged: [CompatDiff.Item] = []
  private var positionsChanged: [CompatDiff.Item] = []
  private var membersAdded: [CompatDiff.Item] = []
  private var membersRemoved: [CompatDiff.Item] = []
  private var itemsAdded: [CompatDiff.Item] = []
  private var itemsRemoved: [CompatDiff.Item] = []
  private var typesChanged: [CompatDiff.Item] = []

  init(_ comparison: CompatComparison) { self.comparison = comparison }

  /// All differences in qontract's order.
  var items: [CompatDiff.Item] {
    valuesChanged + positionsChanged + membersAdded + membersRemoved + itemsAdded + itemsRemoved + typesChanged
  }

  private var old: Document { comparison.old.document }
  private var new: Document { comparison.new.document }

  mutating func run() { compare(Place(old.root, new.root)) }

  /// Two values that are compared with each other: where qontract says they are, and where they are.
  private struct Place {
    var a: NodeID
    var b: NodeID
    var path: [PathStep] = []
    var newPath: [PathStep] = []
    /// Whether `path` is the same in both documents and jsonpath-ng takes it literally.
    var isPlain = true

    init(_ a: NodeID, _ b: NodeID) {
      self.a = a
      self.b = b
    }

    func down(_ a: NodeID, _ b: NodeID, _ step: PathStep, _ newStep: PathStep) -> Place {
      var place = self
      place.a = a
      place.b = b
      place.path.append(step)
      place.newPath.append(newStep)
      place.isPlain = isPlain && step == newStep && CompatLookup.isLiteral(step)
      return place
    }
  }

  private mutating func compare(_ place: Place) {
    if comparison.areSurelyEqual(place.a, place.b) { return }
    let kind = old.kind(place.a)
    if kind != new.kind(place.b) {
      typesChanged.append(changed(place))
    } else if kind == .object {
      compareObjects(place)
    } else if kind == .array {
      compareLists(place)
    } else if comparison.differ(place.a, place.b) {
      valuesChanged.append(changed(place))
    }
  }

  private mutating func compareObjects(_ place: Place) {
    let members = MatchedMembers(place.a, place.b, comparison)
    guard comparison.pay(1 + members.count) else { return }
    if members.areFarApart { return valuesChanged.append(changed(place)) }
    for id in members.added {
      let step = field(id, new)
      let path = place.path + [step]
      let change = ValueChange(.added, oldPath: nil, newPath: place.newPath + [step], old: nil, new: id)
      membersAdded.append(.init(kind: .added, path: path, old: nil, new: find(path, place, new, id), place: change))
    }
    for id in members.removed {
      let path = place.path + [field(id, old)]
      let change = ValueChange(.removed, oldPath: path, newPath: nil, old: id, new: nil)
      membersRemoved.append(.init(kind: .removed, path: path, old: find(path, place, old, id), new: nil, place: change))
    }
    for (left, right) in members.common {
      if comparison.areSurelyEqual(left, right) { continue }
      let step = field(right, new)
      compare(place.down(left, right, step, step))
    }
  }

  private mutating func compareLists(_ place: Place) {
    let pairing = comparison.pairing(place.a, place.b)
    let added = pairing.unpairedAdded
    let removed = pairing.unpairedRemoved
    let removedPositions = Set(removed.map(\.position))
    for (item, partner) in zip(pairing.added, pairing.partners) {
      let step = PathStep.index(item.position)
      if let partner {
        let other = pairing.removed[partner]
        compare(place.down(other.id, item.id, .index(other.position), step))
      } else if !removedPositions.contains(item.position) {
        let change = ValueChange(.added, oldPath: nil, newPath: place.newPath + [step], old: nil, new: item.id)
        itemsAdded.append(.init(kind: .added, path: place.path + [step], old: nil, new: item.id, place: change))
      }
    }
    for item in removed {
      let step = PathStep.index(item.position)
      if let other = added[item.position] {
        // One item removed and another added at the same position: changed, related or not.
        positionsChanged.append(changed(place.down(item.id, other.id, step, step)))
      } else {
        let path = place.path + [step]
        let change = ValueChange(.removed, oldPath: path, newPath: nil, old: item.id, new: nil)
        itemsRemoved.append(.init(kind: .removed, path: path, old: item.id, new: nil, place: change))
      }
    }
  }

  private func changed(_ place: Place) -> CompatDiff.Item {
    let change = ValueChange(.changed, oldPath: place.path, newPath: place.newPath, old: place.a, new: place.b)
    return .init(kind: .changed, path: place.path, old: place.a, new: place.b, place: change)
  }

  private mutating func field(_ id: NodeID, _ document: Document) -> PathStep {
    let key = document.keyBytes(id)
    if key.contains(UInt8(ascii: "'")), key.contains(UInt8(ascii: "\"")) {
      comparison.refuse(.notComparable("a key with both kinds of quotation marks"))
    }
    return .field(document.key(id) ?? "")
  }

  /// The value qontract finds under the path of a member: mostly the member itself.
  private mutating func find(_ path: [PathStep], _ place: Place, _ document: Document, _ member: NodeID) -> NodeID? {
    if place.isPlain, let last = path.last, CompatLookup.isLiteral(last) { return member }
    do {
      var cost = 0
      let found = try CompatLookup.first(path, in: document, cost: &cost)
      return comparison.pay(cost) ? found : nil
    } catch {
      comparison.refuse(.notComparable("a path through a reordered list that cannot be followed"))
      return nil
    }
  }
}

/// How qontract turns DeepDiff's path of a member into a value: through jsonpath-ng.
enum CompatLookup {
  /// jsonpath-ng raises an exception: a position of something that is neither list nor text.
  struct Failure: Error {}

  /// Whether a step means what it says.
  static func isLiteral(_ step: PathStep) -> Bool {
    guard case .field(let key) = step else { return true }
    return key != "*" && !key.utf8.contains(UInt8(ascii: "."))
  }

  /// The first value a path leads to; adds what was looked at to the cost.
  static func first(_ path: [PathStep], in document: Document, cost: inout Int) throws(Failure) -> NodeID? {
    var current = [document.root]
    for step in path {
      var next: [NodeID] = []
      for id in current {
        cost += 1 + document.count(id)
        try follow(step, id, document, &next)
      }
      current = next
    }
    return current.first
  }

  private static func follow(
    _ step: PathStep, _ id: NodeID, _ document: Document, _ result: inout [NodeID]
  ) throws(Failure) {
    switch step {
    case .field("*"):
      if document.kind(id) == .object { result.append(contentsOf: document.children(id)) }
    case .field(let key):
      // A key with a dot is put in quotes, which jsonpath-ng takes for a part of the key.
      let name = key.utf8.contains(UInt8(ascii: ".")) ? "'\(key)'" : key
      if let member = document.member(id, DocumentKey(name)) { result.append(member) }
    case .index(let position):
      guard CompatValues.isTruthy(id, document) else { return }
      switch document.kind(id) {
      case .array: if let element = document.element(id, position) { result.append(element) }
      case .string: return
      case .object where document.count(id) <= position: return
      default: throw Failure()
      }
    }
  }
}
