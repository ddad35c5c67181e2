import DocumentModel
import Foundation
import JSONCoding
import TestSupport
import Testing
import YAMLReader

/// `remit query` and `remit cat`.
@Suite struct DocumentCommandTests {
  @Test func queryShowsPlacesOfAllDatafiles() throws {
    let repository = try DataRepository()
    let outcome = try repository.remit("query", "quota.cpu")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines.contains("examples/app-interface/data/namespaces/storefront-prod.yml:13:8: quota.cpu = 16"))
    #expect(lines == lines.sorted())
  }

  @Test func queryTakesFilesAndDatafiles() throws {
    let repository = try DataRepository()
    try repository.write("plain.yml", "a: [{name: no}, {name: 'x'}]\n")
    let files = ["../../plain.yml", "/users/amara.yml"]
    let outcome = try repository.remit("query", "$..name", files[0], files[1])
    #expect(
      outcome.output == """
        ../../plain.yml:1:12: a.[0].name = false
        ../../plain.yml:1:24: a.[1].name = "x"
        examples/app-interface/data/users/amara.yml:4:7: name = "Amara Okafor"

        """)
  }

  @Test func queryAsJSON() throws {
    let repository = try DataRepository()
    let outcome = try repository.remit("query", "$.roles[0]", "data/users/amara.yml", "--format", "json")
    let document = try #require(JSONReader().read(Array(outcome.output.utf8), file: "").document)
    #expect(
      document.json(style: .canonical).contains(
        #""values":[{"column":3,"file":"data/users/amara.yml","line":9,"path":"roles.[0]","pointer":"/roles/0","value":{"#
      ))
  }

  private static let exitCodesCases: [([String], Int32)] = [
    (["query", "quota.nothing"], 1), (["query", "a["], 2), (["query", "a", "missing.yml"], 2),
    (["query", "a", "data"], 2), (["query"], 2), (["query", "name", "../../README-broken"], 2),
    (["cat", "data/users/amara.yml"], 0), (["cat", "/users/amara.yml"], 0), (["cat", "missing.yml"], 2),
    (["cat", "data"], 2), (["cat", "data/users/amara.yml", "--rev", "missing"], 2),
    (["cat", "../../LICENSE-not-there", "--rev", "HEAD"], 2),
    (["cat", "../../../../../../../etc/shadow-not-there"], 2),
  ]

  @Test(arguments: exitCodesCases)
  func exitCodes(_ arguments: [String], _ status: Int32) throws {
    let repository = try DataRepository.shared.get()
    let outcome = try Command.run(["remit"] + arguments, in: repository.data)
    #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
    #expect(status == 0 || !outcome.errors.isEmpty || arguments == ["query", "quota.nothing"])
  }

  @Test func unreadableFilesAreNoAnswer() throws {
    let repository = try DataRepository()
    try repository.write("broken.yml", "name: [\n")
    for arguments in [["query", "name", "broken.yml", "/users/amara.yml"], ["cat", "broken.yml"]] {
      let outcome = try Command.run(["remit"] + arguments + ["--repo", repository.data.path], in: repository.root)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("broken.yml:"), "\(outcome.errors)")
    }
  }

  @Test func catWarnsOnStandardError() throws {
    let repository = try DataRepository()
    try repository.write("a.yml", "country: no\n")
    let outcome = try repository.remit("cat", "a.yml", in: repository.root)
    #expect(outcome.output == "country: false\n")
    #expect(outcome.errors.contains("yaml/implicit-type"))
    #expect(outcome.status == 0)
  }

  @Test func catTakesARevision() throws {
    let repository = try DataRepository()
    try repository.raiseQuota()
    try repository.commit()
    let path = "data/namespaces/storefront-prod.yml"
    let now = try repository.remit("cat", path, "--format", "json").output
    #expect(now.contains("\"cpu\": 20"))
    try FileManager.default.removeItem(at: repository.data.appendingPathComponent(path))
    #expect(
      try repository.remit("cat", path, "--format", "json", "--rev", "HEAD~1").output
        == now.replacingOccurrences(of: "20", with: "16"))
    #expect(try repository.remit("cat", "/namespaces/storefront-prod.yml", "--rev", "HEAD").status == 0)
  }

  /// What `cat` shows is YAML with the same values.
  @Test(arguments: [
    "a: {b: [[1, [2, {}]], [], {c: null}]}", "- - - 1\n- a: 1\n  b:\n  - x", "{}", "[]", "text", "1e3",
    "- .inf\n- -.inf\n- .nan",
    "- 1.0e+16\n- 1.5e-07\n- 0.1\n- -0.0\n- 123456789012345678901234567890",
    "{y: 1, 'no': 2, 'null': 3, '': 4, '<<': 5, '=': 6}",
    "{'1': a, '1.5': b, '~': c, $ref: d, a-b: e, '- x': f, 'a: b': g, '#': h}",
    #"["\u202E\x1b\x7f\u0085\u2028\ufeff", "é😀", "\"\\ \t\n", "yes", "", " a "]"#,
    "base: &a {x: 1}\nother: {<<: *a, y: *a}", "on: [push]\nt: 2001-01-01\no: 010\ns: 1:30",
  ])
  func catKeepsValues(_ text: String) throws {
    let original = YAMLReader().read(Array(text.utf8), file: "a.yml")
    let document = try #require(original.document)
    let repository = try DataRepository()
    try repository.write("a.yml", text)
    let shown = try repository.remit("cat", "a.yml", in: repository.root)
    #expect(shown.status == 0)
    #expect(!shown.output.unicodeScalars.contains { ["\u{202E}", "\u{1B}", "\u{85}", "\u{2028}"].contains($0) })
    let again = YAMLReader().read(Array(shown.output.utf8), file: "b.yml")
    #expect(again.diagnostics.isEmpty, "\(shown.output)\(again.diagnostics)")
    #expect(again.document?.json() == document.json(), "\(shown.output)")
  }

  /// The same for every file of the example.
  @Test func catKeepsTheExample() throws {
    let folder = Command.package.appendingPathComponent("examples/app-interface/scenarios")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().prefix(20) {
      let file = folder.appendingPathComponent(name)
      let json = try Command.run(["remit", "cat", file.path, "--format", "json"], in: folder).output
      let text = try Command.run(["remit", "cat", file.path], in: folder).output
      let (one, other) = (
        YAMLReader().read(Array(json.utf8), file: "a"), YAMLReader().read(Array(text.utf8), file: "b")
      )
      #expect(try #require(one.document).json() == other.document?.json(), "\(name)")
    }
  }
}
