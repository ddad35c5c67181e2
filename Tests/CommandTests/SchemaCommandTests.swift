import Foundation
import Testing

@Suite struct SchemaCommandTests {
  /// A folder with schemas that refer to each other by relative and by rooted names.
  private func folder() throws -> DataRepository {
    let repository = try DataRepository()
    try repository.write(
      "s/deep/port.yml",
      "type: object\nproperties:\n  port: {$ref: ../number.json}\n  name: {$ref: '/common.json#/definitions/name'}\n")
    try repository.write("s/number.json", #"{"type": "integer", "maximum": 65535}"#)
    try repository.write("s/common.json", #"{"definitions": {"name": {"type": "string"}}}"#)
    try repository.write("s/recursive.yml", "properties: {next: {$ref: recursive.yml}, n: {$ref: '#/properties/next'}}")
    try repository.write("outside.json", "{}")
    try repository.write("s/escape.json", #"{"$ref": "../outside.json"}"#)
    try repository.write("s/broken.json", #"{"type": "objekt"}"#)
    try repository.write("good.yml", "port: 80\nname: web\n")
    try repository.write("bad.json", #"{"port": 70000, "name": 1}"#)
    try repository.write("empty.yml", "# nothing\n")
    try repository.write("syntax.yml", "a: [\n")
    return repository
  }

  private static let checkCases: [(String, String?, [String], Int32, String)] = [
    ("s/deep/port.yml", "s", ["good.yml"], 0, ""),
    ("s/deep/port.yml", "s", ["good.yml", "bad.json"], 1, "bad.json:1:10:"),
    ("s/deep/port.yml", "s", ["empty.yml"], 1, "no content"),
    ("s/deep/port.yml", "s", ["syntax.yml"], 1, "syntax.yml:"),
    ("s/deep/port.yml", nil, ["good.yml"], 1, "schema/ref-not-found"),
    ("s/recursive.yml", nil, ["good.yml"], 0, ""),
    ("s/escape.json", nil, ["good.yml"], 1, "schema/ref-not-found"),
    ("s/escape.json", ".", ["good.yml"], 0, ""),
    ("s/broken.json", nil, ["good.yml"], 1, "objekt"),
    ("s/deep/port.yml", "s/deep/nowhere", ["good.yml"], 2, "no such folder"),
    ("outside.json", "s", ["good.yml"], 2, "not inside"),
    ("s/missing.json", nil, ["good.yml"], 2, "no such file"),
    ("s/number.json", nil, ["missing.yml"], 2, "no such file"),
    (
      "schemas/app-interface/access/user-1.yml", "schemas/app-interface",
      ["examples/app-interface/data/users/amara.yml"], 0, ""
    ),
  ]

  @Test(arguments: checkCases)
  func check(_ schema: String, _ root: String?, _ files: [String], _ status: Int32, _ expected: String) throws {
    let repository = try folder()
    let arguments = ["remit", "schema", "check", "--schema", schema] + (root.map { ["--root", $0] } ?? []) + files
    let outcome = try Command.run(arguments, in: repository.root)
    #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
    #expect(
      expected.isEmpty || (outcome.output + outcome.errors).contains(expected), "\(outcome.output)\(outcome.errors)")
  }

  @Test func schemaRootsOfTheRepositoryAreKnown() throws {
    let repository = try DataRepository()
    let outcome = try repository.remit(
      "schema", "check", "--schema", "../../schemas/app-interface/openshift/namespace-1.yml",
      "data/namespaces/desk-prod.yml")
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output == "no problems\n")
  }

  @Test(arguments: ["json", "sarif", "junit", "github", "gitlab"])
  func formats(_ format: String) throws {
    let repository = try folder()
    let outcome = try repository.remit(
      "schema", "check", "--schema", "s/deep/port.yml", "--root", "s", "--format", format, "bad.json",
      in: repository.root)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("schema/maximum"), "\(outcome.output)")
    #expect(outcome.output.contains("bad.json"))
  }
}
