import DocumentModel

/// What DeepDiff derives from every value of one document before it compares anything; all tables are by node index.
struct CompatValues {
  /// Deeper documents are refused: comparing recurses.
  static let maximumDepth = 512

  let document: Document
  /// Values of the same class have the same DeepHash.
  private(set) var classes: [Int32]
  /// How many values and keys a value is made of, as DeepHash counts them.
  private(set) var counts: [Int]
  /// How many operations a value weighs within a difference (`_get_item_length`).
  private(set) var weights: [Int]
  /// The class of the object's identity; 0 where it has none.
  private(set) var identities: [Int32]
  /// Objects with an identity from outside, which count one member more.
  private(set) var hasForeignIdentity: Set<NodeID> = []
  private(set) var isTooDeep = false

  init(of document: Document, identity: ItemIdentity, _ shared: inout CompatClasses) {
    self.document = document
    let count = document.nodeCount
    classes = Array(repeating: 0, count: count)
    counts = Array(repeating: 1, count: count)
    weights = Array(repeating: 1, count: count)
    identities = Array(repeating: 0, count: count)
    let (order, depth) = document.valuesByLevel()
    isTooDeep = depth > Self.maximumDepth
    for id in order.reversed() { analyse(id, identity, &shared) }
  }

  private mutating func analyse(_ id: NodeID, _ identity: ItemIdentity, _ shared: inout CompatClasses) {
    let index = Int(id.index)
    switch document.kind(id) {
    case .object:
      let foreign = identity(id)
      analyseObject(id, index, &shared)
      if foreign != nil, document.member(id, Self.identifierKey) == nil {
        hasForeignIdentity.insert(id)
        counts[index] += 1
      }
      identities[index] = identityClass(id, foreign, &shared)
    case .array:
      var members: Set<Int32> = []
      weights[index] = 0
      for child in document.children(id) {
        members.insert(classes[Int(child.index)])
        counts[index] += counts[Int(child.index)]
        weights[index] += weights[Int(child.index)]
      }
      classes[index] = shared.list(members.sorted())
    case .null:
      weights[index] = 0
      classes[index] = shared.scalar(id, of: document)
    default: classes[index] = shared.scalar(id, of: document)
    }
  }

  private mutating func analyseObject(_ id: NodeID, _ index: Int, _ shared: inout CompatClasses) {
    var members: [(key: Int32, value: Int32)] = []
    weights[index] = 0
    for child in document.children(id) {
      let key = document.keyBytes(child)
      counts[index] += 1
      if !Self.isWeightless(key) { weights[index] += weights[Int(child.index)] }
      if Self.isPrivate(key) { continue }
      counts[index] += counts[Int(child.index)]
      members.append((shared.text(Array(key)), classes[Int(child.index)]))
    }
    members.sort { $0.key < $1.key }
    classes[index] = shared.object(members.flatMap { [$0.key, $0.value] })
  }

  private func identityClass(_ id: NodeID, _ foreign: String?, _ shared: inout CompatClasses) -> Int32 {
    if let foreign { return foreign.isEmpty ? 0 : shared.identity(Array(foreign.utf8)) }
    var value = document.member(id, Self.identifierKey)
    if value == nil, document.count(id) == 1 { value = document.member(id, Self.referenceKey) }
    guard let value, Self.isTruthy(value, document) || hasForeignIdentity.contains(value) else { return 0 }
    switch document.kind(value) {
    case .string: return shared.identity(Array(document.text(value)))
    case .bool: return shared.numericIdentity(1)
    case .int, .float: return shared.numericIdentity(document.double(value) ?? .nan)
    default: return Self.strangeIdentity
    }
  }

  /// The identity of an object whose identifier or lone reference is a list or an object: not followed.
  static let strangeIdentity: Int32 = -1

  private static let identifierKey: DocumentKey = "__identifier"
  private static let referenceKey: DocumentKey = "$ref"

  /// Whether DeepDiff looks away from a member.
  static func isPrivate(_ key: ArraySlice<UInt8>) -> Bool { key.starts(with: [0x5F, 0x5F]) }

  /// Whether a member adds nothing to the weight of its object: keys that look like DeepDiff's own notes.
  private static func isWeightless(_ key: ArraySlice<UInt8>) -> Bool {
    if key.first == 0x5F { return true }
    return ["deep_distance", "new_path", "old_type", "old_value"].contains { key.elementsEqual($0.utf8) }
  }

  /// Python's truth of a value.
  static func isTruthy(_ id: NodeID, _ document: Document) -> Bool {
    switch document.kind(id) {
    case .null: false
    case .bool: document.bool(id) ?? false
    case .int, .float: document.double(id) != 0
    case .string: !document.text(id).isEmpty
    case .array, .object: document.count(id) > 0
    }
  }
}

/// Numbers for values with the same DeepHash, shared by both documents.
struct CompatClasses {
  private enum Key: Hashable {
    case text([UInt8])
    case list([Int32])
    case object([Int32])
    case identity([UInt8])
    case numericIdentity(Double)
  }

  private var numbers: [Key: Int32] = [:]
  private var kinds: [Int32: NodeKind] = [:]
  /// Whether values of one class never differ: false once a text looks like DeepHash's name of another scalar (the text
  /// `NONE` and null hash alike), or where there is a `nan`, which differs from itself.
  private(set) var areExact = true

  /// The class of a text.
  mutating func text(_ bytes: [UInt8]) -> Int32 { note(.string, number(.text(bytes))) }

  /// The class of an identity that is a text.
  mutating func identity(_ bytes: [UInt8]) -> Int32 { number(.identity(bytes)) }

  /// The class of an identity that is a number or true, which equals 1.
  mutating func numericIdentity(_ value: Double) -> Int32 { number(.numericIdentity(value)) }

  /// The class of any scalar.
  mutating func scalar(_ id: NodeID, of document: Document) -> Int32 {
    let text = document.text(id)
    switch document.kind(id) {
    case .null: return note(.null, number(.text(Array("NONE".utf8))))
    case .bool: return note(.bool, number(.text(Array("bool:".utf8) + text)))
    case .int: return note(.int, number(.text(Array("int:".utf8) + text)))
    case .float:
      if text.elementsEqual("nan".utf8) { areExact = false }
      let value = text.elementsEqual("-0.0".utf8) ? text.dropFirst() : text
      return note(.float, number(.text(Array("float:".utf8) + value)))
    default: return self.text(Array(text))
    }
  }

  mutating func list(_ members: [Int32]) -> Int32 {
    members.isEmpty ? note(.array, number(.text(Array("list:".utf8)))) : number(.list(members))
  }

  mutating func object(_ members: [Int32]) -> Int32 {
    members.isEmpty ? note(.object, number(.text(Array("dict:{}".utf8)))) : number(.object(members))
  }

  private mutating func number(_ key: Key) -> Int32 {
    if let known = numbers[key] { return known }
    let fresh = Int32(clamping: numbers.count + 1)
    numbers[key] = fresh
    return fresh
  }

  private mutating func note(_ kind: NodeKind, _ number: Int32) -> Int32 {
    if let known = kinds[number] {
      if known != kind { areExact = false }
    } else {
      kinds[number] = kind
    }
    return number
  }
}
