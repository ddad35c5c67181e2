import DocumentModel
import JSONCoding
import TestSupport

/// A value of its own, for tests: to make documents at random, edit them, and rebuild them from changes.
indirect enum Value: Hashable {
  case scalar(String)
  case list([Value])
  case object([String: Value])

  init(_ id: NodeID, of document: Document) {
    switch document.kind(id) {
    case .object:
      self = .object(
        Dictionary(
          uniqueKeysWithValues: document.children(id).map { (document.key($0) ?? "", Value($0, of: document)) }))
    case .array: self = .list(document.children(id).map { Value($0, of: document) })
    default: self = .scalar(document.json(id))
    }
  }

  var json: String {
    switch self {
    case .scalar(let text): text
    case .list(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1.json)" }.joined(separator: ",") + "}"
    }
  }
}

extension Value {
  private static let keys = ["name", "$ref", "id", "version", "items", "owners", "~/a.b"]
  private static let scalars = [
    "\"a\"", "\"b\"", "\"c\"", "\"d\"", "1", "1.0", "2", "\"1\"", "true", "null", "0", "-0.0",
  ]

  static func random(_ depth: Int, _ r: inout SeededGenerator) -> Value {
    if depth <= 0 || r.chance(30) { return .scalar(r.pick(scalars)) }
    if r.chance(10) { return .object(["$ref": .scalar(r.pick(["\"/x\"", "\"/y\"", "\"/z\""]))]) }
    if r.chance(45) { return .list((0..<r.below(6)).map { _ in random(depth - 1, &r) }) }
    var members: [String: Value] = [:]
    for _ in 0..<r.below(5) { members[r.pick(keys)] = random(depth - 1, &r) }
    return .object(members)
  }

  func edited(_ percent: Int, _ r: inout SeededGenerator) -> Value {
    if r.chance(percent / 3) { return .random(2, &r) }
    switch self {
    case .scalar: return r.chance(percent) ? .random(0, &r) : self
    case .list(let items):
      var result: [Value] = []
      for item in items where !r.chance(percent / 2) { result.append(item.edited(percent, &r)) }
      if r.chance(percent) { result.insert(.random(2, &r), at: r.below(result.count + 1)) }
      if r.chance(percent), !result.isEmpty { result.insert(r.pick(result), at: r.below(result.count + 1)) }
      if r.chance(percent) { result.shuffle(using: &r) }
      return .list(result)
    case .object(let members):
      var result: [String: Value] = [:]
      for (key, value) in members.sorted(by: { $0.key < $1.key }) where !r.chance(percent / 3) {
        result[key] = value.edited(percent, &r)
      }
      if r.chance(percent) { result[r.pick(Self.keys)] = .random(2, &r) }
      return .object(result)
    }
  }
}
