import Foundation
import GitObjects
import TestSupport
import Testing

@Suite struct TreeTests {
  @Test func everyKindOfEntry() throws {
    let fixture = try GitFixture()
    let other = try GitFixture()
    try other.commit(["x": "x\n"])
    try fixture.commit(["data/a.yml": "a\n", "data/deep/er/b.yml": "b\n", "run.sh": "#!\n", "data.yml": "d\n"])
    try fixture.git("update-index --chmod=+x run.sh")
    try FileManager.default.createSymbolicLink(
      atPath: fixture.root.appendingPathComponent("data/link").path, withDestinationPath: "../../etc/passwd")
    try fixture.git(["submodule", "--quiet", "add", other.path, "data/sub"])
    try fixture.git("add data")
    try fixture.git("commit -q -m kinds")
    let repository = try fixture.repository()
    let tree = try repository.tree(of: try fixture.id("HEAD"))

    let entries = try repository.objects.entries(of: tree)
    let listed = entries.map {
      "\(String($0.version.mode.rawValue, radix: 8)) \($0.version.id) \($0.path.text)"
    }
    let expected = try fixture.git(["ls-tree", "-r", "--format=%(objectmode) %(objectname) %(path)", "HEAD"])
    #expect(listed.joined(separator: "\n") == expected)
    #expect(entries.map(\.version.mode).contains(.symbolicLink))
    #expect(entries.map(\.version.mode).contains(.submodule))
    #expect(entries.map(\.version.mode).contains(.executable))

    let under = try repository.objects.entries(of: tree, under: "/data/deep/")
    #expect(under.map(\.path.text) == ["data/deep/er/b.yml"])
    #expect(try repository.objects.entries(of: tree, under: "data/none").isEmpty)
    #expect(try repository.objects.entries(of: tree, under: "..").isEmpty)
    for path in ["data.yml", "data/link", "data/sub"] {
      let error = #expect(throws: GitError.self) { try repository.objects.entries(of: tree, under: path) }
      #expect(error?.code == .wrongKind)
    }
    #expect(try repository.objects.entry(at: "data/a.yml", of: tree)?.version.mode == .regular)
    #expect(try repository.objects.entry(at: "data", of: tree) == nil)
    #expect(try repository.objects.entry(at: "data/a.yml/x", of: tree) == nil)
  }

  @Test func pathsThatAreNotText() throws {
    let fixture = try GitFixture()
    let blob = try fixture.git(["hash-object", "-w", "--stdin"], input: Data("x".utf8))
    var line = Data("100644 blob \(blob)\tbad".utf8)
    line.append(contentsOf: [0xFF, 0x0A])
    line.append(contentsOf: Data("100644 blob \(blob)\tgut-ü".utf8) + [0x0A])
    let tree = try #require(ObjectID(hex: try fixture.git(["mktree"], input: line)))
    let entries = try fixture.repository().objects.entries(of: tree)
    #expect(entries.map(\.path.text) == ["bad\\xff", "gut-ü"])
    #expect(entries.map(\.path.isUTF8) == [false, true])
  }

  @Test func blobs() throws {
    let fixture = try GitFixture()
    let contents: [[UInt8]] = [[], [0], Array("hallo\n".utf8), Array(repeating: 0x61, count: 100_000)]
    let objects = try fixture.repository(limits: ReadLimits(blobBytes: 100_000)).objects
    for content in contents {
      let id = try ObjectID(hashingBlob: content)
      #expect(!objects.contains(id))
      #expect(id.description == (try fixture.git(["hash-object", "-w", "--stdin"], input: Data(content))))
      #expect(try objects.blob(id) == content)
      #expect(try objects.size(ofBlob: id) == content.count)
      #expect(try objects.withBlob(id) { $0.count } == content.count)
    }
    let tooLarge = try fixture.git(["hash-object", "-w", "--stdin"], input: Data(count: 100_001))
    let id = try #require(ObjectID(hex: tooLarge))
    let error = #expect(throws: GitError.self) { try objects.blob(id) }
    #expect(error?.code == .limit)
    let tree = try #require(ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904"))
    #expect(try objects.entries(of: tree).isEmpty, "the empty tree is known without being stored")
    let wrong = #expect(throws: GitError.self) { try objects.blob(tree) }
    #expect(wrong?.code == .wrongKind)
  }

  @Test func damagedBlobIsNoticed() throws {
    let fixture = try GitFixture()
    let good = try fixture.git(["hash-object", "-w", "--stdin"], input: Data("good".utf8))
    let bad = try fixture.git(["hash-object", "-w", "--stdin"], input: Data("evil".utf8))
    func file(_ id: String) -> URL {
      fixture.root.appendingPathComponent(".git/objects/\(id.prefix(2))/\(id.dropFirst(2))")
    }
    let objects = try fixture.repository().objects
    try FileManager.default.removeItem(at: file(good))
    try FileManager.default.copyItem(at: file(bad), to: file(good))
    let id = try #require(ObjectID(hex: good))
    let error = #expect(throws: GitError.self) { try objects.blob(id) }
    #expect(error?.code == .mismatch)
  }

  @Test func idsAreText() throws {
    let hex = "0123456789abcdef0123456789ABCDEFfedcba98"
    let id = try #require(ObjectID(hex: hex))
    #expect(id.description == hex.lowercased())
    #expect(ObjectID(bytes: id.bytes) == id)
    #expect(id.abbreviated == "0123456789ab")
    for wrong in ["", "01", hex + "0", String(hex.dropLast()) + "g", String(hex.dropLast()) + "é"] {
      #expect(ObjectID(hex: wrong) == nil)
    }
    #expect(ObjectID(bytes: [1, 2, 3]) == nil)
    let larger = try #require(ObjectID(hex: "ff" + hex.dropFirst(2)))
    #expect(id < larger && !(larger < id) && id != larger)
  }
}
