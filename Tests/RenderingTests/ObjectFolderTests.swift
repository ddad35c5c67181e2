import DataBundle
import Diagnostics
import Foundation
import Rendering
import Reporting
import Testing
import Workflows

/// A folder of objects holds what is rendered, and what is others' stays.
@Suite struct ObjectFolderTests {
  private final class Folder {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("remit-objects-\(UUID().uuidString)")
    var url: URL { base.appendingPathComponent("objects") }

    deinit { try? FileManager.default.removeItem(at: base) }

    var files: [String] {
      get throws {
        try FileManager.default.subpathsOfDirectory(atPath: url.path).filter {
          var isFolder: ObjCBool = false
          return FileManager.default.fileExists(atPath: url.appendingPathComponent($0).path, isDirectory: &isFolder)
            && !isFolder.boolValue
        }.sorted()
      }
    }

    func write(_ fleet: Fleet, cluster: String? = nil) throws -> [Int] {
      let objects = try fleet.rendered(RenderingOptions(cluster: cluster)).objects
      let outcome = try ObjectFolder(url.path).write(objects, cluster: cluster) { ObjectsText.yaml($0) }
      return [outcome.written, outcome.unchanged, outcome.removed]
    }

    func text(_ path: String) throws -> String {
      try String(contentsOf: url.appendingPathComponent(path), encoding: .utf8)
    }

    func put(_ text: String, at path: String) throws {
      try Data(text.utf8).write(to: url.appendingPathComponent(path))
    }
  }

  private static let web = "one/red/red-web/ConfigMap.it.yml"
  private static let api = "two/red/red-api/ConfigMap.it.yml"
  private static let fleet = Fleet().configMap("{a: b}").with("data/apps/api.yml", Fleet.app("api", cluster: "two"))

  @Test func filesAreWrittenOnce() throws {
    let folder = Folder()
    #expect(try folder.write(Self.fleet) == [2, 0, 0])
    #expect(try folder.files == [".remit-objects", Self.web, Self.api])
    #expect(try folder.text(".remit-objects") == "\(Self.web)\n\(Self.api)\n")
    #expect(try folder.text(Self.web).hasSuffix("data:\n  a: \"b\"\n"))
    #expect(try folder.write(Self.fleet) == [0, 2, 0])
    let changed = Self.fleet.configMap("{a: '${path}'}").with("data/apps/api.yml", nil)
    #expect(try folder.write(changed) == [1, 0, 1])
    #expect(try folder.files == [".remit-objects", Self.web])
    #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("two").path))
  }

  /// Nothing is made where a link in the folder leads.
  @Test func linksLeadNowhere() throws {
    let folder = Folder()
    let outside = folder.base.appendingPathComponent("outside")
    for url in [folder.url, outside] {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("one"), withDestinationURL: outside)
    #expect(throws: WorkflowError.self) { try folder.write(Self.fleet) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
  }

  @Test func tombstonesHaveNoFile() throws {
    let folder = Folder()
    _ = try folder.write(Self.fleet)
    let deleted = Self.fleet.with("data/apps/api.yml", Fleet.app("api", cluster: "two", more: "delete: true\n"))
    #expect(try folder.write(deleted)[2] == 1)
    #expect(try folder.files == [".remit-objects", Self.web])
  }

  @Test func otherClustersStay() throws {
    let folder = Folder()
    _ = try folder.write(Self.fleet)
    #expect(try folder.write(Self.fleet, cluster: "one") == [0, 1, 0])
    #expect(try folder.files == [".remit-objects", Self.web, Self.api])
  }

  @Test func whatIsOfOthersStays() throws {
    let folder = Folder()
    _ = try folder.write(Self.fleet)
    try folder.put("mine\n", at: "notes.yml")
    // Somebody has put a file of their own in the place of one.
    try folder.put("mine\n", at: Self.api)
    #expect(try folder.write(Self.fleet.with("data/apps/api.yml", nil))[2] == 0)
    #expect(try folder.files == [".remit-objects", "notes.yml", Self.web, Self.api].sorted())
  }

  /// The list may be anybody's: it never leads out of the folder.
  @Test(arguments: [
    "../victim.yml", "/etc/hosts.yml", "a/../../victim.yml", "a/b/../victim.yml", "one/red/red-web/.yml",
  ])
  func listsAreNotBelieved(_ line: String) throws {
    let folder = Folder()
    _ = try folder.write(Self.fleet)
    let victim = folder.url.deletingLastPathComponent().appendingPathComponent("victim.yml")
    try Data("# Written by remit deploy render. Changes are lost.\n".utf8).write(to: victim)
    try folder.put("\(line)\n", at: ".remit-objects")
    #expect(try folder.write(Self.fleet)[2] == 0)
    #expect(FileManager.default.fileExists(atPath: victim.path))
  }

  @Test func linksAreNotFollowed() throws {
    let (folder, other) = (Folder(), Folder())
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("one"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: other.url, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("one/red"), withDestinationURL: other.url)
    #expect(throws: WorkflowError.self) { try folder.write(Self.fleet) }
    // The folder itself is made before it is seen where it is; nothing is written.
    #expect(try other.files == [])
  }
}
