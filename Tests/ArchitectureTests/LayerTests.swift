import Testing

/// The rows of the table of targets in the design, from the bottom to the top.
private let rows: [[String]] = [
  ["CLibgit2", "CLibyaml", "CLibcurl", "CPCRE2", "CLibpq", "CSpawn"],
  ["Diagnostics"], ["DocumentModel"],
  ["YAMLReader"], ["YAMLEditing"], ["JSONCoding"], ["JSONPath"], ["JSONe"], ["JSONSchema"], ["GitObjects"],
  ["HTTPTransport"],
  ["Processes"], ["Monitoring"],
  ["DataBundle"], ["Validation"], ["Rendering"], ["Diffing"], ["Ownership"], ["Deciding"], ["Reporting"],
  ["Forges", "ForgeGitLab", "ForgeGitHub", "ForgeGitea", "Webhooks"], ["Kubernetes"], ["ServiceStore"],
  ["Workflows"], ["BotService", "Deploying"], ["BotServer"], ["ServiceAssembly"],
  ["Measuring"], ["remit", "RemitBenchmark"],
  ["TestSupport"], ["ForgeDoubles"], ["ClusterSupport"], ["StormBenchmark"], ["DeployBenchmark"],
]

/// What a target may import: everything of earlier rows, and the first of its own (the forges' common part).
private let allowed: [String: Set<String>] = {
  var result: [String: Set<String>] = [:]
  var below: Set<String> = []
  for row in rows {
    for target in row { result[target] = below.union(target == row[0] ? [] : [row[0]]) }
    below.formUnion(row)
  }
  return result
}()

/// What only tests may import.
private let forTests: Set<String> = [
  "TestSupport", "ForgeDoubles", "ClusterSupport", "StormBenchmark", "DeployBenchmark",
]

/// The engine: values in, values out.
private let engine: Set<String> = [
  "Diagnostics", "DocumentModel", "YAMLReader", "YAMLEditing", "JSONCoding", "JSONPath", "JSONe", "JSONSchema",
  "GitObjects",
  "DataBundle",
  "Validation", "Rendering", "Diffing", "Ownership", "Deciding", "Reporting",
]

/// Modules through which a target would reach files, the clock, the environment or the network by itself.
private let outside: Set<String> = [
  "Foundation", "FoundationEssentials", "FoundationNetworking", "FoundationXML", "FoundationInternationalization",
  "Glibc", "Musl", "Darwin", "CoreFoundation",
]

/// What one file may import all the same: the number of cores is asked of the C library.
private let exceptions: [String: Set<String>] = ["DataBundle/Threads.swift": ["Glibc"]]

/// Which targets may use a C library.
private let ownersOfC: [String: Set<String>] = [
  "CLibgit2": ["GitObjects"], "CLibyaml": ["YAMLReader", "RemitBenchmark"], "CPCRE2": ["JSONSchema"],
  "CLibcurl": ["HTTPTransport"],
  "CLibpq": ["ServiceStore"], "CSpawn": ["Processes"],
]

@Suite struct LayerTests {
  @Test func everyTargetHasItsRow() throws {
    for target in try SourceTree.shared.get().targets.sorted() {
      #expect(allowed[target] != nil, "\(target) is in no row of \(#fileID): add it to the design first")
    }
  }

  @Test func importsGoDown() throws {
    for file in try SourceTree.shared.get().files {
      let mayImport = allowed[file.target] ?? []
      for module in file.imports where allowed[module] != nil {
        #expect(mayImport.contains(module), "\(file.path): \(file.target) must not import \(module)")
        #expect(
          !forTests.contains(module) || forTests.contains(file.target), "\(file.path): only tests may import \(module)")
      }
    }
  }

  @Test func engineIsPure() throws {
    for file in try SourceTree.shared.get().files where engine.contains(file.target) {
      for module in file.imports where !(exceptions[file.path] ?? []).contains(module) {
        #expect(!outside.contains(module), "\(file.path): the engine must not import \(module)")
      }
    }
  }

  @Test func oneTargetOwnsEachCLibrary() throws {
    for file in try SourceTree.shared.get().files {
      for module in file.imports {
        guard let owners = ownersOfC[module] else { continue }
        #expect(owners.contains(file.target), "\(file.path): only \(owners.sorted()) may import \(module)")
      }
    }
  }

  @Test(arguments: [
    ("import A", "A"), ("public import A", "A"), ("@testable import A", "A"), ("  import struct A.B", "A"),
    ("@_exported public import A", "A"), ("// import A", nil), ("let import1 = A", nil), ("see import A", nil),
  ])
  func importsAreRecognised(_ line: String, _ module: String?) {
    #expect(importedModule(line[...]) == module)
  }
}
