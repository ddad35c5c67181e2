import DataBundle
import Diagnostics
import Foundation
import Ownership
import TestSupport
import Testing

@testable import Validation

/// The public app-interface repository with qontract's schemas: what is wrong with it, problem by problem at its line.
/// Its files stay where they are; without them the tests say so and pass.
struct PublicRepository {
  private var files: [String: [UInt8]] = [:]

  /// Nil (after a line on standard output) where the data is not there.
  init?() throws {
    for (name, parts) in [
      ("app-interface", ["data", "resources"]), ("qontract-schemas", ["schemas", "graphql-schemas"]),
    ] {
      guard let folder = SharedData.url("data/qontract/\(name)", for: "the public repository") else { return nil }
      for part in parts {
        let root = folder.appendingPathComponent(part)
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
          guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
            continue
          }
          files["\(part)/\(path)"] = [UInt8](data)
        }
      }
    }
  }

  /// The bundle with further files.
  func bundle(adding more: [String: [UInt8]] = [:]) throws -> DataBundle.Bundle {
    try Bundle.load(.classic(), from: MemorySource(bytes: files.merging(more) { $1 }))
  }
}

/// 164 schemas, most of them real: all compile, and the linter finds 22 defects in them.
@Suite struct QontractSchemasTests {
  @Test func schemasCompile() throws {
    guard let bundle = try PublicRepository()?.bundle() else { return }
    let found = bundle.diagnostics.filter { $0.place.file.hasPrefix("schemas/") }
    #expect(bundle.schemas.count == 164)
    #expect(bundle.schemaSet.paths.count == 164)
    #expect(found.count(of: .error) == 0)
    #expect(found.count(of: .warning) == 22)
    #expect(found.allSatisfy { $0.code.rawValue.hasPrefix("schema/lint-") && $0.place.range != nil })
  }

  /// qontract's own change-types, against the schemas they are for: two selectors can never match, both for good reason.
  /// (The fixture grants a user's field of clusters; the parameters of targets have no version any more.)
  @Test func selectorsThatNeverMatch() throws {
    guard let repository = try PublicRepository(),
      let folder = SharedData.url("data/qontract/change-owners-fixtures")
    else { return }
    var changeTypes: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("changetype_") {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let path = "data/" + name.replacingOccurrences(of: ".yaml", with: ".yml")
      changeTypes[path] = Array(("$schema: \(ChangeType.schema)\n" + text).utf8)
    }
    let policy = Policy.read(try repository.bundle(adding: changeTypes), today: "2026-01-15")
    #expect(policy.changeTypes.count == 5)
    let found = policy.diagnostics.map { "\($0.place.file):\($0.place.range?.start.line ?? 0) \($0.code.rawValue)" }
    #expect(
      found == [
        "data/changetype_restrictive.yml:24 policy/never-matches",
        "data/changetype_saas_file.yml:26 policy/never-matches",
      ])
  }
}

@Suite struct PublicRepositoryTests {
  @Test func everyProblemAtItsLine() throws {
    guard let bundle = try PublicRepository()?.bundle() else { return }
    let policy = Policy.read(bundle, today: "2026-01-15")
    let all = (bundle.diagnostics + ValidatedBundle(bundle).diagnostics() + policy.diagnostics).sortedUnique()
    let found = Dictionary(grouping: all, by: \.place.file).mapValues { problems in
      problems.map { "\($0.place.range?.start.line ?? 0) \($0.code.rawValue)" }
    }
    for file in Set(found.keys).union(Self.golden.keys).sorted() {
      #expect(found[file] ?? [] == Self.golden[file] ?? [], "\(file)")
    }
    let errors = all.filter { $0.severity == .error }
    #expect(errors.count == 28)
    #expect(Set(errors.map(\.place.file)).count == 9)
    #expect(all.count - errors.count == 22)
    #expect(bundle.datafiles.count == 33)
    #expect(bundle.resources.count == 2)
  }

  /// Line and code of each problem, by file, in order.
  private static let golden: [String: [String]] = [
    "data/clusters/appint-ex-01/cluster.yml": [
      "2 schema/required", "8 schema/format", "9 schema/format", "10 schema/format", "11 schema/format",
      "13 schema/format", "22 schema/additional-property", "26 schema/additional-property",
    ],
    "data/clusters/appint-ex-02/cluster.yml": [
      "2 schema/required", "8 schema/format", "9 schema/format", "10 schema/format", "11 schema/format",
      "13 schema/format", "22 schema/additional-property", "26 schema/additional-property",
    ],
    "data/dependencies/jira/jira-server.yml": [
      "2 schema/required"
    ],
    "data/dependencies/statuspage/examplecomponent.yml": [
      "2 schema/required"
    ],
    "data/ocm/api.openshift.com.yml": [
      "2 schema/required", "2 schema/required", "9 schema/additional-property", "14 schema/additional-property",
    ],
    "data/products/example/environments/production.yml": [
      "2 schema/required"
    ],
    "data/services/elasticsearch-example/app.yml": [
      "2 schema/required", "22 schema/format",
    ],
    "data/services/rds-example/app.yml": [
      "2 schema/required", "22 schema/format",
    ],
    "data/teams/example-team/jira/board.yml": [
      "6 schema/pattern"
    ],
    "schemas/access/role-1.yml": [
      "163 schema/lint-duplicate-value"
    ],
    "schemas/app-sre/app-1.yml": [
      "52 schema/lint-useless"
    ],
    "schemas/app-sre/saas-file-2.yml": [
      "157 schema/lint-pattern"
    ],
    "schemas/app-sre/saas-file-target-1.yml": [
      "23 schema/lint-misplaced"
    ],
    "schemas/aws/asg-defaults-1.yml": [
      "186 schema/lint-misplaced", "190 schema/lint-misplaced",
    ],
    "schemas/aws/vpc-request-1.yml": [
      "25 schema/lint-unknown-keyword"
    ],
    "schemas/cloudflare/dns-record-1.yml": [
      "121 schema/lint-unknown-keyword"
    ],
    "schemas/dependencies/dependency-1.yml": [
      "90 schema/lint-unknown-format"
    ],
    "schemas/dependencies/rosa-ocm-1.yml": [
      "31 schema/lint-useless"
    ],
    "schemas/dependencies/slack-workspace-1.yml": [
      "52 schema/lint-misplaced", "54 schema/lint-misplaced", "56 schema/lint-misplaced", "58 schema/lint-misplaced",
    ],
    "schemas/openshift/cluster-1.yml": [
      "129 schema/lint-misplaced", "133 schema/lint-misplaced", "141 schema/lint-misplaced",
    ],
    "schemas/openshift/namespace-1.yml": [
      "76 schema/lint-pattern"
    ],
    "schemas/openshift/openshift-cluster-manager-1.yml": [
      "264 schema/lint-duplicate-value"
    ],
    "schemas/openshift/quota-1.yml": [
      "23 schema/lint-misplaced", "63 schema/lint-misplaced", "70 schema/lint-useless",
    ],
  ]
}
