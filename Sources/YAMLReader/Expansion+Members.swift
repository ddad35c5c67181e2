import Diagnostics
import DocumentModel

extension Expansion {
  /// Works out the members of a mapping that has merge keys, or keys that may repeat.
  ///
  /// The order is that of a Python dictionary filled with the merged members first and then with the mapping's own:
  /// a key keeps its first place, and its last value.
  mutating func resolveMembers(of mapping: NodeID) throws(Stop) {
    var table = MemberTable()
    var hasMerge = false
    for child in raw.children(mapping) where notes.merges.contains(child.index) {
      hasMerge = true
      for source in mergeSources(child) {
        for member in members[source.index] ?? raw.children(source).map({ Member(key: $0, value: $0) }) {
          mergedMembers += 1
          guard mergedMembers <= limits.nodes else { throw stop(.tooManyNodes(limits.nodes), at: child) }
          table.add(member, identity(member.key))
        }
      }
    }
    var own: [KeyIdentity: NodeID] = [:]
    var ownTexts: [KeyIdentity: NodeID] = [:]
    var hasRepetition = false
    for child in raw.children(mapping) where !notes.merges.contains(child.index) {
      let identity = identity(child)
      let text = KeyIdentity(text: raw.keyBytes(child))
      if let first = own[identity] ?? ownTexts[text] {
        hasRepetition = true
        reportRepetition(child, of: first)
      }
      if own[identity] == nil { own[identity] = child }
      if ownTexts[text] == nil { ownTexts[text] = child }
      table.add(Member(key: child, value: child), identity)
    }
    if hasMerge || hasRepetition { members[mapping.index] = table.members(of: raw) }
  }

  private mutating func reportRepetition(_ member: NodeID, of first: NodeID) {
    problems.report(
      .duplicateKey(ScalarReading.shown(raw.keyBytes(member)), sameAs: ScalarReading.shown(raw.keyBytes(first))),
      at: raw.keyRange(member), notes: [("first used here", raw.keyRange(first))])
  }

  /// The mappings a `<<` takes in, the one that wins last.
  private mutating func mergeSources(_ id: NodeID) -> [NodeID] {
    let value = target(id)
    switch raw.kind(value) {
    case .object: return [value]
    case .array:
      var sources: [NodeID] = []
      for element in raw.children(value) {
        let source = target(element)
        if raw.kind(source) == .object { sources.append(source) } else { refuseMerge(element) }
      }
      return sources.reversed()
    default:
      refuseMerge(id)
      return []
    }
  }

  private mutating func refuseMerge(_ id: NodeID) {
    isIncomplete = true
    guard !notes.placeholders.contains(id.index) else { return }
    problems.report(.badMerge, at: raw.range(id))
  }

  private func identity(_ member: NodeID) -> KeyIdentity {
    let text = raw.keyBytes(member)
    return KeyIdentity(kind: notes.keyKinds[member.index] ?? .string, text: text)
  }
}

/// When two keys are the same key to Python: texts by their text, numbers and truth values by their value.
struct KeyIdentity: Hashable {
  private enum Family: Hashable { case text, number, null }
  private let family: Family
  private let bytes: ArraySlice<UInt8>

  init(text: ArraySlice<UInt8>) {
    family = .text
    bytes = text
  }

  /// A key from its kind and its JSON text.
  init(kind: NodeKind, text: ArraySlice<UInt8>) {
    switch kind {
    case .bool:
      family = .number
      bytes = [text.first == UInt8(ascii: "t") ? UInt8(ascii: "1") : UInt8(ascii: "0")]
    case .int:
      family = .number
      bytes = text
    case .float:
      family = .number
      bytes = KeyIdentity.whole(text) ?? text
    case .null:
      family = .null
      bytes = []
    default:
      family = .text
      bytes = text
    }
  }

  /// The decimal digits of a float that is a whole number.
  private static func whole(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite, value == value.rounded() else {
      return nil
    }
    guard value != 0 else { return [UInt8(ascii: "0")] }
    var magnitude = DecimalMagnitude(UInt64(value.significandBitPattern) | 1 << 52)
    for _ in 0..<max(0, Int(value.exponent) - 52) { magnitude.multiply(by: 2, adding: 0) }
    if value.exponent < 52 { magnitude = DecimalMagnitude(UInt64(value.magnitude)) }
    return (value < 0 ? [UInt8(ascii: "-")] : []) + magnitude.text[...]
  }
}

/// Members in the order of a Python dictionary, then without the keys that JSON cannot tell apart.
private struct MemberTable {
  private var list: [Expansion.Member] = []
  private var places: [KeyIdentity: Int] = [:]

  mutating func add(_ member: Expansion.Member, _ identity: KeyIdentity) {
    if let place = places[identity] {
      list[place].value = member.value
    } else {
      places[identity] = list.count
      list.append(member)
    }
  }

  func members(of raw: Document) -> [Expansion.Member] {
    var texts: [KeyIdentity: Int] = [:]
    var result: [Expansion.Member] = []
    for member in list {
      let text = KeyIdentity(text: raw.keyBytes(member.key))
      if let place = texts[text] {
        result[place].value = member.value
      } else {
        texts[text] = result.count
        result.append(member)
      }
    }
    return result
  }
}
