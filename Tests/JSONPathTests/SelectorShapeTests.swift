import JSONPath
import Testing

/// A little schema: every type is a name in one table, so that schemas can be recursive.
private struct Shape: SchemaShape {
  let name: String

  private static let objects: [String: [String: String]] = [
    "app": [
      "name": "text", "parts": "parts", "labels": "labels", "free": "open", "self": "app", "any": "textOrList",
      "one": "part",
    ],
    "part": ["ref": "text", "size": "text"], "labels": ["*": "text"],
  ]

  private static let lists = ["parts": "part", "textOrList": "text", "nothing": "none"]

  var isOpen: Bool { name == "open" }

  var kinds: ShapeKinds {
    if isOpen { return .any }
    if name == "textOrList" { return [.scalar, .array] }
    if Self.objects[name] != nil { return .object }
    return Self.lists[name] != nil ? .array : .scalar
  }

  func members(named name: String) -> [Shape] {
    let known = Self.objects[self.name] ?? [:]
    return (known[name] ?? known["*"]).map { [Shape(name: $0)] } ?? []
  }

  func anyMember() -> [Shape] { Set((Self.objects[name] ?? [:]).values).map(Shape.init(name:)) }

  func elements() -> [Shape] { (Self.lists[name]).map { [Shape(name: $0)] } ?? [] }
}

@Suite struct SelectorShapeTests {
  @Test(arguments: [
    "$", "name", "parts[*].ref", "parts[0].size", "labels.whatever", "labels.*", "*", "free.a.b[*].c",
    "self.self.self.name",
    "$..ref", "$..whatever", "any", "any[*]", "any[0]", "name[*]", "one[*].ref", "one[:].ref",
    "parts[?(@.ref=='x')].size",
    "name,nothing", "nothing|name", "parts where `this`", "self where name", "name wherenot nothing", "name.$.parts",
    "parts[*].`parent`", "one.`parent`.nothing", "free[?(@.x==1)].y.z", "labels[?(@=='x')]", "parts[?($.ref)].size",
    "free.$.name",
  ])
  func mayMatch(_ source: String) throws {
    #expect(try Selector(source).canMatch(Shape(name: "app")) == .yes)
  }

  @Test(arguments: [
    ("nothing", 0), ("$.nothing", 2), ("name.x", 5), ("parts.ref", 6), ("parts.*", 6), ("parts[*].nothing", 9),
    ("one[0].ref", 3), ("name[0]", 4), ("one[1:].ref", 3), ("parts..nothing", 7), ("parts[?(@.nothing=='x')].ref", 10),
    ("parts[?(@.ref=='x')].nothing", 21), ("parts[?(@.ref=='x' & @.nope==1)]", 23), ("a|b", 0), ("name|b.c", 7),
    ("(name.x)|(name.y)", 6), ("name where x", 11), ("self where (name.x)", 17), ("name.$.nothing", 7),
    ("parts[?($.name)].ref", 10), ("name[?(@)]", 4), ("'nothing'.x", 0), ("parts[*].ref.x.y", 13),
  ])
  func neverMatches(_ source: String, _ offset: Int) throws {
    #expect(try Selector(source).canMatch(Shape(name: "app")) == .no(offset: offset))
  }

  @Test func warnsOfTraps() throws {
    func warnings(_ source: String) throws -> [String] {
      try Selector(source).warnings(for: Shape(name: "app")).map { "\($0.offset): \($0.message)" }
    }
    #expect(try warnings("parts.*") == ["6: \"*\" matches members of objects only, and this is a list"])
    #expect(try warnings("one[*].ref") == ["3: this is never a list: a slice takes it for a list of one"])
    for source in ["parts[*].*", "labels.*", "any[*]", "free.*", "free[*]", "parts[*].ref", "self.one.*"] {
      #expect(try warnings(source).isEmpty, "\(source)")
    }
  }

  @Test func survivesManyShapes() throws {
    let selector = try Selector(String(repeating: "$..", count: 1000) + "nothing")
    #expect(selector.canMatch(Shape(name: "app")) != .no(offset: 0))
  }
}
