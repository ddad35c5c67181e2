/// What a generated file holds; literals of Swift are values, and maps keep the order in which they are written.
indirect enum Value: Equatable, Sendable {
  case text(String)
  case block(String)
  case number(String)
  case bool(Bool)
  case list([Value])
  case map([Member])

  struct Member: Equatable, Sendable {
    var key: String
    var value: Value
  }

  /// A reference to a datafile.
  static func ref(_ path: String) -> Value { ["$ref": .text(path)] }

  /// A list of references to datafiles.
  static func refs(_ paths: [String]) -> Value { .list(paths.map(Value.ref)) }

  /// A map with more members at its end; itself if it is no map.
  func adding(_ members: KeyValuePairs<String, Value>) -> Value {
    guard case .map(let own) = self else { return self }
    return .map(own + members.map { Member(key: $0.key, value: $0.value) })
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .number(String(value)) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: Value...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, Value)...) {
    self = .map(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
