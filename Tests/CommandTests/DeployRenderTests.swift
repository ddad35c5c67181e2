import Foundation
import Testing

/// `remit deploy render`
@Suite struct DeployRenderTests {
  private static let example = Command.package.appendingPathComponent("examples/kubenova")

  @Test func yamlIsTheSameEachTime() throws {
    let runs = try (0..<2).map { _ in try Command.run(["remit", "deploy", "render"], in: Self.example) }
    #expect(runs[0].status == 0 && runs[0].errors == "")
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].output.contains("kind: \"Tenant\""))
    let one = try Command.run(["remit", "deploy", "render", "--cluster", "dc2"], in: Self.example)
    #expect(one.status == 0 && !one.output.contains("# dc1,") && one.output.contains("# dc2,"))
  }

  @Test func jsonSaysWhereObjectsComeFrom() throws {
    let run = try Command.run(["remit", "deploy", "render", "--format", "json", "--cluster", "dc1"], in: Self.example)
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(answer["clusters"] as? [String] == ["dc1"])
    let objects = try #require(answer["objects"] as? [[String: Any]])
    #expect(!objects.isEmpty)
    for object in objects {
      #expect((object["inputs"] as? [String])?.isEmpty == false && object["object"] is [String: Any])
      #expect((object["contentDigest"] as? String)?.hasPrefix("sha256:") == true)
    }
  }

  @Test func wrongUsage() throws {
    let none = try Command.run(["remit", "deploy", "render", "--cluster", "dc3"], in: Self.example)
    #expect(none.status == 2 && none.errors == "remit: there is no cluster dc3; did you mean dc1?\n")
    let both = try Command.run(["remit", "deploy", "render", "--output", "x", "--format", "json"], in: Self.example)
    #expect(both.status == 2)
    let other = Command.package.appendingPathComponent("examples/app-interface")
    let nothing = try Command.run(["remit", "deploy", "render"], in: other)
    #expect(nothing.status == 2 && nothing.errors.contains("has no \"deploy\""))
  }

  /// What is wrong with objects is wrong with the data: validation says it, and nothing is written.
  @Test func errorsOfObjectsAreErrorsOfTheData() throws {
    let repository = try DataRepository(flat: true)
    try repository.write(".remit.yml", "data: d\nresources: r\nschemas: [s]\ndeploy: {clusters: [/c-1.yml]}\n")
    try repository.write("r/none", "")
    for schema in ["c-1", "a-1", "deploy/template-1"] { try repository.write("s/\(schema).yml", "type: object\n") }
    try repository.write("d/c.yml", "$schema: /c-1.yml\nname: one\n")
    for name in ["a", "b"] {
      try repository.write("d/\(name).yml", "$schema: /a-1.yml\nname: \(name)\ncluster: {$ref: /c.yml}\n")
    }
    try repository.write(
      "d/t.yml",
      """
      $schema: /deploy/template-1.yml
      name: t
      for: /a-1.yml
      scope: platform
      clusters: [{$eval: datafile.cluster}]
      allow: {kinds: [v1/Namespace]}
      objects: [{apiVersion: v1, kind: Namespace, metadata: {name: same}}]
      """)
    for command in [["validate"], ["deploy", "render", "--output", "objects"]] {
      let run = try Command.run(["remit"] + command, in: repository.data)
      let text = run.output + run.errors
      #expect(run.status == 1)
      #expect(text.contains("d/a.yml:2:7: error:") && text.contains("d/b.yml:2:7: error:"), "\(text)")
      #expect(text.contains("[deploy/duplicate]") && text.contains("2 errors"), "\(text)")
    }
    #expect(!FileManager.default.fileExists(atPath: repository.data.appendingPathComponent("objects").path))
    try repository.write(
      "d/b.yml", "$schema: /a-1.yml\nname: b\ncluster: {$ref: /c.yml}\n".replacing("c.yml", with: "none.yml"))
    let broken = try repository.remit("validate")
    #expect(broken.status == 1 && broken.output.contains("ref/not-found") && !broken.output.contains("deploy/"))
  }
}
