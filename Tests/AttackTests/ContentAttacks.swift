import DataBundle
import Deciding
import Diagnostics
import Testing

/// Attacks 13 to 19, 21 and 25 of the list of threats: what a change may claim to be.
@Suite struct ContentAttacks {
  let world = World()

  @Test("attack 13: relabelling somebody else's item")
  func relabelling() throws {
    let zone = "data/zone.yml"
    let take = world.edited(zone, "{name: api, team: b, to: two}", "{name: api, team: a, to: evil}")
    #expect(
      try world.decide(take, by: "alice").unapproved == ["/zone.yml /records/1 removed"], "it goes, another comes")
    let swap = world.edited(
      zone, "- {name: www, team: a, to: one}\n- {name: api, team: b, to: two}",
      "- {name: api, team: a, to: evil}\n- {name: www, team: b, to: two}")
    #expect(try world.decide(swap, by: "alice").unapproved == ["/zone.yml /records/1/name changed"])
    let drop = world.edited(
      zone, "- {name: api, team: b, to: two}\n", "- {name: api, team: a, to: evil, extra: [1, 2, 3]}\n")
    #expect(try world.decide(drop, by: "alice").unapproved == ["/zone.yml /records/1 removed"])
    for edit in [take, swap, drop] {
      let decision = try world.decide(edit, by: "alice", [.says("bob")])
      #expect(decision.verdict == .approved && decision.uncovered.isEmpty, "bob may give it away")
      let missing = try world.decide(edit, by: "alice").files.flatMap(\.items).filter { !$0.isApproved }
      #expect(missing.flatMap(\.coverage.owners).map(\.changeType) == ["records-b"])
    }
    #expect(try world.verdict(world.edited(zone, "to: one", "to: other"), by: "alice") == .approved)
    #expect(
      try world.verdict(world.edited(zone, "records:\n", "records:\n- {name: new, team: a, to: x}\n"), by: "alice")
        == .approved)
    // By position: what slides into an owned place is not owned.
    let first = world.with([
      "data/ct/first.yml": World.changeType("first", "/zone-1.yml", selectors: ["records[0]"]),
      "data/roles/a.yml": World.role("team-a", [("first", ["/zone.yml"])]),
    ])
    let slide = world.edited(
      zone, "- {name: www, team: a, to: one}\n- {name: api, team: b, to: two}", "- {name: api, team: b, to: evil}")
    let slid = try first.decide(slide, by: "alice")
    #expect(slid.unapproved == ["/zone.yml /records/0/to changed"] && slid.verdict == .needsApproval)
    #expect(try first.decide(slide, by: "alice", [.says("bob")]).verdict == .approved, "it is bob's record")
    #expect(try first.verdict(world.edited(zone, "to: one", "to: other"), by: "alice") == .approved)
  }

  @Test("attack 14: referring to somebody's file to become its context")
  func claimByReference() throws {
    let claim = world.edited("data/ns/b.yml", "/apps/b.yml}\nquota: {cpu: 1", "/apps/a.yml}\nquota: {cpu: 9")
    #expect(try world.verdict(claim, by: "alice") == .notSelfServiceable)
    let backrefs = World([
      "data/ct/res.yml": World.changeType("res", "/ns-1.yml", selectors: []).replacing(
        "  jsonPathSelectors:\n",
        with: """
            changeSchema: /res-1.yml
            jsonPathSelectors: [x]
            context: {selector: "uses[*].'$ref'", where: backrefs}
          - provider: jsonPath
            changeSchema: /res-1.yml
            jsonPathSelectors: [$]
            context: {selector: "uses[*].'$ref'", where: backrefs, when: added}

          """),
      "data/ct/uses.yml": World.changeType("uses", "/ns-1.yml", selectors: ["uses"]),
      "data/roles/a.yml": World.role("team-a", [("res", ["/ns/a.yml"]), ("uses", ["/ns/a.yml"])]),
      "data/roles/b.yml": World.role("team-b", [("res", ["/ns/b.yml"]), ("uses", ["/ns/b.yml"])]),
      "data/res/victim.yml": "$schema: /res-1.yml\nx: 1\n",
      "data/ns/b.yml": World.namespace("b") + "uses: [{$ref: /res/victim.yml}]\n",
      "data/ns/a.yml": World.namespace("a") + "uses: []\n",
    ])
    let refer = backrefs.edited("data/ns/a.yml", "uses: []", "uses: [{$ref: /res/victim.yml}]")
    let edit: [String: String?] = ["data/res/victim.yml": "$schema: /res-1.yml\nx: evil\n"]
    #expect(try backrefs.verdict(refer, by: "alice") == .approved)
    #expect(try backrefs.verdict(refer + edit, by: "alice") == .notSelfServiceable)
    #expect(try backrefs.verdict(edit, by: "alice") == .needsApproval)
    #expect(try backrefs.verdict(edit, by: "bob") == .approved)
    let bring =
      backrefs.edited("data/ns/a.yml", "uses: []", "uses: [{$ref: /res/new.yml}]")
      + ["data/res/new.yml": "$schema: /res-1.yml\nx: 1\n"]
    #expect(try backrefs.verdict(bring, by: "alice") == .approved, "a new file with the first reference to it")
  }

  @Test("attack 14: a reference added to a file on the way says nothing of places in the changed file")
  func claimOnTheWay() throws {
    let world = World([
      "data/ct/outer.yml": """
      $schema: /app-interface/change-type-1.yml
      name: outer
      contextType: datafile
      contextSchema: /doc-1.yml
      changes:
      - {provider: change-type, changeTypes: [{$ref: /ct/inner.yml}], context: {selector: "list[*].'$ref'", when: added}}

      """,
      "data/ct/inner.yml": World.changeType("inner", "/app-1.yml", selectors: []).replacing(
        "  jsonPathSelectors:\n",
        with: """
            changeSchema: /ns-1.yml
            jsonPathSelectors: [list]
            context: {selector: "app.'$ref'"}

          """),
      "data/roles/a.yml": World.role("team-a", [("outer", ["/docs/one.yml"])]),
      "data/ns/b.yml": World.namespace("b") + "list: [1]\n",
      "data/apps/b.yml": "$schema: /app-1.yml\nname: b\nlist: [{$ref: /docs/x.yml}]\n",
      "data/docs/x.yml": "$schema: /doc-1.yml\ntext: x\n",
    ])
    let way = world.edited("data/apps/b.yml", "]", ", {$ref: /docs/one.yml}]")
    let place = world.edited("data/ns/b.yml", "list: [1]", "list: [1, 2]")
    let decision = try world.decide(way + place, by: "alice")
    let item = try #require(decision.files.first { $0.change.file.path == "/ns/b.yml" }?.items.first)
    #expect(item.coverage.item.pointer == "/list/1" && !item.coverage.isCovered)
  }

  @Test("attack 15: a schema under which the grants are wider")
  func schemaSwap() throws {
    let swap = ["data/ns/b.yml": "$schema: /doc-1.yml\ntext: mine\n"] as [String: String?]
    #expect(try world.verdict(swap, by: "mallory") == .notSelfServiceable)
    #expect(
      try world.verdict(world.edited("data/ns/b.yml", "/ns-1.yml", "/doc-1.yml"), by: "mallory") == .notSelfServiceable)
    let both = world.with([
      "data/ct/res-writer.yml": World.changeType("res-writer", "/res-1.yml", selectors: ["$"]),
      "data/roles/writers.yml": World.role("writers", [("doc-writer", nil), ("res-writer", nil)]),
    ])
    #expect(try both.verdict(["data/docs/one.yml": "$schema: /res-1.yml\nx: 1\n"], by: "mallory") == .approved)
    // The schema of a file on the way decides nothing in the merge request that changes it.
    let wide = world.with([
      "data/roles/a.yml": World.role("team-a", [("app-owner", nil), ("doc-writer", nil)]),
      "data/ns/b.yml": World.namespace("b").replacing("/apps/b.yml", with: "/docs/one.yml"),
    ])
    let through =
      wide.edited("data/docs/one.yml", "/doc-1.yml", "/app-1.yml") + wide.edited("data/ns/b.yml", "cpu: 1", "cpu: 9")
    let items = try wide.decide(through, by: "alice").files.first { $0.change.file.path == "/ns/b.yml" }?.items
    #expect(try !#require(items?.first).coverage.isCovered)
  }

  @Test("attack 16: moving away, onto and between")
  func moves() throws {
    let doc = try #require(world.files["data/docs/one.yml"])
    let own = world.with([
      "data/ct/ns-all.yml": World.changeType("ns-all", "/ns-1.yml", selectors: ["$"]),
      "data/roles/a.yml": World.role("team-a", [("ns-all", ["/ns/a.yml"])]),
      "data/roles/b.yml": World.role("team-b", [("ns-all", ["/ns/b.yml"])]),
    ])
    let (a, b) = (try #require(own.files["data/ns/a.yml"]), try #require(own.files["data/ns/b.yml"]))
    let swap: [String: String?] = ["data/ns/a.yml": b, "data/ns/b.yml": a]
    let bobs = ["/ns/b.yml /name changed", "/ns/b.yml /app/$ref changed"]
    #expect(try own.decide(swap, by: "alice").unapproved == bobs, "a swap")
    #expect(try own.decide(swap, by: "alice").verdict == .needsApproval)
    #expect(try own.verdict(swap, by: "alice", .says("bob")) == .approved)
    let onto = try own.decide(["data/ns/a.yml": nil, "data/ns/b.yml": a], by: "alice")
    #expect(onto.unapproved == bobs && onto.uncovered.isEmpty, "onto: what it replaces is bob's")
    let away = try own.decide(["data/ns/b.yml": nil, "data/ns/c.yml": b], by: "alice")
    #expect(away.unapproved == ["/ns/b.yml  moved"] && away.uncovered == ["/ns/c.yml  moved"], "away")
    let renamed = try own.decide(["data/ns/a.yml": nil, "data/ns/A.yml": a], by: "alice")
    #expect(renamed.uncovered == ["/ns/A.yml  moved"] && renamed.unapproved.isEmpty, "another case is another path")
    // All but the swap also break references of roles; that is no substitute for the owners.
    for decision in [onto, away, renamed] { #expect(decision.errors == ["policy/unknown-datafile", "ref/not-found"]) }
    let moved = try world.decide(["data/docs/one.yml": nil, "data/docs/two.yml": doc], by: "mallory")
    #expect(moved.verdict == .approved, "both paths are hers")
    #expect(moved.files.map { $0.items[0].coverage.item.kind } == [.moved, .moved])
  }

  @Test(
    "attack 17: order and repetition", arguments: ["[y, x, y]", "[x, y, y, y]", "[x, y]", "[y, y, x]", "[x, x, y]"])
  func orderAndRepetition(_ labels: String) throws {
    let edit = world.edited("data/ns/b.yml", "[x, y, y]", labels)
    #expect(try !world.decide(edit, by: "mallory").files.flatMap(\.items).contains { $0.coverage.item.kind == .format })
    #expect(try world.verdict(edit, by: "mallory") == .needsApproval)
    #expect(try world.verdict(edit, by: "bob") == .approved)
    let quotaOnly = world.with(["data/ct/ns-owner.yml": World.changeType("ns-owner", "/ns-1.yml", selectors: ["quota"])]
    )
    #expect(try quotaOnly.verdict(edit, by: "bob") == .notSelfServiceable)
  }

  @Test(
    "attack 18: comments, anchors, quotes, order of keys",
    arguments: [
      ("name: b\n", "name: b # renovate: off\n"), ("name: b", "name: 'b'"), ("cpu: 1, memory: 2", "memory: 2, cpu: 1"),
      ("[x, y, y]", "[x, &y y, *y]"), ("quota: ", "# nosec\nquota: "),
    ])
  func form(_ old: String, _ new: String) throws {
    let edit = world.edited("data/ns/b.yml", old, new)
    let decision = try world.decide(edit, by: "mallory")
    #expect(decision.verdict == .needsApproval && decision.files[0].items[0].coverage.item.kind == .format)
    #expect(try world.verdict(edit, by: "bob") == .approved)
    let nobody = world.with(["data/roles/b.yml": World.role("team-b", [("records-b", ["/zone.yml"])])])
    #expect(try nobody.verdict(edit, by: "bob") == .notSelfServiceable)
    // The digest is of the bytes: another comment is another change.
    let other = world.edited("data/ns/b.yml", old, new + " # more\n")
    #expect(try world.decide(other, by: "mallory", [.says("bob", at: "h1")], heads: ["h1": edit]).verdict != .approved)
  }

  @Test(
    "attack 19: texts that parsers read differently",
    arguments: [
      ("yaml/duplicate-key", "cpu: 1\ncpu: 2\n"), ("yaml/multiple-documents", "a: 1\n---\nb: 2\n"),
      ("yaml/unknown-tag", "a: !!python/object:os.system {}\n"), ("yaml/unknown-tag", "a: !!binary aGk=\n"),
      ("yaml/undefined-alias", "a: *nothing\n"), ("yaml/encoding", "a: \u{0}\n"), ("yaml/syntax", "a: [[[[[[[[\n"),
      ("yaml/too-large", ContentAttacks.aliasBomb),
      ("yaml/too-deep", "a: " + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000) + "\n"),
      ("yaml/syntax", "{a: 1, \"a\": 2}\n"), ("yaml/duplicate-key", "? a\n? a\n"),
      ("yaml/duplicate-key", "a: 1\n\"\\x61\": 2\n"),
    ])
  func differentials(_ code: String, _ text: String) throws {
    let edit: [String: String?] = ["data/docs/one.yml": "$schema: /doc-1.yml\n" + text]
    let decision = try world.decide(edit, by: "mallory")
    #expect(decision.verdict == .invalid && decision.errors == [code])
    #expect(try world.verdict(["data/docs/one.yml": "$schema: /doc-1.yml\ntext: two\n"], by: "mallory") == .approved)
    // In a file that is policy the same is wrong, and moreover nobody owns it.
    let role = (world.files["data/roles/b.yml"] ?? "") + text
    let policy = try world.decide(["data/roles/b.yml": role], by: "bob")
    #expect(policy.verdict == .invalid && policy.errors.contains(code) && !policy.uncovered.isEmpty)
  }

  /// Nine times nine times nine …: 200 bytes that are 10 million values.
  static let aliasBomb = zip("abcdefgh", "bcdefghi").reduce("a: &a [x, x]\n") { text, pair in
    text + "\(pair.1): &\(pair.1) [" + Array(repeating: "*\(pair.0)", count: 9).joined(separator: ", ") + "]\n"
  }

  @Test(
    "attack 21: files that rule the bot, the pipeline and the deployment",
    arguments: [
      ".remit.yml", ".gitlab-ci.yml", ".github/workflows/x.yml", ".gitattributes", "CODEOWNERS", "Makefile",
      "schemas/doc-1.yml", "schemas/new-1.yml", "data/.hidden.yml", "data/docs/x.YML",
      "data/docs/x.txt", "Data/docs/x.yml",
    ])
  func filesOfOthers(_ path: String) throws {
    let text = world.files[path].map { $0 + "# more\n" } ?? "policy: {selfApproval: owner}\n"
    let own = world.edited("data/docs/one.yml", "one", "two")
    let decision = try world.decide(own + [path: text], by: "mallory", [.says("alice"), .says("bob")])
    #expect(decision.verdict == .notSelfServiceable && decision.errors.isEmpty)
    #expect(decision.uncovered == ["\(path)  \(world.files[path] == nil ? "added" : "changed")"])
    #expect(decision.unapproved.isEmpty, "nothing but that file is in the way")
    #expect(try world.verdict(own, by: "mallory") == .approved)
  }

  @Test("attack 21: schemas among the data stay policy")
  func schemasAmongData() throws {
    var world = World([".remit.yml": "data: .\nschemas: [schemas]\nresources: resources\n"])
    world.files["data/ct/any.yml"] = nil
    world.files = Dictionary(
      world.files.map { ($0.key.hasPrefix("data/") ? String($0.key.dropFirst(5)) : $0.key, $0.value) }
    ) { $1 }
    world.files["ct/any.yml"] = World.changeType("any", nil, selectors: ["$"])
    world.files["roles/writers.yml"] = World.role("writers", [("any", ["/schemas/doc-1.yml", "/docs/one.yml"])])
    let schema = try world.decide(["schemas/doc-1.yml": "type: object\ntitle: x\n"], by: "mallory")
    #expect(schema.uncovered == ["schemas/doc-1.yml  changed"])
    #expect(try world.verdict(["docs/one.yml": "$schema: /doc-1.yml\ntext: two\n"], by: "mallory") == .approved)
  }

  @Test("attack 25: pieces that are harmless one by one")
  func pieces() throws {
    func world(_ more: String) -> World {
      World([
        "data/ct/members.yml": World.changeType("members", "/res-1.yml", selectors: ["members", "'$schema'"], more),
        "data/ct/kind.yml": World.changeType("kind", "/res-1.yml", selectors: ["kind"], more),
        "data/roles/a.yml": World.role("team-a", [("members", nil)]),
        "data/roles/b.yml": World.role("team-b", [("kind", nil)]),
      ])
    }
    let new: [String: String?] = ["data/res/new.yml": "$schema: /res-1.yml\nkind: admin\nmembers: [mallory]\n"]
    #expect(try world("").verdict(new, by: "alice") == .needsApproval)
    #expect(try world("").verdict(new, by: "alice", .says("bob")) == .approved)
    #expect(try world("atomic: true\n").verdict(new, by: "alice", .says("bob")) == .notSelfServiceable)
    for rest in ["more: {}\n", "more: []\n", "more: null\n", "more: {x: {}}\n", "'': 1\n"] {
      let leftover =
        ["data/res/new.yml": "$schema: /res-1.yml\nkind: admin\nmembers: [mallory]\n" + rest] as [String: String?]
      #expect(try world("").verdict(leftover, by: "alice", .says("bob")) == .notSelfServiceable, "\(rest)")
    }
  }
}
