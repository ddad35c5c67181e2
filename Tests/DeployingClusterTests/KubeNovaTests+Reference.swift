import ClusterSupport
import DocumentModel
import Foundation
import JSONCoding
import TestSupport
import Testing
import YAMLReader

/// The objects on the cluster against those that a real API server has taken before (`data/kubernetes/examples`): every field
/// of theirs is there, but for what is listed here.
extension ExampleTests.KubeNovaTests {
  /// What may differ, by object and pointer, and why.
  private static let differences: [String: [String: String]] = [
    "Tenant acme": [
      "/spec/namespaceOptions/forbiddenLabels": "nobody but the deployer makes namespaces, so nobody chooses labels",
      "/spec/owners/0/name": "the example's deployer has another name",
    ]
  ]

  /// The objects of a file.
  private func objects(_ name: String) throws -> [Document]? {
    guard let url = SharedData.url("data/kubernetes/examples/\(name).yaml", for: "comparison with \(name)") else {
      return nil
    }
    return try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n---\n").map { text in
      try #require(YAMLReader().read(Array(text.utf8), file: "\(name).yaml").document)
    }
  }

  /// Where a value of theirs is not there, or is another one.
  private func missing(
    _ theirs: Document, _ b: NodeID, _ live: Document, _ a: NodeID, at pointer: String = ""
  ) -> [String] {
    switch (theirs.kind(b), live.kind(a)) {
    case (.object, .object):
      return theirs.children(b).flatMap { child -> [String] in
        let path = pointer + JSONPointer([theirs.key(child) ?? ""]).description
        guard let other = live.member(a, DocumentKey(theirs.key(child) ?? "")) else { return [path] }
        return missing(theirs, child, live, other, at: path)
      }
    case (.array, .array) where theirs.count(b) == live.count(a):
      return zip(theirs.children(b), live.children(a)).enumerated().flatMap { index, pair in
        missing(theirs, pair.0, live, pair.1, at: "\(pointer)/\(index)")
      }
    default:
      return theirs.json(b, style: .canonical) == live.json(a, style: .canonical) ? [] : [pointer]
    }
  }

  private func compare(_ file: String, _ example: Example) async throws {
    for document in try objects(file) ?? [] {
      func text(_ path: String) -> String? {
        JSONPointer(parsing: path).flatMap { document.resolve($0) }.flatMap { document.string($0) }
      }
      let (kind, name) = (try #require(text("/kind")), try #require(text("/metadata/name")))
      let version = try #require(text("/apiVersion"))
      let namespace = text("/metadata/namespace").map { "/namespaces/\($0)" } ?? ""
      let path = "\(version == "v1" ? "/api" : "/apis")/\(version)\(namespace)/\(kind.lowercased())s/\(name)"
      let answer = try await example.cluster.ask(.get, path)
      #expect(answer.isSuccess, "\(file): \(path)")
      let live = try #require(JSONReader().read(answer.body, file: path).document)
      let found = missing(document, document.root, live, live.root)
      let expected = Self.differences["\(kind) \(name)"]?.keys.sorted() ?? []
      #expect(found.sorted() == expected, "\(file): \(kind) \(name)")
    }
  }

  @Test(arguments: ["00-capsule-tenant", "01-clusterroles", "02-app-namespace", "03-sandbox-namespace"])
  func objectsAreThoseOfTheReference(_ file: String) async throws {
    guard let example = try await Self.deployed.value else { return }
    try await compare(file, example)
  }

  /// All kinds of source, and both engines for charts.
  @Test(arguments: ReferenceApp.all) func applicationIsThatOfTheReference(_ app: ReferenceApp) async throws {
    guard let example = try await Self.deployed.value else { return }
    let (file, cluster) = ("data/apps/acme/shop/frontend.yml", "data/clusters/dc1.yml")
    let (text, capabilities) = (try example.read(file), try example.read(cluster))
    let head = try #require(text.components(separatedBy: "source:\n").first)
    try example.commit(
      app.file,
      [
        file: head + app.source,
        cluster: capabilities.replacing("helmEngine: flux", with: "helmEngine: \(app.engine)"),
      ])
    try await example.converge()
    try await compare(app.file, example)
    // Kubernetes 1.20 cannot take a whole object out of a custom resource again: it makes it null, and refuses that.
    try await example.cluster.ask(
      .delete, "/apis/core.oam.dev/v1beta1/namespaces/tn-acme-shop-app-frontend/applications/frontend")
    try example.commit("back", [file: text, cluster: capabilities])
    try await example.converge()
  }

  /// kubectl finds nothing to change in what was applied, and would find something.
  @Test func kubectlFindsNoDifference() async throws {
    guard ClusterTools.kubectlIsThere(), let example = try await Self.deployed.value else { return }
    let objects = try await example.objectsAsFiles()
    let same = try example.kubectlDiff(objects)
    #expect(same.status == 0 && same.output == "", "\(same.output) \(same.errors)")
    let quota = "/api/v1/namespaces/tn-acme-shop-sbx-001/resourcequotas/kubenova"
    try await example.patch(quota, #"{"spec":{"hard":{"pods":null}}}"#)
    #expect(try example.kubectlDiff(objects).status == 1)
    try await example.converge()
    #expect(try example.kubectlDiff(objects).status == 0)
  }

  /// kubectl reads the inventory of a tenant, once it is told that it keeps it: it would remove exactly what is in namespaces,
  /// as it is given only the rest.
  @Test func kubectlAcceptsTheInventory() async throws {
    guard ClusterTools.kubectlIsThere(), let example = try await Self.deployed.value else { return }
    let parent = "/api/v1/namespaces/remit-system/configmaps/remit-acme"
    let version = try example.cluster.kubectl("version", "--client", "-o", "json").output
    let git = version.split(separator: "\"").first { $0.hasPrefix("v1.") }.map(String.init) ?? "v1.32.4"
    func tooling(_ name: String) async throws {
      try await example.patch(
        parent, #"{"metadata":{"annotations":{"applyset.kubernetes.io/tooling":"\#(name)"}}}"#)
    }
    let set = try await example.get(parent)
    let metadata = try #require(set["metadata"] as? [String: Any])
    let notes = try #require(metadata["annotations"] as? [String: String])
    let id = try #require((metadata["labels"] as? [String: String])?["applyset.kubernetes.io/id"])
    let folder = try await example.objectsAsFiles()
    // As it would be written without the set's label, which kubectl puts there itself.
    var whole: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/acme/_cluster").sorted() {
      let file = URL(fileURLWithPath: "\(folder)/acme/_cluster/\(name)")
      var object = try #require(
        try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any])
      var own = object["metadata"] as? [String: Any] ?? [:]
      own["labels"] = (own["labels"] as? [String: String])?.filter { !$0.key.hasPrefix("applyset.") }
      object["metadata"] = own
      whole.append(String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self))
    }
    let listed = try example.cluster.kubectl(
      "get", "configmaps,serviceaccounts,resourcequotas,limitranges,rolebindings,applications.core.oam.dev", "-A", "-l",
      "applyset.kubernetes.io/part-of=\(id)", "-o", "name")
    let members = listed.output.split(separator: "\n").count
    try await tooling("kubectl/\(git)")
    let pruned = try example.cluster.kubectl(
      "apply", "--server-side", "--force-conflicts", "--dry-run=server", "--prune", "--applyset=configmap/remit-acme",
      "-n", "remit-system", "-f", "-", input: whole.joined(separator: "\n"),
      environment: ["KUBECTL_APPLYSET": "true"])
    try await tooling(try #require(notes["applyset.kubernetes.io/tooling"]))
    #expect(pruned.status == 0, "\(pruned.errors)")
    let lines = pruned.output.split(separator: "\n")
    #expect(lines.count { $0.contains(" pruned") } == members && members > 20, "\(listed.output)\n\(pruned.output)")
    #expect(lines.count { $0.contains("serverside-applied") } == whole.count, "\(pruned.output)")
    #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
  }
}
