import DataBundle
import Deciding
import Diagnostics
import Diffing
import Ownership
import Workflows

/// A small data repository: apps with namespaces, teams that own them, and whatever a test adds.
struct World {
  var files: [String: String]

  /// Team A (alice, anna) owns app a with its namespace, team B (bob) app b. Mallory owns nothing. Alice and bob own
  /// their records of a zone, and everybody is a writer of documents.
  init(_ more: [String: String] = [:]) {
    files = [
      "data/apps/a.yml": "$schema: /app-1.yml\nname: a\n", "data/apps/b.yml": "$schema: /app-1.yml\nname: b\n",
      "data/ns/a.yml": World.namespace("a"), "data/ns/b.yml": World.namespace("b"),
      "data/zone.yml":
        "$schema: /zone-1.yml\nname: z\nrecords:\n- {name: www, team: a, to: one}\n- {name: api, team: b, to: two}\n",
      "data/docs/one.yml": "$schema: /doc-1.yml\ntext: one\n",
      "data/ct/ns-owner.yml": World.changeType("ns-owner", "/ns-1.yml", selectors: ["quota", "labels"]),
      "data/ct/app-owner.yml": """
      $schema: /app-interface/change-type-1.yml
      name: app-owner
      contextType: datafile
      contextSchema: /app-1.yml
      changes:
      - {provider: change-type, changeSchema: /ns-1.yml, changeTypes: [{$ref: /ct/ns-owner.yml}], context: {selector: app.'$ref'}}

      """,
      "data/ct/records-a.yml": World.changeType("records-a", "/zone-1.yml", selectors: ["records[?(@.team=='a')]"]),
      "data/ct/records-b.yml": World.changeType("records-b", "/zone-1.yml", selectors: ["records[?(@.team=='b')]"]),
      "data/ct/doc-writer.yml": World.changeType("doc-writer", "/doc-1.yml", selectors: ["$"]),
      "data/roles/a.yml": World.role("team-a", [("app-owner", ["/apps/a.yml"]), ("records-a", ["/zone.yml"])]),
      "data/roles/b.yml": World.role("team-b", [("app-owner", ["/apps/b.yml"]), ("records-b", ["/zone.yml"])]),
      "data/roles/writers.yml": World.role("writers", [("doc-writer", nil)]),
      "data/users/alice.yml": World.user("alice", ["a", "writers"]), "data/users/anna.yml": World.user("anna", ["a"]),
      "data/users/bob.yml": World.user("bob", ["b", "writers"]),
      "data/users/mallory.yml": World.user("mallory", ["writers"]),
    ]
    for name in [
      "app-1", "ns-1", "zone-1", "doc-1", "res-1", "access/role-1", "access/user-1", "access/bot-1",
      "app-interface/change-type-1",
    ] { files["schemas/\(name).yml"] = "type: object\n" }
    files.merge(more) { $1 }
  }

  static func namespace(_ app: String, quota: Int = 1) -> String {
    "$schema: /ns-1.yml\nname: \(app)\napp: {$ref: /apps/\(app).yml}\nquota: {cpu: \(quota), memory: 2}\nlabels: [x, y, y]\n"
  }

  static func changeType(_ name: String, _ schema: String?, selectors: [String], _ more: String = "") -> String {
    "$schema: /app-interface/change-type-1.yml\nname: \(name)\ncontextType: datafile\n"
      + (schema.map { "contextSchema: \($0)\n" } ?? "") + more
      + "changes:\n- provider: jsonPath\n  jsonPathSelectors:\n"
      + selectors.map { "  - \"\($0)\"\n" }.joined()
  }

  /// A role with grants; no list of files is a grant of the whole schema.
  static func role(_ name: String, _ grants: [(String, [String]?)], _ more: String = "") -> String {
    "$schema: /access/role-1.yml\nname: \(name)\n\(more)self_service:\n"
      + grants.map { changeType, files in
        "- change_type: {$ref: /ct/\(changeType).yml}\n"
          + (files.map { "  datafiles: [\($0.map { "{$ref: \($0)}" }.joined(separator: ", "))]\n" } ?? "")
      }.joined()
  }

  static func user(_ name: String, _ roles: [String]) -> String {
    "$schema: /access/user-1.yml\nname: \(name)\norg_username: \(name)\nroles: [\(roles.map { "{$ref: /roles/\($0).yml}" }.joined(separator: ", "))]\n"
  }

  /// The files after some edits; nil deletes.
  func with(_ edits: [String: String?]) -> World {
    var world = self
    for (path, text) in edits { world.files[path] = text }
    return world
  }

  /// A text of a file with something replaced.
  func edited(_ path: String, _ old: String, _ new: String) -> [String: String?] {
    let text = files[path] ?? ""
    precondition(text.contains(old), "\(path) does not contain \(old)")
    return [path: text.replacing(old, with: new)]
  }

  func proposal(_ edits: [String: String?]) -> Proposal {
    let (before, after) = (MemorySource(files), MemorySource(with(edits).files))
    let changed = edits.keys.sorted().map { ChangedFile(path: $0, old: before.file(at: $0), new: after.file(at: $0)) }
    return Proposal(source: after, changed: changed.filter { $0.old?.content != $0.new?.content })
  }

  /// The decision on a change. Comments are "name: text", made at the last of the heads so far; `heads` are earlier
  /// pushes by their names.
  func decide(
    _ edits: [String: String?], by author: String, _ events: [Event] = [], heads: [String: [String: String?]] = [:],
    mode: OwnershipMode = .strict, today: String = "2026-01-15", forge: Forge? = nil
  ) throws -> Decision {
    let maker = try DecisionMaker(target: MemorySource(files), folder: "")
    return try maker.decide(
      proposal(edits),
      DecisionRequest(mode: mode, author: author, forge: forge, events: events, today: today, head: "head"),
      earlier: heads.mapValues { proposal($0) }
    ).decision
  }

  func verdict(_ edits: [String: String?], by author: String, _ events: Event..., mode: OwnershipMode = .strict) throws
    -> Verdict
  {
    try decide(edits, by: author, events, mode: mode).verdict
  }
}

extension Event {
  static func says(_ author: String, _ body: String = "/lgtm", at head: String? = nil) -> Event {
    .comment(Comment(author: author, body: body, head: head))
  }
}

extension Dictionary where Key == String, Value == String? {
  static func + (a: Self, b: Self) -> Self { a.merging(b) { $1 } }
}
