import Foundation
import Testing

/// Values at `secretRef` places and of schemas marked `sensitive` are in no output of any command, in any format.
@Suite struct MaskingTests {
  /// Every secret has this in it.
  private static let mark = "hunter2"

  private static let schema = """
    $schema: /metaschema-1.json
    type: object
    additionalProperties: false
    properties:
      $schema: {type: string}
      name: {type: string}
      token: {type: string, sensitive: true, unique: true, maxLength: 20}
      keys: {type: array, sensitive: true, items: {type: object, properties: {pem: {type: string, format: date}}}}
      login: {type: object, secretRef: true, properties: {path: {type: string}}}
      password: {secretRef: true}
      port: {type: integer, sensitive: true}
      file: {type: object, sensitive: true, properties: {$ref: {type: string}}}

    """

  /// A vault; its secrets end in `suffix`.
  private static func vault(_ name: String, _ suffix: String, _ more: String = "") -> String {
    """
    $schema: /vault-1.yml
    name: \(name)  # shown
    token: \(mark)-token\(suffix)
    keys:
    - pem: "\(mark) pem\(suffix)
        and more \(mark)"
    - {pem: '\(mark)\(suffix)', other: "\(mark)"}
    - pem: |
        \(mark)
        \(mark) block

    login: {path: \(mark)/login\(suffix)}
    password: \(mark)-password\(suffix)
    \(more)
    """
  }

  private func repository() throws -> DataRepository {
    let repository = try DataRepository(flat: true)
    try repository.write("schemas/app-interface/vault-1.yml", Self.schema)
    try repository.write(
      "data/vaults/a.yml",
      Self.vault("a", "").replacingOccurrences(of: "format: date", with: ""))
    try repository.commit()
    try repository.git("switch -q -c change")
    return repository
  }

  /// What may be run on a repository with secrets, in every format.
  private static let commands: [[String]] =
    ["text", "json", "sarif", "junit", "github", "gitlab", "qontract"].map { ["validate", "--format", $0] }
    + ["text", "json", "markdown", "sarif", "junit", "github", "gitlab"].flatMap { format in
      [["--working-tree"], ["--working-tree", "--compat", "qontract"]].map {
        ["decide", "--author", "amara", "--base", "main", "--format", format] + $0
      }
    }
    + ["text", "json"].flatMap { format in
      [
        ["diff", "--base", "main", "--working-tree", "--format", format],
        ["diff", "--base", "main", "--working-tree", "--compat", "qontract", "--format", format],
        ["query", "$..*", "--format", format], ["query", "$..*", "data/vaults/a.yml", "--format", format],
        ["query", "$", "/vaults/a.yml", "--verbose", "--format", format], ["cat", "/vaults/a.yml", "--format", format],
        ["cat", "data/vaults/a.yml", "--format", format],
        ["cat", "/vaults/a.yml", "--rev", "main", "--format", format],
        ["who", "/vaults/a.yml", "--format", format], ["who", "/vaults/a.yml", "$..*", "--format", format],
        ["can", "amara", "--format", format],
      ]
    }
    + ["text", "json", "sarif", "junit", "github", "gitlab"].map {
      ["schema", "check", "--schema", "schemas/app-interface/vault-1.yml", "data/vaults/a.yml", "--format", $0]
    }

  private func expectNothing(in repository: DataRepository, _ commands: [[String]] = commands) throws -> String {
    var all = ""
    for arguments in commands {
      let outcome = try Command.run(["remit"] + arguments, in: repository.data)
      #expect(outcome.status < 2, "\(arguments): \(outcome.errors)")
      #expect(!outcome.output.contains(Self.mark), "\(arguments): \(outcome.output)")
      #expect(!outcome.errors.contains(Self.mark), "\(arguments): \(outcome.errors)")
      all += outcome.output + outcome.errors
    }
    return all
  }

  /// Changed, added, wrong in every way that has a message.
  @Test func changedValues() throws {
    let repository = try repository()
    try repository.write(
      "data/vaults/a.yml", Self.vault("a", "-that-is-much-too-long", "port: hunter2"))
    try repository.write("data/vaults/b.yml", Self.vault("b", "-that-is-much-too-long", "unknown: 1"))
    let shown = try expectNothing(in: repository)
    #expect(shown.contains("/token (line 3): \"(masked)\" → \"(masked)\""))
    #expect(shown.contains("a  # shown") == false)
    #expect(shown.contains(" 3 | token: (masked)\n   |        ^^^^^^^^\n"))
    #expect(shown.contains("must be unique, but the same secret is there twice"))
    #expect(shown.contains("unknown: 1"))
  }

  /// Somebody takes the mark out of the schema, or puts the file under another one: the target's schema counts too.
  @Test(arguments: ["schemas/app-interface/vault-1.yml", "data/vaults/a.yml"])
  func unmasking(_ file: String) throws {
    let repository = try repository()
    let url = repository.root.appendingPathComponent(file)
    var text = try String(contentsOf: url, encoding: .utf8)
    for (old, new) in [
      (", sensitive: true", ""), (", secretRef: true", ""), ("secretRef: true", ""), ("/vault-1.yml", "/open-1.yml"),
    ] {
      text = text.replacingOccurrences(of: old, with: new)
    }
    try repository.write(file, text)
    try repository.write("schemas/app-interface/open-1.yml", "$schema: /metaschema-1.json\ntype: object\n")
    let commands = Self.commands.filter { ["decide", "diff"].contains($0[0]) }
    _ = try expectNothing(in: repository, commands)
  }

  /// A file that cannot be read: nobody knows where its secrets are, so its lines are not shown.
  @Test(arguments: [
    "token: \"hunter2\n", "token: hunter2: hunter2\n", "token: *hunter2\n", "token: !!int hunter2\n",
    "token: !hunter2 a\n",
    "token: a\ntoken: hunter2\n", "password: 2001-01-01\nx: [hunter2\n",
  ])
  func brokenFiles(_ text: String) throws {
    let repository = try repository()
    try repository.write("data/vaults/a.yml", "$schema: /vault-1.yml\nname: a\n" + text)
    let commands = Self.commands.filter { !$0.contains("who") && !$0.contains("schema") }
    var shown = ""
    for arguments in commands {
      let outcome = try Command.run(["remit"] + arguments, in: repository.data)
      shown += outcome.output + outcome.errors
      #expect(
        !(outcome.output + outcome.errors).contains(Self.mark), "\(arguments): \(outcome.output)\(outcome.errors)")
    }
    #expect(shown.contains("data/vaults/a.yml:3:"))
  }

  /// A reference that leads nowhere, and one that leads somewhere.
  @Test func references() throws {
    let repository = try repository()
    try repository.write("data/vaults/a.yml", Self.vault("a", "", "file: {$ref: /hunter2.yml}"))
    try repository.write("data/vaults/b.yml", Self.vault("b", "2", "file: {$ref: /vaults/c.yml}"))
    try repository.write("data/vaults/c.yml", "$schema: /vault-1.yml\nname: c\n")
    let shown = try expectNothing(
      in: repository, Self.commands.filter { $0[0] == "validate" || $0[0] == "schema" })
    #expect(shown.contains("Reference to file (masked) in file /vaults/a.yml not found"))
    #expect(shown.contains("OK: /vaults/b.yml ((masked)) (/vault-1.yml)"))
  }

  /// `bundle` writes the data as it is: what reads it needs the values.
  @Test func theBundleIsRaw() throws {
    let repository = try repository()
    #expect(try repository.remit("bundle", "--rev", "main").output.contains(Self.mark))
  }
}
