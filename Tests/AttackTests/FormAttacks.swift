import Deciding
import Testing

/// Attack 18 once more: comments, anchors and spelling in a file whose data changes too.
@Suite struct FormAttacks {
  private static let text = """
    $schema: /ns-1.yml
    # who runs it
    name: b
    app: {$ref: /apps/b.yml}
    quota:
      # agreed in May
      cpu: 1 # of 8
      memory: '2'
    labels: [x, y] # any
    list:
    # the oldest first
    - name: one # here
      to: 1
    # to be removed
    - name: two
      to: 2

    script: |
      echo # no comment
      exit
    # the end

    """
  private static let world = World([
    "data/ns/b.yml": text, "data/ct/ns-owner.yml": World.changeType("ns-owner", "/ns-1.yml", selectors: ["$"]),
  ])

  private func items(_ edits: [(String, String)]) throws -> [String] {
    var text = Self.text
    for (old, new) in edits {
      try #require(text.contains(old), "\(old)")
      text = text.replacing(old, with: new)
    }
    return try Self.world.decide(["data/ns/b.yml": text], by: "mallory").allItems.map { String($0.dropFirst(10)) }
  }

  @Test(
    "a change of data with the lines that are its own is no change of form",
    arguments: [
      ("cpu: 1 ", "cpu: 2 ", "/quota/cpu changed"), ("'2'", "\"3\"", "/quota/memory changed"),
      ("  memory: '2'\n", "  memory: '2'\n  # new\n  disk: 3 # more\n", "/quota/disk added"),
      ("quota:\n", "# new\nmore: 1 # here\nquota:\n", "/more added"), ("  memory: '2'\n", "", "/quota/memory removed"),
      ("[x, y]", "[x, y, z]", "/labels/2 added"), ("[x, y]", "[y]", "/labels/0 removed"),
      ("- name: one", "- {name: zero, to: 5} # new\n- name: one", "/list/0 added"),
      ("# to be removed\n- name: two\n  to: 2\n", "", "/list/1 removed"),
      ("# the end", "# why\nnew:\n  a: 1 # one\n# the end", "/new added"),
      ("echo # no comment", "echo # another", "/script changed"),
      ("to: 2\n", "to: 2\n  # more\n  by: x\n", "/list/1/by added"),
      ("name: one # here", "name: one # here\n  also: 1", "/list/0/also added"),
      ("/apps/b.yml}", "/apps/b.yml, more: 1}", "/app/more added"),
      ("labels: [x, y] # any", "labels: # any\n- x\n- y\n- z", "/labels/2 added"),
    ])
  func noForm(_ old: String, _ new: String, _ item: String) throws {
    #expect(try items([(old, new)]) == [item])
  }

  @Test(
    "a remark on what stays is a change of its own, beside any change of data",
    arguments: [
      ("# of 8", "# renovate: off"), ("cpu: 1 # of 8", "cpu: 1"), ("name: b\n", "name: b # nosec\n"),
      ("# agreed in May", "# agreed in June"), ("# the end\n", ""), ("# the end", "# the end # nosec"),
      ("memory: '2'", "memory: \"2\""), ("name: b\n", "'name': b\n"), ("name: b\n", "name: &b b\n"),
      ("[x, y]", "[&x x, y]"), ("[x, y]", "[x, 'y']"), ("quota:\n", "quota: # more\n"), ("quota:\n", "quota: !!map\n"),
      ("script: |", "script: | # nosec"), ("# the oldest first\n", ""), ("- name: one", "- # nosec\n  name: one"),
      ("$schema: /ns", "%YAML 1.1\n---\n$schema: /ns"),
      ("# who runs it\nname: b\napp:", "name: b\n# who runs it\napp:"),
      ("name: b\napp: {$ref: /apps/b.yml}\n", "app: {$ref: /apps/b.yml}\nname: b\n"),
      ("{$ref: /apps/b.yml}", "{$ref: /apps/b.yml # nosec\n  }"),
    ])
  func form(_ old: String, _ new: String) throws {
    #expect(try items([(old, new)]) == [" format"], "alone")
    #expect(try items([(old, new), ("  to: 2", "  to: 3")]) == ["/list/1/to changed", " format"], "beside data")
    #expect(
      try items([(old, new), ("script:", "more: 1\nscript:")]) == ["/more added", " format"], "beside a new key")
  }

  @Test("a comment does not change hands")
  func attachment() throws {
    #expect(try items([("- name: two\n  to: 2\n", "")]) == ["/list/1 removed", " format"], "left behind for another")
    // What stands before the first entry is the list's or the object's.
    #expect(try items([("  cpu: 1 # of 8\n", "")]) == ["/quota/cpu removed"])
    #expect(try items([("  # agreed in May\n  cpu: 1 # of 8\n", "")]) == ["/quota/cpu removed", " format"])
    #expect(
      try items([("# to be removed\n", "# to be removed\n- {name: new, to: 7}\n")]) == ["/list/1 added", " format"])
    #expect(try items([("# the oldest first\n", "# the oldest first\n- {name: new, to: 7}\n")]) == ["/list/0 added"])
  }

  @Test("an approval is void for a comment that comes later, on what stays and in what is new")
  func afterApproval() throws {
    func verdict(_ seen: [(String, String)], _ now: [(String, String)]) throws -> (Verdict, [String]) {
      func edit(_ edits: [(String, String)]) -> [String: String?] {
        ["data/ns/b.yml": edits.reduce(Self.text) { $0.replacing($1.0, with: $1.1) }]
      }
      let decision = try Self.world.decide(
        edit(now), by: "mallory", [.says("bob", at: "h1")], heads: ["h1": edit(seen)])
      return (decision.verdict, decision.unapproved.map { String($0.dropFirst(10)) })
    }
    let cpu = ("cpu: 1 # of 8", "cpu: 2 # of 8")
    #expect(try verdict([cpu], [cpu]) == (.approved, []))
    #expect(try verdict([cpu], [cpu, ("name: b\n", "name: b # renovate: off\n")]) == (.needsApproval, [" format"]))
    #expect(try verdict([cpu, ("# any", "# one")], [cpu, ("# any", "# two")]) == (.needsApproval, [" format"]))
    // Another change of data does not void what was said of the form.
    #expect(
      try verdict([("# any", "# one"), cpu], [("# any", "# one"), cpu, ("to: 2", "to: 3")]).1 == ["/list/1/to changed"])
    // New things with their comments, and the spelling of what is new.
    let new = [("# the end", "new:\n  a: 1\n  b: x\n# the end")]
    for more in [
      ("  b: x", "  b: x # nosec"), ("  a: 1", "  # nosec\n  a: 1"), ("new:", "# nosec\nnew:"), ("b: x", "b: 'x'"),
    ] {
      #expect(try verdict(new, new + [more]) == (.needsApproval, ["/new added"]), "\(more)")
    }
    #expect(try verdict([("'2'", "'3'")], [("'2'", "\"3\"")]) == (.needsApproval, ["/quota/memory changed"]))
  }

  @Test(
    "a comment put anywhere after an approval is not covered by it",
    arguments: [
      ("cpu: 1 ", "cpu: 2 "), ("'2'", "\"3\""), ("  memory: '2'\n", "  memory: '2'\n  # new\n  disk: 3 # more\n"),
      ("- name: one", "- {name: zero, to: 5} # new\n- name: one"), ("# to be removed\n- name: two\n  to: 2\n", ""),
      ("# the end", "new:\n  a: &a\n  - 'x'\n  b: [1, {c: *a}]\n# the end"), ("echo # no comment", "echo # another"),
      ("[x, y]", "\n- y\n- z"), ("[x, y]", "{x: y}"),
      ("list:", "\"more # keys\": |-\n    text\n\n'it''s # one': 2\nlist:"),
      ("name: b\n", "name: &b b\nalias: *b\n"), ("script: |\n  echo # no comment\n  exit\n", "script: >-\n  echo\n\n"),
    ])
  func anywhere(_ old: String, _ new: String) throws {
    func digests(_ text: String) throws -> Set<String> {
      Set(try Self.world.decide(["data/ns/b.yml": text], by: "mallory").files.flatMap(\.items).map(\.digest))
    }
    try #require(Self.text.contains(old))
    let approved = Self.text.replacing(old, with: new)
    let seen = try digests(approved)
    let lines = approved.split(separator: "\n", omittingEmptySubsequences: false)
    for number in lines.indices.dropLast() {
      for comment in [" # nosec", "\n# nosec", "\n      # nosec"] {
        var other = lines
        other[number] += comment
        #expect(try !digests(other.joined(separator: "\n")).isSubset(of: seen), "line \(number + 1): \(comment)")
      }
    }
  }

  @Test("a comment is for those who own something in the file")
  func owners() throws {
    let joining = World([
      "data/ct/joins.yml": World.changeType("joins", "/access/role-1.yml", selectors: []).replacing(
        "  jsonPathSelectors:\n",
        with: """
            changeSchema: /access/user-1.yml
            jsonPathSelectors: [roles]
            context: {selector: "roles[*].'$ref'", when: added}

          """),
      "data/roles/a.yml": World.role("team-a", [("joins", ["/roles/a.yml"])]),
      "data/users/mallory.yml":
        "$schema: /access/user-1.yml\nname: m\norg_username: mallory\nroles:\n- $ref: /roles/writers.yml\n",
    ])
    let file = "data/users/mallory.yml"
    let join = joining.edited(file, "writers.yml\n", "writers.yml\n- $ref: /roles/a.yml # since May\n")
    #expect(try joining.decide(join, by: "alice").verdict == .approved, "its own comment is part of the addition")
    let more = [file: join[file]??.replacing("name: m\n", with: "name: m # nosec\n")]
    let decision = try joining.decide(more, by: "alice")
    #expect(decision.verdict == .notSelfServiceable && decision.uncovered == ["/users/mallory.yml  format"])
  }

  @Test("JSON, other line ends, and letters of any width have their places too")
  func places() throws {
    let world = World([
      "data/docs/a.json": "{\"$schema\": \"/doc-1.yml\", \"n\": 1.0, \"t\": \"\u{1F600} # x\", \"u\": [1, 2]}",
      "data/docs/b.yml":
        "\u{FEFF}$schema: /doc-1.yml\r\nt: \u{1F600}\u{E9} # one\r\nu: \"\u{4E2D} # no\" # two\u{2028}v: 1\r\n",
      "data/docs/c.yml":
        "$schema: /doc-1.yml\nx: {t: [\(Array(repeating: "\u{1F600}\u{E9} x", count: 90).joined(separator: ", "))], o: a, n: 1} # of\n",
    ])
    func items(_ path: String, _ edits: [(String, String)]) throws -> [String] {
      for (old, _) in edits { try #require(world.files[path]?.contains(old) == true, "\(old)") }
      let text = edits.reduce(world.files[path] ?? "") { $0.replacing($1.0, with: $1.1) }
      return try world.decide([path: text], by: "mallory").allItems.map {
        String($0.split(separator: " ").dropFirst().joined(separator: " "))
      }
    }
    #expect(try items("data/docs/a.json", [("[1, 2]", "[1, 3]")]) == ["/u/1 changed"])
    #expect(try items("data/docs/a.json", [("[1, 2]", "[1, 3]"), ("1.0", "1.00")]) == ["/u/1 changed", "format"])
    #expect(try items("data/docs/a.json", [("1.0", "1")]) == ["/n changed"])
    #expect(try items("data/docs/c.yml", [("n: 1", "n: 2")]) == ["/x/n changed"])
    #expect(try items("data/docs/c.yml", [("n: 1", "n: 2"), ("o: a,", "o: 'a',")]) == ["/x/n changed", "format"])
    #expect(try items("data/docs/c.yml", [("n: 1", "n: 2"), ("} # of", "} # off")]) == ["/x/n changed", "format"])
    #expect(try items("data/docs/b.yml", [("v: 1", "v: 2")]) == ["/v changed"])
    #expect(try items("data/docs/b.yml", [("v: 1", "v: 2"), ("# two", "# 2")]) == ["/v changed", "format"])
    #expect(try items("data/docs/b.yml", [("v: 1", "v: 2"), ("# one", "# 1")]) == ["/v changed", "format"])
    #expect(try items("data/docs/b.yml", [("# no", "# yes")]) == ["/u changed"])
  }

  @Test("a new order of a list whose order means nothing is a change of form, alone and beside data")
  func unordered() throws {
    let schema = "type: object\nproperties:\n  labels: {type: array, ordered: false, items: {type: string}}\n"
    let world = Self.world.with(["schemas/ns-1.yml": schema])
    func items(_ new: String, _ more: [(String, String)] = []) throws -> [String] {
      let text = more.reduce(Self.text.replacing("[x, y]", with: new)) { $0.replacing($1.0, with: $1.1) }
      return try world.decide(["data/ns/b.yml": text], by: "mallory").allItems.map { String($0.dropFirst(10)) }
    }
    #expect(try items("[y, x]") == [" format"])
    #expect(try items("[y, x]", [("cpu: 1", "cpu: 2")]) == ["/quota/cpu changed", " format"])
    #expect(try items("[a, x, y]") == ["/labels/0 added"])
    #expect(try items("[y, x, x]") == ["/labels/2 added", " format"], "how often something is said is data")
    #expect(try self.items([("[x, y]", "[y, x]")]) == ["/labels reordered"], "without the keyword order is data")
    // Nobody owns the form of a file in which nobody owns anything.
    let nobody = world.with(["data/roles/b.yml": World.role("team-b", [("records-b", ["/zone.yml"])])])
    let edit = ["data/ns/b.yml": Self.text.replacing("[x, y]", with: "[y, x]")] as [String: String?]
    #expect(try nobody.decide(edit, by: "bob").uncovered == ["/ns/b.yml  format"])
    #expect(try world.verdict(edit, by: "bob") == .approved)
  }
}
