import DataBundle
import Diagnostics
import DocumentModel
import Foundation
import JSONCoding
import Rendering
import TestSupport
import Testing

/// The rendered objects against objects that a real API server has taken (`../shared/data/kubernetes/examples`). What
/// differs is listed here, pointer by pointer: `+` only ours, `-` only theirs, `~` another value.
@Suite struct ReferenceTests {
  private static let app = "tn-acme-shop-app-frontend"
  /// KubeVela makes a revision when the content changes.
  private static let version = "+/metadata/annotations/app.oam.dev~1publishVersion"
  private static let labels = "+/metadata/labels"

  /// The objects of a file; nil, with a line that says so, where it is not there.
  private func objects(_ name: String) throws -> [String: Document]? {
    guard let url = SharedData.url("data/kubernetes/examples/\(name).yaml", for: "ReferenceTests of \(name)") else {
      return nil
    }
    var found: [String: Document] = [:]
    for text in try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n---\n") {
      let document = try #require(DocumentReader().read(Array(text.utf8), file: "\(name).yaml").document)
      let object = Object(document)
      found["\(try #require(object.text("/kind"))) \(try #require(object.text("/metadata/name")))"] = document
    }
    return found
  }

  private struct Object {
    let document: Document
    init(_ document: Document) { self.document = document }
    func text(_ path: String) -> String? {
      JSONPointer(parsing: path).flatMap { document.resolve($0) }.flatMap { document.string($0) }
    }
  }

  /// Where two values differ.
  private func differences(
    _ ours: Document, _ a: NodeID, _ theirs: Document, _ b: NodeID, at pointer: String = ""
  ) -> [String] {
    if ours.kind(a) == .object, theirs.kind(b) == .object {
      var found: [String] = []
      for child in ours.children(a) {
        let key = ours.key(child) ?? ""
        let path = JSONPointer([key]).description
        if let other = theirs.member(b, DocumentKey(key)) {
          found += differences(ours, child, theirs, other, at: pointer + path)
        } else {
          found.append("+" + pointer + path)
        }
      }
      for child in theirs.children(b) where ours.member(a, DocumentKey(theirs.key(child) ?? "")) == nil {
        found.append("-" + pointer + JSONPointer([theirs.key(child) ?? ""]).description)
      }
      return found.sorted()
    }
    if ours.kind(a) == .array, theirs.kind(b) == .array, ours.count(a) == theirs.count(b) {
      return zip(ours.children(a), theirs.children(b)).enumerated().flatMap { index, pair in
        differences(ours, pair.0, theirs, pair.1, at: "\(pointer)/\(index)")
      }
    }
    return ours.json(a, style: .canonical) == theirs.json(b, style: .canonical) ? [] : ["~" + pointer]
  }

  private func compare(
    _ file: String, _ rendering: Rendering, on cluster: String, in namespace: String?, _ expected: [String: [String]],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    guard let theirs = try objects(file) else { return }
    let ours = rendering.objects(on: cluster, in: namespace).merging(rendering.objects(on: cluster, in: nil)) {
      first, _ in first
    }
    #expect(expected.keys.sorted() == theirs.keys.sorted(), sourceLocation: location)
    for (name, document) in theirs {
      let object = try #require(ours[name], "\(name) is not rendered: \(ours.keys.sorted())", sourceLocation: location)
      let found = differences(object.document, object.document.root, document, document.root)
      #expect(found == expected[name]?.sorted(), "\(file): \(name)", sourceLocation: location)
    }
  }

  /// The app `frontend` with a source of its own, on a cluster whose KubeVela has this engine for charts.
  private func frontend(_ source: String, engine: String = "flux") throws -> Rendering {
    let text = try Example.kubenova.text("/apps/acme/shop/frontend.yml")
    let head = try #require(text.components(separatedBy: "source:\n").first)
    let cluster = try Example.kubenova.text("/clusters/dc1.yml").replacing(
      "helmEngine: flux", with: "helmEngine: \(engine)")
    return try Example.kubenova.rendered(["/apps/acme/shop/frontend.yml": head + source, "/clusters/dc1.yml": cluster])
  }

  @Test func tenant() throws {
    try compare(
      "00-capsule-tenant", Example.kubenova.rendered(), on: "dc1", in: nil,
      [
        // Nobody but the deployer makes namespaces, so nobody can choose their labels. The deployer has another name.
        "Tenant acme": ["-/spec/namespaceOptions/forbiddenLabels", "~/spec/owners/0/name"]
      ])
  }

  @Test func roles() throws {
    try compare(
      "01-clusterroles", Example.kubenova.rendered(), on: "dc1", in: nil,
      [
        "ClusterRole kubenova-app-readonly": [], "ClusterRole kubenova-sandbox-edit": [],
      ])
  }

  @Test func namespaces() throws {
    let rendering = try Example.kubenova.rendered()
    try compare(
      "02-app-namespace", rendering, on: "dc1", in: Self.app,
      [
        "Namespace tn-acme-shop-app-frontend": [], "RoleBinding kubenova-app-readonly": [Self.labels],
        "ServiceAccount default": [Self.labels],
      ])
    try compare(
      "03-sandbox-namespace", rendering, on: "dc1", in: "tn-acme-shop-sbx-001",
      [
        "Namespace tn-acme-shop-sbx-001": [], "RoleBinding kubenova-sandbox-edit": [Self.labels],
        "ResourceQuota kubenova": [Self.labels], "LimitRange kubenova": [Self.labels],
      ])
  }

  @Test(arguments: ReferenceApp.all) func application(_ app: ReferenceApp) throws {
    try compare(
      app.file, frontend(app.source, engine: app.engine), on: "dc1", in: Self.app,
      ["Application frontend": [Self.version]])
  }

  @Test func map() throws {
    let source =
      "source: {kind: containerImage, containerImage: {image: registry.example.com/acme/frontend, tag: 1.4.2, port: 80}}\n"
    try compare(
      "20-app-configmap", frontend(source), on: "dc1", in: Self.app,
      [
        // Not from the catalogue; and the source is as the datafile has it.
        "ConfigMap kubenova-app-frontend": [
          "-/data/catalogItemId", "-/data/catalogOverrides", "-/data/catalogVersion", "~/data/source.json",
        ]
      ])
  }

  @Test func website() throws {
    let text = try Example.wpaas.text("/instances/acm/default/default/blog.yml")
    let plain = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("dnsName") && !$0.hasPrefix("route") }.joined(separator: "\n")
    let rendering = try Example.wpaas.rendered(["/instances/acm/default/default/blog.yml": plain])
    let pods = "/spec/template/spec/containers/0"
    try compare(
      "30-wpaas-instance", rendering, on: "west", in: "wp-acm-default-default",
      [
        "Namespace wp-acm-default-default": [],
        // The database's password, where the code is, and how large an instance is.
        "Deployment blog-wordpress": ["+\(pods)/resources", "~\(pods)/env"],
        "StatefulSet blog-db": ["+\(pods)/env", "+\(pods)/resources"], "Service blog-wordpress": [],
        "Service blog-db": [],
        "Ingress blog": ["+/spec/ingressClassName"],
      ])
  }
}
