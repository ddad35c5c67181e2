import Foundation
import Testing

@testable import Workflows

/// A file is written whole or not at all, and nothing of anybody else is lost.
@Suite struct DatafileWriterTests {
  /// A folder, removed with the value.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("remit-writer-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    var writer: DatafileWriter { DatafileWriter(root: url.path) }

    var files: [String] { (try? FileManager.default.subpathsOfDirectory(atPath: url.path))?.sorted() ?? [] }

    func text(_ path: String) throws -> String {
      try String(contentsOf: url.appendingPathComponent(path), encoding: .utf8)
    }

    func write(_ path: String, _ text: String) throws {
      try text.write(to: url.appendingPathComponent(path), atomically: true, encoding: .utf8)
    }
  }

  private let bytes = Array("new\n".utf8)

  @Test func newFilesAndFolders() throws {
    let folder = try Folder()
    try folder.writer.write(bytes, to: "a/b/c.yml", known: nil)
    #expect(folder.files == ["a", "a/b", "a/b/c.yml"])
    #expect(try folder.text("a/b/c.yml") == "new\n")
  }

  @Test func whatIsThereStays() throws {
    let folder = try Folder()
    try folder.write("c.yml", "theirs")
    #expect(throws: WorkflowError.self) { try folder.writer.write(bytes, to: "c.yml", known: nil) }
    #expect(throws: WorkflowError.self) { try folder.writer.write(bytes, to: "c.yml", known: Array("mine".utf8)) }
    #expect(throws: WorkflowError.self) { try folder.writer.write(bytes, to: "d.yml", known: Array("gone".utf8)) }
    #expect(throws: WorkflowError.self) { try folder.writer.write(bytes, to: "c.yml/x/d.yml", known: nil) }
    #expect(folder.files == ["c.yml"])
    #expect(try folder.text("c.yml") == "theirs")
  }

  @Test func aKnownFileKeepsItsMode() throws {
    let folder = try Folder()
    try folder.write("c.yml", "old")
    let path = folder.url.appendingPathComponent("c.yml").path
    try FileManager.default.setAttributes([.posixPermissions: 0o604], ofItemAtPath: path)
    try folder.writer.write(bytes, to: "c.yml", known: Array("old".utf8))
    #expect(try folder.text("c.yml") == "new\n" && folder.files == ["c.yml"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o604)
  }

  @Test func linksLeadNowhere() throws {
    let (folder, other) = (try Folder(), try Folder())
    let files = FileManager.default
    try files.createSymbolicLink(at: folder.url.appendingPathComponent("l"), withDestinationURL: other.url)
    try files.createSymbolicLink(
      at: folder.url.appendingPathComponent("f.yml"), withDestinationURL: other.url.appendingPathComponent("f.yml"))
    for path in ["l/c.yml", "l/a/b/c.yml", "f.yml"] {
      #expect(throws: WorkflowError.self) { try folder.writer.write(bytes, to: path, known: nil) }
    }
    try other.write("f.yml", "old")
    #expect(throws: WorkflowError.self) { try folder.writer.write(bytes, to: "f.yml", known: Array("old".utf8)) }
    #expect(other.files == ["f.yml"] && folder.files == ["f.yml", "l"])
    #expect(try other.text("f.yml") == "old")
  }
}
