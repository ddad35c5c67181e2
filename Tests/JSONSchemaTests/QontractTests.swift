import Diagnostics
import DocumentModel
import Testing

@testable import JSONSchema

@Suite("qontract's schemas and datafiles")
struct QontractTests {
  @Test func allSchemasCompileAndTheLinterFindsTheirDefects() throws {
    guard let world = try QontractWorld.load() else { return }
    #expect(world.sourceCount == 164)
    #expect(world.set.paths.count == 164)
    #expect(world.diagnostics.filter { $0.severity == .error } == [])
    let findings = world.diagnostics.map { finding in
      "\(finding.code.rawValue.dropFirst(12)) \(finding.place.file) \(finding.place.pointer ?? "")"
    }
    #expect(findings == Self.findings)
  }

  /// Real defects, every one.
  private static let findings = [
    "duplicate-value access/role-1.yml "
      + "/properties/self_service/items/properties/datafiles/items/$schemaRef/properties/$schema/enum/28",
    "useless app-sre/app-1.yml /properties/grafanaUrls/items/minItems",
    "pattern app-sre/saas-file-2.yml /properties/imagePatterns/items/pattern",
    "misplaced app-sre/saas-file-target-1.yml /properties/namespaceSelector/jsonPathSelectors",
    "misplaced aws/asg-defaults-1.yml /properties/instance_requirements/properties/memory_mib/min",
    "misplaced aws/asg-defaults-1.yml /properties/instance_requirements/properties/memory_mib/max",
    "unknown-keyword aws/vpc-request-1.yml /properties/cidr_block/$scemaRef",
    "unknown-keyword cloudflare/dns-record-1.yml /properties/priority/minimal",
    "unknown-format dependencies/dependency-1.yml /properties/monitoring/properties/url/format",
    "useless dependencies/rosa-ocm-1.yml /properties/ocm_environments/required",
    "misplaced dependencies/slack-workspace-1.yml /properties/integrations/items/token",
    "misplaced dependencies/slack-workspace-1.yml /properties/integrations/items/channel",
    "misplaced dependencies/slack-workspace-1.yml /properties/integrations/items/icon_emoji",
    "misplaced dependencies/slack-workspace-1.yml /properties/integrations/items/username",
    "misplaced openshift/cluster-1.yml /properties/auth/items/oneOf/2/properties/claims/email",
    "misplaced openshift/cluster-1.yml /properties/auth/items/oneOf/2/properties/claims/username",
    "misplaced openshift/cluster-1.yml /properties/auth/items/oneOf/2/properties/claims/groups",
    "pattern openshift/namespace-1.yml /properties/managedResourceTypes/items/pattern",
    "duplicate-value openshift/openshift-cluster-manager-1.yml "
      + "/properties/disable/properties/integrations/items/enum/12",
    "misplaced openshift/quota-1.yml /properties/quotas/items/resources",
    "misplaced openshift/quota-1.yml /properties/quotas/items/scopes",
    "useless openshift/quota-1.yml /properties/quotas/required",
  ]

  @Test func datafilesHaveTheProblemsOfTheirAge() throws {
    guard let world = try QontractWorld.load() else { return }
    var counts: [String: Int] = [:]
    for (_, document) in world.data {
      guard let schema = world.schema(of: document) else { continue }
      for problem in world.set.validate(document, against: schema) { counts[problem.code.rawValue, default: 0] += 1 }
    }
    #expect(
      counts == [
        "schema/required": 9, "schema/format": 12, "schema/additional-property": 6, "schema/pattern": 1,
      ])
  }

  @Test func crossrefsAndResourcesAreFound() throws {
    guard let world = try QontractWorld.load() else { return }
    var found: [Marker: Int] = [:]
    for (_, document) in world.data {
      guard let schema = world.schema(of: document) else { continue }
      let annotations = world.set.annotations(of: document, against: schema)
      for annotation in annotations { found[annotation.marker, default: 0] += 1 }
      // Every `$ref` of these files stands where a schema expects one.
      let references = annotations.filter { $0.marker == .crossReference || $0.marker == .schemaRef }.map(\.node)
      for node in document.references { #expect(references.contains(node)) }
    }
    #expect(found[.schemaRef] ?? 0 >= 40)
    #expect(found[.resourceReference] ?? 0 > 0)
  }

  @Test("agrees with another implementation on changed datafiles")
  func differential() throws {
    guard let world = try QontractWorld.load() else { return }
    var generator = Mutation.Generator(state: 42)
    var cases: [(path: String, document: Document)] = []
    for (_, document) in world.data {
      guard let path = document.member(document.root, "$schema").flatMap(document.string) else { continue }
      for _ in 0..<40 { cases.append((path, Mutation.changed(document, &generator))) }
    }
    guard let expected = try world.verdicts(cases) else { return }
    var options = SchemaOptions()
    options.formats = false
    let (set, _) = SchemaSet.compile(world.sources, options: options)
    #expect(expected.count == cases.count)
    for item in cases {
      guard let schema = world.set.schema(item.path) else { continue }
      let checked = world.set.check(item.document, against: schema)
      #expect(checked.annotations == world.set.annotations(of: item.document, against: schema))
      #expect(checked.problems == world.set.validate(item.document, against: schema))
    }
    for (verdict, item) in zip(expected, cases) {
      let schema = try #require(set.schema(item.path))
      let problems = set.validate(item.document, against: schema)
      #expect(problems.isEmpty == verdict, "\(item.path) \(JSONText.write(item.document)) \(problems.map(\.message))")
    }
    print("\(cases.count) changed datafiles: \(expected.count { $0 }) valid, the same as python's jsonschema says")
  }
}

extension Document {
  /// All objects with a member `$ref`.
  fileprivate var references: [NodeID] {
    var result: [NodeID] = []
    var pending = [root]
    while let node = pending.popLast() {
      if member(node, "$ref") != nil { result.append(node) }
      pending += children(node)
    }
    return result
  }
}
