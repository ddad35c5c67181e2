import Foundation
import GitObjects
import TestSupport
import Testing

/// Trees as only an attacker writes them: git's plumbing refuses to make them, a server may well store them.
@Suite struct HostileTreeTests {
  private static let blob: [UInt8] = Array(repeating: 0xAB, count: 20)

  private static func entry(_ mode: String, _ name: String, _ id: [UInt8] = blob) -> [UInt8] {
    Array("\(mode) \(name)".utf8) + [0] + id
  }

  private static func store(_ bytes: [UInt8], in fixture: GitFixture) throws -> ObjectID {
    let hex = try fixture.git(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], input: Data(bytes))
    return try #require(ObjectID(hex: hex))
  }

  private static let malformed: [[UInt8]] = [
    entry("100644", "a") + entry("100644", "a"), entry("100644", "b") + entry("100644", "a"),
    entry("100644", "a") + entry("100644", "a.b") + entry("40000", "a"), entry("40000", "a") + entry("100644", "a"),
    entry("100644", ".."), entry("100644", "."), entry("100644", ".git"), entry("40000", ".GIT"),
    entry("100644", "a/b"), entry("100644", "/"), entry("100644", ""), entry("12345", "a"), entry("", "a"),
    entry("100000644", "a"), entry("9", "a"), entry("0", "a"), Array("100644".utf8), Array("100644 a".utf8),
    Array("100644 a\0short".utf8), entry("100644", "a").dropLast(), entry("100644", "a") + [0x31],
  ]

  @Test(arguments: malformed) func refused(_ bytes: [UInt8]) throws {
    let fixture = try GitFixture()
    let tree = try Self.store(bytes, in: fixture)
    let objects = try fixture.repository().objects
    let error = #expect(throws: GitError.self) { try objects.entries(of: tree) }
    #expect(error?.code == .malformedTree, "\(error?.description ?? "")")
    let empty = try Self.store([], in: fixture)
    #expect(throws: GitError.self) { try objects.diff(from: empty, to: tree) }
  }

  @Test func unusualButHonest() throws {
    let fixture = try GitFixture()
    let bytes = Self.entry("100664", "a") + Self.entry("100644", "a-b") + Self.entry("100600", "…") + []
    let tree = try Self.store(bytes, in: fixture)
    let entries = try fixture.repository().objects.entries(of: tree)
    #expect(entries.map(\.version.mode) == [.regular, .regular, .regular])
  }

  /// Ten folders in each of ten folders, ten times over: ten billion files in eleven objects.
  @Test func treeBomb() throws {
    let fixture = try GitFixture()
    var tree = try Self.store(Self.entry("100644", "f"), in: fixture)
    var empty = try Self.store([], in: fixture)
    for _ in 0..<10 {
      tree = try Self.store((0..<10).flatMap { Self.entry("40000", "d\($0)", tree.bytes) }, in: fixture)
      empty = try Self.store((0..<10).flatMap { Self.entry("40000", "d\($0)", empty.bytes) }, in: fixture)
    }
    let objects = try fixture.repository(limits: ReadLimits(entries: 1000)).objects
    let none = try Self.store([], in: fixture)
    for bomb in [tree, empty] {
      let error = #expect(throws: GitError.self) { try objects.entries(of: bomb) }
      #expect(error?.code == .limit)
      for (old, new) in [(none, bomb), (bomb, none)] {
        let error = #expect(throws: GitError.self) { try objects.diff(from: old, to: new) }
        #expect(error?.code == .limit)
      }
    }
  }

  @Test func deepAndLong() throws {
    let fixture = try GitFixture()
    var tree = try Self.store(Self.entry("100644", "f"), in: fixture)
    let none = try Self.store([], in: fixture)
    var trees: [ObjectID] = []
    for _ in 0..<130 {
      tree = try Self.store(Self.entry("40000", "d", tree.bytes), in: fixture)
      trees.append(tree)
    }
    let long = try Self.store(Self.entry("100644", String(repeating: "x", count: 4096)), in: fixture)
    let objects = try fixture.repository().objects
    #expect(try objects.entries(of: trees[126]).count == 1)
    for hostile in [trees[129], long] {
      for attempt in [{ _ = try objects.entries(of: hostile) }, { _ = try objects.diff(from: none, to: hostile) }] {
        let error = #expect(throws: GitError.self) { try attempt() }
        #expect(error?.code == .limit)
      }
    }
  }
}
