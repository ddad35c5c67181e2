import Deciding
import Testing
import Workflows

/// Ways around what is checked over many files: derived names, sums and claims.
@Suite struct KeywordAttacks {
  /// Bob owns the size and the references of namespace b; the app has a quota, its namespaces have names and numbers.
  private var world: World {
    World([
      "schemas/app-1.yml": "type: object\nproperties: {limit: {sumWithin: {in: /ns-1.yml, by: app, of: quota.cpu}}}\n",
      "schemas/ns-1.yml": """
      type: object
      derivedName: [{name: namespace, template: "{app.name}-{name}", space: names}]
      claimWithin: {value: number, pool: pool, ranges: ranges}

      """,
      "schemas/pool-1.yml": "type: object\n", "data/pool.yml": "$schema: /pool-1.yml\nranges: [1-9]\n",
      "data/apps/b.yml": "$schema: /app-1.yml\nname: b\nlimit: 3\n",
      "data/ns/b.yml": namespace("one", cpu: 1, number: 1), "data/ns/c.yml": namespace("two", cpu: 2, number: 2),
      "data/ct/ns-all.yml": World.changeType(
        "ns-all", "/ns-1.yml", selectors: ["name", "app", "quota", "number", "pool"]),
      "data/roles/b.yml": World.role("team-b", [("ns-all", ["/ns/b.yml", "/ns/c.yml"])]),
      "data/users/bob.yml": World.user("bob", ["b"]),
    ])
  }

  private func namespace(_ name: String, cpu: Int, number: Int) -> String {
    "$schema: /ns-1.yml\nname: \(name)\napp: {$ref: /apps/b.yml}\nquota: {cpu: \(cpu)}\npool: {$ref: /pool.yml}\nnumber: \(number)\n"
  }

  private let first = "data/ns/b.yml"
  private let second = "data/ns/c.yml"

  @Test("what is within is the owner's to change, what is not is invalid, whoever owns it")
  func within() throws {
    #expect(try world.verdict([first: namespace("uno", cpu: 1, number: 3)], by: "bob") == .approved)
    #expect(try world.verdict([first: namespace("one", cpu: 2, number: 1)], by: "bob") == .invalid)
    #expect(try world.verdict([first: namespace("two", cpu: 1, number: 1)], by: "bob") == .invalid)
    #expect(try world.verdict([first: namespace("one", cpu: 1, number: 2)], by: "bob") == .invalid)
    #expect(try world.verdict([first: namespace("one", cpu: 1, number: 10)], by: "bob") == .invalid)
  }

  @Test("two merge requests that are fine one by one are not fine together")
  func together() throws {
    let lower = world.with([second: namespace("two", cpu: 1, number: 2)])
    let edit: [String: String?] = [first: namespace("one", cpu: 2, number: 1)]
    #expect(try lower.verdict(edit, by: "bob") == .approved)
    let raised = lower.with(["data/ns/d.yml": namespace("three", cpu: 1, number: 3)])
    #expect(try raised.verdict(edit, by: "bob") == .invalid, "the other one has landed")
  }

  @Test("an old problem does not cover a worse one, nor one with somebody else")
  func oldProblems() throws {
    let over = world.with([second: namespace("two", cpu: 9, number: 2)])
    #expect(try over.verdict([first: namespace("one", cpu: 2, number: 1)], by: "bob") == .invalid)
    #expect(try over.verdict([first: namespace("uno", cpu: 1, number: 1)], by: "bob") == .approved, "it is as it was")
    // Two have one name already; the first of them gives it up, and a third takes it.
    let twice = world.with([
      "data/apps/b.yml": "$schema: /app-1.yml\nname: b\n", "data/ns/a2.yml": namespace("same", cpu: 1, number: 4),
      "data/ns/d.yml": namespace("same", cpu: 1, number: 5),
      "data/roles/b.yml": World.role("team-b", [("ns-all", ["/ns/b.yml", "/ns/a2.yml"])]),
    ])
    let swapped = [
      "data/ns/a2.yml": namespace("other", cpu: 1, number: 4), first: namespace("same", cpu: 1, number: 1),
    ]
    #expect(try twice.verdict(swapped, by: "bob") == .invalid)
  }

  @Test("raising the limit in the same merge request takes the limit's owner")
  func raisedLimit() throws {
    let edits: [String: String?] = [
      first: namespace("one", cpu: 7, number: 1), "data/apps/b.yml": "$schema: /app-1.yml\nname: b\nlimit: 9\n",
    ]
    #expect(try world.verdict(edits, by: "bob") == .notSelfServiceable)
    #expect(
      try world.verdict(["data/pool.yml": "$schema: /pool-1.yml\nranges: [1-99]\n"], by: "bob") == .notSelfServiceable)
  }

  @Test("nor is a rule lifted by those whom it binds: not in the schema, and not by another schema")
  func rulesStay() throws {
    let doubled = namespace("two", cpu: 1, number: 1)
    let lifted: [String: String?] = [first: doubled, "schemas/ns-1.yml": "type: object\n"]
    #expect(try world.verdict(lifted, by: "bob") != .approved)
    let renamed: [String: String?] = [first: doubled.replacing("/ns-1.yml", with: "/res-1.yml")]
    #expect(try world.verdict(renamed, by: "bob") != .approved)
    // What does not count is not there: without its reference, or its quantity, nobody else has more room by it.
    let hidden = namespace("one", cpu: 7, number: 1).replacing("app: {$ref: /apps/b.yml}\n", with: "")
    #expect(try world.verdict([first: hidden], by: "bob") == .invalid, "it has no name then")
    let negative = namespace("one", cpu: -7, number: 1)
    #expect(try world.verdict([first: negative, second: namespace("two", cpu: 9, number: 2)], by: "bob") == .invalid)
  }
}
