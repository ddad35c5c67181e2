import DocumentModel

import Diagnostics

extension Renderer {
  /// `value.name`
  mutating func member(_ name: Int32, of value: TemplateValue, _ index: Int32) throws(Failure) -> TemplateValue {
    let name = program.names[Int(name)]
    let found: TemplateValue?
    switch value {
    case .object(let object):
      try charge(object.members.count >> 3)
      found = object[name.text]
    case .node(let node) where node.isObject:
      try charge(node.document.count(node.id) >> 3)
      found = node.document.member(node.id, name.key).map { TemplateValue(node.document, $0) }
    case .lazy(let object):
      do throws(Failure) { found = try object.foundMember(name.text) } catch { throw error.at(offset: offset(index)) }
    default: throw failure("infix: . expects objects", index, help: "this is of type \(value.typeName)")
    }
    if let found { return found }
    let near = Suggestion.nearest(to: name.text, among: try value.keys() ?? [])
    throw failure("object has no property \"\(name.text)\"", index, help: near.map { "did you mean '\($0)'?" })
  }

  /// The member of a mapping by a computed key; nil where there is none.
  mutating func member(named key: String, of value: TemplateValue) throws(Failure) -> TemplateValue? {
    switch value {
    case .object(let object):
      try charge(object.members.count >> 3)
      return object[key]
    case .node(let node):
      try charge(node.document.count(node.id) >> 3)
      return node.document.member(node.id, .init(key)).map { TemplateValue(node.document, $0) }
    case .lazy(let object): return try object.foundMember(key)
    default: return nil
    }
  }

  /// `value[key]`
  mutating func element(
    _ key: TemplateValue, of value: TemplateValue, _ index: Int32
  ) throws(Failure) -> TemplateValue {
    if value.isObject {
      guard case .string(let key) = key else { throw failure("object keys must be strings", index) }
      return try member(named: key, of: value) ?? .null
    }
    guard let count = try length(of: value) else {
      throw failure("infix: \"[..]\" expects object, array, or string", index)
    }
    guard case .int(let position) = key else {
      throw failure("should only use integers to access arrays or strings", index)
    }
    let place = position < 0 ? position.addingReportingOverflow(Int64(count)).partialValue : position
    guard place >= 0, place < Int64(count) else { throw failure("index out of bounds", index) }
    switch value {
    case .array(let array): return array.elements[Int(place)]
    case .node(let node):
      try charge(Int(place) >> 3)
      return node.document.element(node.id, Int(place)).map { TemplateValue(node.document, $0) } ?? .null
    case .string(let text):
      return .string(text.scalars(Int(place)..<Int(place) + 1))
    default: return .null
    }
  }

  /// How many elements or characters; nil for other values. Counting characters is paid for.
  mutating func length(of value: TemplateValue) throws(Failure) -> Int? {
    switch value {
    case .array(let array): return array.elements.count
    case .node(let node): return node.isObject ? nil : node.document.count(node.id)
    case .string(let text):
      try charge(text.utf8.count >> 5)
      return text.unicodeScalars.count
    default: return nil
    }
  }

  /// `value[from:to]`
  mutating func slice(
    _ value: TemplateValue, _ from: TemplateValue?, _ to: TemplateValue?, _ index: Int32
  ) throws(Failure) -> TemplateValue {
    guard !value.isObject else { throw failure("object keys must be strings", index) }
    guard let count = try length(of: value) else {
      throw failure("infix: \"[..]\" expects object, array, or string", index)
    }
    let first = try bound(from ?? .int(0), count, index)
    let last = try bound(to ?? .int(Int64(count)), count, index)
    let range = first..<max(first, last)
    if case .string(let text) = value { return .string(text.scalars(range)) }
    guard let elements = value.elements else { return .null }
    try charge(elements.count >> 3)
    return try array(Array(elements[range]))
  }

  /// An end of a slice, cut to what is there.
  private func bound(_ value: TemplateValue, _ count: Int, _ index: Int32) throws(Failure) -> Int {
    guard case .int(let position) = value else {
      throw failure("cannot perform interval access with non-integers", index)
    }
    let place = position < 0 ? position.addingReportingOverflow(Int64(count)).partialValue : position
    return Int(min(max(place, 0), Int64(count)))
  }

  /// `left in right`
  mutating func isWithin(
    _ left: TemplateValue, _ right: TemplateValue, _ index: Int32
  ) throws(Failure) -> Bool {
    if right.isObject {
      guard case .string(let key) = left else {
        throw failure("infix: in-object expects string on left side in-object string on left side", index)
      }
      return try member(named: key, of: right) != nil
    }
    if case .string(let text) = right {
      guard case .string(let part) = left else {
        throw failure("infix: in-string expects string on left side in-string string on left side", index)
      }
      try charge((text.utf8.count + part.utf8.count) >> 3)
      return text.hasPart(part)
    }
    guard let elements = right.elements else {
      throw failure("infix: in expects Array, string, or object on right side", index)
    }
    for element in elements where try areEqual(left, element) { return true }
    return false
  }
}

extension String {
  /// The Unicode scalars at some positions, which exist.
  func scalars(_ range: Range<Int>) -> String {
    let start = unicodeScalars.index(unicodeScalars.startIndex, offsetBy: range.lowerBound)
    let end = unicodeScalars.index(start, offsetBy: range.count)
    return String(unicodeScalars[start..<end])
  }

  /// Whether a text is a part of this one, byte by byte (Knuth, Morris, Pratt).
  func hasPart(_ part: String) -> Bool { firstByte(of: Array(part.utf8), in: Array(utf8), from: 0) != nil }
}

/// The offset of the first place from `start` on at which `part` stands; nil where there is none. Takes a time that
/// grows with the sum of the lengths.
func firstByte(of part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
  guard let table = Optional(borders(of: part)), !part.isEmpty else { return start <= text.count ? start : nil }
  var matched = 0
  var index = start
  while index < text.count {
    while matched > 0, text[index] != part[matched] { matched = table[matched - 1] }
    if text[index] == part[matched] { matched += 1 }
    index += 1
    if matched == part.count { return index - matched }
  }
  return nil
}

/// For each prefix the length of the longest proper prefix that also ends it.
private func borders(of part: [UInt8]) -> [Int] {
  var table = [Int](repeating: 0, count: part.count)
  var length = 0
  for index in part.indices.dropFirst() {
    while length > 0, part[index] != part[length] { length = table[length - 1] }
    if part[index] == part[length] { length += 1 }
    table[index] = length
  }
  return table
}
