import Foundation
import Testing

/// `remit catalog` in a repository with other words and another shape: everything is said by `.remit.yml`.
@Suite struct CatalogGenericTests {
  private static let files = [
    ".remit.yml": """
    data: d
    resources: r
    schemas: [s]
    catalog:
      items: {schema: /thing-1.yml, name: called.short, releases: made, version: nr, source: settings}
      installations:
        schema: /use-1.yml
        path: /uses[/{zone}]/{called}.yaml
        item: spec.of
        version: spec.nr
        overrides: spec.with
        copies: {spec.of-short: called.short}
        fields: {called: text, zone: text, tags: value, peer: reference}
    """,
    "r/none": "",
    "s/thing-1.yml": """
    type: object
    properties:
      made: {type: array, items: {properties: {settings: {properties: {token: {sensitive: true}}}}}}
    """,
    "s/use-1.yml": """
    type: object
    required: [called]
    properties:
      called: {type: string, maxLength: 5}
      tags: {type: array}
      spec: {properties: {with: {properties: {own: {sensitive: true}}}}}
    """,
    "d/thing.yml": """
    $schema: /thing-1.yml
    called: {short: thing, long: A thing}
    made:
    - {nr: 1, settings: {size: 1, token: s3cret-old, list: [a]}}
    - {nr: 2, settings: {size: 1, token: s3cret-new, list: [a]}}
    """,
  ]

  private func repository() throws -> DataRepository {
    let repository = try DataRepository(flat: true)
    for folder in ["data", "schemas", "change-types", "scenarios", "resources"] {
      try? FileManager.default.removeItem(at: repository.root.appendingPathComponent(folder))
    }
    for (path, text) in Self.files { try repository.write(path, text + "\n") }
    return repository
  }

  @Test func otherWordsAndShapes() throws {
    let repository = try repository()
    let outcome = try repository.remit(
      "catalog", "install", "thing", "--release", "1", "--field", "called=a", "--field", "zone=z", "--field",
      #"tags=["x", 1]"#, "--field", "peer=d/thing.yml", "--set", "list=[\"b\"]", "--set", "own=s3cret-own")
    #expect(outcome.status == 0, "\(outcome)")
    let file = repository.root.appendingPathComponent("d/uses/z/a.yaml")
    #expect(
      try String(contentsOf: file, encoding: .utf8) == """
        ---
        $schema: /use-1.yml
        called: a
        zone: z
        tags:
        - x
        - 1
        peer: {$ref: /thing.yml}
        spec:
          of: {$ref: /thing.yml}
          of-short: thing
          nr: 1
          with:
            list:
            - b
            own: s3cret-own

        """)
    // Secret values stay secret: the release's and the own ones, in what is written and what comes of it.
    #expect(
      outcome.output.contains("own: (masked)") && outcome.output.contains("token: \"(masked)\""), "\(outcome.output)")
    let upgrade = try repository.remit("catalog", "upgrade", "d/uses/z/a.yaml", "--verbose")
    #expect(upgrade.output.contains("/token: \"(masked)\" → \"(masked)\""), "\(upgrade)")
    #expect(upgrade.output.contains("-   nr: 1\n") && upgrade.output.contains("+   nr: 2\n"))
    let json = try repository.remit("catalog", "upgrade", "d/uses/z/a.yaml", "--release", "1", "--format", "json")
    for text in [outcome, upgrade, json].map({ $0.output + $0.errors }) { #expect(!text.contains("s3cret"), "\(text)") }
    // Without the optional part of the path.
    let plain = try repository.remit("catalog", "install", "/thing.yml", "--field", "called=a")
    #expect(plain.status == 0 && plain.output.hasPrefix("installed: /uses/a.yaml: thing 2\n"), "\(plain)")
    let again = try repository.remit(
      "catalog", "install", "/thing.yml", "--field", "called=a", "--field", "peer=/thing.yml")
    #expect(again.status == 2 && again.errors.contains("with another \"peer\""), "\(again)")
    let long = try repository.remit("catalog", "install", "thing", "--field", "called=toolong")
    #expect(long.status == 1 && long.errors.contains("[schema/max-length]"), "\(long)")
    #expect(try repository.remit("catalog", "list", "-q").output == "thing\n")
  }

  /// What is installed is found by its fields, wherever its file is.
  @Test func aFileElsewhereIsTheSameInstallation() throws {
    let repository = try repository()
    try repository.write(
      "d/here.yml", "$schema: /use-1.yml\ncalled: b # as said\nspec: {of: {$ref: /thing.yml}, nr: 1}\n")
    let again = try repository.remit(
      "catalog", "install", "thing", "--field", "called=b", "--release", "2", "--set", "size=2")
    #expect(again.status == 0, "\(again)")
    #expect(
      try String(contentsOf: repository.root.appendingPathComponent("d/here.yml"), encoding: .utf8)
        == "$schema: /use-1.yml\ncalled: b # as said\nspec: {of: {$ref: /thing.yml}, nr: 2, of-short: thing, with: {size: 2}}\n"
    )
    try repository.write("d/there.yml", "$schema: /use-1.yml\ncalled: b\nspec: {of: {$ref: /thing.yml}, nr: 1}\n")
    let two = try repository.remit("catalog", "install", "thing", "--field", "called=b")
    #expect(two.status == 2 && two.errors.contains("several datafiles"), "\(two)")
    try repository.write("d/there.yml", "$schema: /use-1.yml\ncalled: c\nspec: {of: {$ref: /gone.yml}, nr: 1}\n")
    let gone = try repository.remit("catalog", "upgrade", "/there.yml")
    #expect(gone.status == 2 && gone.errors.contains("an item that is not there any more"), "\(gone)")
    // The place is taken by something else.
    try repository.write("d/there.yml", "$schema: /use-1.yml\ncalled: c\n")
    let own = try repository.remit("catalog", "install", "thing", "--field", "called=c")
    #expect(own.status == 2 && own.errors.contains("/there.yml is there already"), "\(own)")
    try repository.write("d/uses/d.yaml", "$schema: /use-1.yml\ncalled: e\n")
    let taken = try repository.remit("catalog", "install", "thing", "--field", "called=d")
    #expect(taken.status == 2 && taken.errors.contains("/uses/d.yaml is there already"), "\(taken)")
    try repository.write(
      "d/json.json", #"{"$schema": "/use-1.yml", "called": "j", "spec": {"of": {"$ref": "/thing.yml"}, "nr": 1}}"#)
    let json = try repository.remit("catalog", "upgrade", "/json.json")
    #expect(json.status == 2 && json.errors.contains("only YAML files are changed"), "\(json)")
  }
}
