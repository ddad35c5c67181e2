import TestSupport

/// A value to make files of at random and to edit them.
indirect enum RandomTree: Equatable {
  case scalar(String)
  case list([RandomTree])
  case object([String: RandomTree])

  /// Some value over a small vocabulary, so that selectors and values meet.
  static func random(_ depth: Int, _ random: inout SeededGenerator, lists: Bool = true) -> RandomTree {
    switch depth == 0 ? 0 : random.below(lists ? 3 : 2) {
    case 1:
      let keys = ["a", "b", "c", "d"].filter { _ in random.chance(50) }
      return .object(
        Dictionary(uniqueKeysWithValues: keys.map { ($0, RandomTree.random(depth - 1, &random, lists: lists)) }))
    case 2: return .list((0..<random.below(4)).map { _ in RandomTree.random(depth - 1, &random) })
    default: return .scalar(random.pick(["1", "2", "x", "y"]))
    }
  }

  /// Records as the selectors with filters read them.
  static func records(_ random: inout SeededGenerator) -> RandomTree {
    .list(
      (0..<random.below(4)).map { _ in
        .object([
          "name": .scalar(random.pick(["p", "q", "r", "s"])), "team": .scalar(random.pick(["a", "b"])),
          "to": .scalar(random.pick(["1", "2"])),
        ])
      })
  }

  /// The value with something in it changed, most often a little.
  func edited(_ random: inout SeededGenerator, lists: Bool = true) -> RandomTree {
    switch self {
    case .object(var members) where !members.isEmpty && random.chance(80):
      let key = random.pick(members.keys.sorted())
      switch random.below(5) {
      case 0: members[key] = nil
      case 1: members[random.pick(["a", "b", "c", "e"])] = RandomTree.random(2, &random, lists: lists)
      default: members[key] = members[key]?.edited(&random, lists: lists)
      }
      return .object(members)
    case .list(var items) where !items.isEmpty && random.chance(80):
      let place = random.below(items.count)
      switch random.below(5) {
      case 0: items.remove(at: place)
      case 1: items.insert(random.pick(items), at: place)
      case 2: items.swapAt(place, 0)
      default: items[place] = items[place].edited(&random)
      }
      return .list(items)
    default: return RandomTree.random(2, &random, lists: lists)
    }
  }

  /// In flow style, keys sorted.
  var yaml: String {
    switch self {
    case .scalar(let text): text
    case .list(let items): "[" + items.map(\.yaml).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.yaml)" }.joined(separator: ", ") + "}"
    }
  }

  /// Scalars and empty containers by the way to them.
  var leaves: [[String]: String] {
    switch self {
    case .object(let members) where !members.isEmpty:
      members.reduce(into: [:]) { found, member in
        for (path, text) in member.value.leaves { found[[member.key] + path] = text }
      }
    default: [[]: yaml]
    }
  }
}
