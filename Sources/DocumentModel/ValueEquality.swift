/// Equality of JSON values: members in any order, numbers by value however large, never a number equal to a text.
///
/// Values that nest more than 1024 levels deep are equal to nothing. Members are paired after sorting, so that two hostile objects of many members do not cost their product.
package enum ValueEquality {
  package static func equal(
    _ a: NodeID, in left: Document, _ b: NodeID, in right: Document, level: Int = 0
  ) -> Bool {
    guard level < 1024 else { return false }
    let (kind, other) = (left.kind(a), right.kind(b))
    switch (kind, other) {
    case (.int, .float), (.float, .int), (.float, .float): return equalNumbers(a, left, b, right)
    case (.null, .null): return true
    case (.bool, .bool), (.string, .string), (.int, .int): return left.text(a) == right.text(b)
    case (.array, .array): return equalArrays(a, left, b, right, level + 1)
    case (.object, .object): return equalObjects(a, left, b, right, level + 1)
    default: return false
    }
  }

  private static func equalNumbers(_ a: NodeID, _ left: Document, _ b: NodeID, _ right: Document) -> Bool {
    if left.kind(a) == right.kind(b), left.text(a) == right.text(b) { return true }
    guard let x = DecimalNumber(left.text(a)), let y = DecimalNumber(right.text(b)) else { return false }
    return x == y
  }

  private static func equalArrays(
    _ a: NodeID, _ left: Document, _ b: NodeID, _ right: Document, _ level: Int
  ) -> Bool {
    guard left.count(a) == right.count(b) else { return false }
    var others = right.children(b)
    for child in left.children(a) {
      guard let other = others.next(), equal(child, in: left, other, in: right, level: level) else { return false }
    }
    return true
  }

  private static func equalObjects(
    _ a: NodeID, _ left: Document, _ b: NodeID, _ right: Document, _ level: Int
  ) -> Bool {
    guard left.count(a) == right.count(b) else { return false }
    let (members, others) = (sortedMembers(a, left), sortedMembers(b, right))
    for (member, other) in zip(members, others) {
      guard left.keyHash(member) == right.keyHash(other), left.keyBytes(member) == right.keyBytes(other),
        equal(member, in: left, other, in: right, level: level)
      else { return false }
    }
    return true
  }

  private static func sortedMembers(_ id: NodeID, _ document: Document) -> [NodeID] {
    document.children(id).sorted { a, b in
      let (p, q) = (document.keyHash(a), document.keyHash(b))
      return p != q ? p < q : document.keyBytes(a).lexicographicallyPrecedes(document.keyBytes(b))
    }
  }

  /// A hash that is the same for equal values; what is more than 64 levels down does not count.
  package static func hash(_ id: NodeID, in document: Document, level: Int = 0) -> UInt64 {
    guard level < 64 else { return 8 }
    switch document.kind(id) {
    case .null: return 1
    case .bool: return document.bool(id) == true ? 2 : 3
    case .string: return hash(of: document.text(id), seed: 4)
    case .int, .float: return hashNumber(document.text(id))
    case .array:
      return document.children(id).reduce(6) {
        ($0 &* 0x9E37_79B9_7F4A_7C15) ^ hash($1, in: document, level: level + 1)
      }
    case .object:
      return document.children(id).reduce(7) {
        $0 &+ mixed(UInt64(document.keyHash($1)) ^ hash($1, in: document, level: level + 1) &* 31)
      }
    }
  }

  private static func hashNumber(_ text: ArraySlice<UInt8>) -> UInt64 {
    guard let number = DecimalNumber(text) else { return hash(of: text, seed: 5) }
    return hash(of: number.digits, seed: UInt64(bitPattern: Int64(number.exponent)) &* 2 &+ (number.isNegative ? 1 : 0))
  }

  private static func hash(of bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
    mixed(bytes.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let first = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    let second = (first ^ first >> 27) &* 0x94D0_49BB_1331_11EB
    return second ^ second >> 31
  }

  /// The first value of a list that repeats an earlier one, and that one; nil where all differ. Every comparison is
  /// taken from `budget`; when it is used up the search stops.
  package static func duplicate(
    among values: [NodeID], in document: Document, budget: inout Int
  ) -> (first: NodeID, second: NodeID)? {
    var hashed = values.map { (hash: hash($0, in: document), node: $0) }
    hashed.sort { ($0.hash, $0.node) < ($1.hash, $1.node) }
    var best: (first: NodeID, second: NodeID)?
    var start = 0
    while start < hashed.count {
      var next = start + 1
      while next < hashed.count, hashed[next].hash == hashed[start].hash {
        for earlier in start..<next {
          budget -= 1
          guard budget > 0 else { return best }
          guard equal(hashed[earlier].node, in: document, hashed[next].node, in: document) else { continue }
          if best.map({ hashed[next].node < $0.second }) ?? true {
            best = (hashed[earlier].node, hashed[next].node)
          }
          break
        }
        next += 1
      }
      start = next
    }
    return best
  }
}
