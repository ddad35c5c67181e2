import DataBundle
import Diagnostics
import Foundation
import Rendering
import Testing
import Workflows

/// The examples of this package as they stand, and with edits.
enum Example: String, CaseIterable {
  case kubenova, wpaas

  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Data and schemas, read once.
  private static let texts: [String: [UInt8]] = {
    var texts: [String: [UInt8]] = [:]
    for folder in ["examples/kubenova", "examples/wpaas", "schemas", "change-types"] {
      let base = package.appendingPathComponent(folder).resolvingSymlinksInPath()
      for path in (try? FileManager.default.subpathsOfDirectory(atPath: base.path)) ?? [] {
        if let data = try? Data(contentsOf: base.appendingPathComponent(path)) {
          texts["\(folder)/\(path)"] = Array(data)
        }
      }
    }
    return texts
  }()

  /// The bundle with other datafiles, by their paths (`/apps/a.yml`); nil takes one away.
  func bundle(_ edits: [String: String?] = [:]) throws -> DataBundle.Bundle {
    var texts = Self.texts
    for (path, text) in edits { texts["examples/\(rawValue)/data\(path)"] = text.map { Array($0.utf8) } }
    return try DataBundle.Bundle.load(source: MemorySource(bytes: texts), folder: "examples/\(rawValue)")
  }

  /// A datafile's text.
  func text(_ path: String) throws -> String {
    String(decoding: try #require(Self.texts["examples/\(rawValue)/data\(path)"]), as: UTF8.self)
  }

  func rendered(_ edits: [String: String?] = [:], _ location: SourceLocation = #_sourceLocation) throws -> Rendering {
    let bundle = try self.bundle(edits)
    let errors = bundle.diagnostics.filter { $0.severity == .error }
    #expect(errors == [], sourceLocation: location)
    let rendering = try #require(Rendering.make(bundle), sourceLocation: location)
    #expect(rendering.diagnostics == [], sourceLocation: location)
    return rendering
  }
}

extension Rendering {
  /// The objects of a cluster and a namespace (or those of the whole cluster), by kind and name.
  func objects(on cluster: String, in namespace: String?) -> [String: RenderedObject] {
    let found = objects.filter { $0.cluster == cluster && $0.identity.namespace == namespace }
    return Dictionary(found.map { ("\($0.identity.kind) \($0.identity.name)", $0) }) { first, _ in first }
  }

  /// An object: `Kind name`.
  func object(
    _ name: String, on cluster: String, in namespace: String? = nil, _ location: SourceLocation = #_sourceLocation
  ) throws -> RenderedObject {
    let found = objects(on: cluster, in: namespace)
    return try #require(found[name], "there are \(found.keys.sorted())", sourceLocation: location)
  }
}
