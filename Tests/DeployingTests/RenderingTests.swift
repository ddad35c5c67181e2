import Deploying
import Foundation
import Kubernetes
import Testing

/// Plans as people and programs see them.
@Suite struct RenderingTests {
  /// Everything that a plan may have.
  private func plan() async throws -> Plan {
    var scene = Scene()
    try scene.addTenant()
    try scene.addNamespace()
    try scene.addConfigMap("kept")
    try scene.addConfigMap("gone")
    try scene.addConfigMap("drifted")
    try scene.add(
      "{apiVersion: v1, kind: Secret, metadata: {name: key, namespace: shop}, data: {password: aHVudGVyMg==}}")
    #expect(await scene.run().state == .deployed)
    scene.commit = "c2"
    scene.objects = []
    try scene.addTenant()
    try scene.addNamespace()
    try scene.addNamespace("new")
    try scene.addConfigMap("kept", "a: c, 'we|ird`': '<b>'")
    try scene.addConfigMap("drifted")
    try scene.addConfigMap("late", namespace: "new")
    try scene.add(
      "{apiVersion: v1, kind: Secret, metadata: {name: key, namespace: shop}, data: {password: aHVudGVyMw==}}")
    try scene.addConfigMap("lost", namespace: "nowhere")
    try scene.addConfigMap("gone", isTombstone: true)
    scene.cluster.edit("ConfigMap shop/drifted", ["data", "a"], .string("x"))
    return Plan([try await scene.plan()])
  }

  private func golden(_ text: String, _ name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["REMIT_WRITE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test func text() async throws { try golden(try await plan().text(), "plan.txt") }
  @Test func markdown() async throws { try golden(try await plan().markdown(), "plan.md") }
  @Test func json() async throws { try golden(try await plan().json, "plan.json") }

  /// Of long values the part is shown in which they differ, of both from the same place on.
  @Test func longValuesAreShownWhereTheyDiffer() async throws {
    let (same, rest) = (String(repeating: "x", count: 300), String(repeating: "z", count: 300))
    var scene = try await Scene.deployed { try $0.addConfigMap("long", "a: \(same)1\(rest), b: short") }
    scene.removeConfigMap("long")
    try scene.addConfigMap("long", "a: \(same)2\(rest), b: other")
    let plan = Plan([try await scene.plan()])
    func part(_ digit: Int) -> String {
      "…\(String(repeating: "x", count: 50))\(digit)\(String(repeating: "z", count: 148))…"
    }
    for text in [plan.text(), plan.markdown()] {
      #expect(text.contains(part(1)) && text.contains(part(2)) && text.contains("other"), "\(text)")
    }
    #expect(plan.json.contains("\(same)2\(rest)"))
  }

  /// What is too long for a comment is cut where a line ends.
  @Test func markdownHasALimit() async throws {
    let text = try await plan().markdown(maximumLength: 500)
    #expect(text.utf8.count <= 500)
    #expect(text.contains("and more"))
    #expect(text.contains("Plan `sha256:"))
  }

  /// The same, in whatever order things are read and whenever.
  @Test func hashDependsOnNothingElse() async throws {
    let one = try await plan()
    #expect(try await plan().hash == one.hash)
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a")
    try scene.addConfigMap("b")
    let hash = try await scene.plan().hash
    scene.objects.reverse()
    scene.commit = "c9"
    #expect(try await scene.plan().hash == hash)
    try scene.addConfigMap("c")
    #expect(try await scene.plan().hash != hash)
  }
}
