import DataBundle
import Deciding
import Diagnostics
import Ownership
import Testing
import Workflows

/// Whose account is whose: the field that holds it, and accounts that two people claim.
@Suite struct AccountAttacks {
  private static let roots = "data: data\nresources: resources\nschemas: schemas\n"

  /// Everybody has another account on GitHub, `…-gh`; of Anna only the one in `org_username` is known.
  private func world(_ identity: String) -> World {
    var world = World([".remit.yml": Self.roots + "policy:\n  identity: \(identity)\n"])
    for name in ["alice", "bob", "mallory"] {
      world.files["data/users/\(name).yml", default: ""] += "github_username: \(name)-gh\n"
    }
    return world
  }

  private func verdict(
    _ world: World, by author: String, _ events: Event..., forge: Forge? = nil, mode: OwnershipMode = .strict
  ) throws -> Verdict {
    let edit = world.edited("data/ns/b.yml", "cpu: 1", "cpu: 9")
    return try world.decide(edit, by: author, events, mode: mode, forge: forge).verdict
  }

  private func problems(_ world: World) throws -> [String] {
    let source = MemorySource(world.files)
    let bundle = try Bundle.load(try Bundle.configuration(in: "", of: source).0, from: source)
    return Policy.read(bundle, today: "2026-01-15").diagnostics.map {
      "\($0.place.file):\($0.place.range?.start.line ?? 0) \($0.severity) \($0.code.rawValue)"
    }
  }

  @Test(arguments: OwnershipMode.allCases)
  func theFieldHoldsTheAccounts(_ mode: OwnershipMode) throws {
    for identity in ["github_username", "{github: github_username}"] {
      let world = world(identity)
      #expect(try verdict(world, by: "bob-gh", mode: mode) == .approved)
      #expect(try verdict(world, by: "bob", mode: mode) != .approved, "an account that anyone may register")
      #expect(try verdict(world, by: "mallory-gh", .says("bob-gh"), mode: mode) == .approved)
      #expect(try verdict(world, by: "mallory-gh", .says("bob"), mode: mode) != .approved)
    }
  }

  @Test func theForgeChoosesTheField() throws {
    let world = world("{github: github_username, gitlab: org_username}")
    #expect(try verdict(world, by: "bob-gh", forge: .github) == .approved)
    #expect(try verdict(world, by: "bob-gh", forge: .gitlab) == .needsApproval)
    #expect(try verdict(world, by: "bob", forge: .gitlab) == .approved)
    #expect(try verdict(world, by: "bob", forge: .github) == .needsApproval)
    for (forge, message) in [(nil, "--forge github or --forge gitlab"), (.gitea, "only for github and gitlab")]
      as [(Forge?, String)]
    {
      let error = #expect(throws: WorkflowError.self) { try verdict(world, by: "bob", forge: forge) }
      #expect(error?.kind == .usage && error?.description.contains(message) == true, "\(String(describing: error))")
    }
    #expect(try verdict(self.world("org_username"), by: "bob", forge: .github) == .approved, "one field for all forges")
  }

  @Test(arguments: OwnershipMode.allCases)
  func implicitOwnersHaveTheSameAccounts(_ mode: OwnershipMode) throws {
    var world = world("github_username")
    world.files["data/docs/one.yml"] = "$schema: /doc-1.yml\ntext: one\nwriter: /users/bob.yml\n"
    world.files["data/roles/writers.yml"] = World.role("writers", [("doc-writer", ["/docs/two.yml"])])
    world.files["data/docs/two.yml"] = "$schema: /doc-1.yml\ntext: two\n"
    world.files["data/ct/doc-own.yml"] = World.changeType(
      "doc-own", "/doc-1.yml", selectors: ["text"],
      "implicitOwnership:\n- {provider: jsonPath, jsonPathSelector: writer}\n")
    // qontract names the context itself, so somebody has to hold the change-type there.
    world.files["data/roles/b.yml"] = World.role("team-b", [("doc-own", ["/docs/one.yml"])])
    world.files["data/users/alice.yml"] = World.user("alice", ["b"]) + "github_username: alice-gh\n"
    world.files["data/users/bob.yml"] = World.user("bob", []) + "github_username: bob-gh\n"
    let edit = world.edited("data/docs/one.yml", "one", "1st")
    let owners = try world.decide(edit, by: "x", mode: mode).files.flatMap(\.items).flatMap(\.coverage.owners)
    #expect(owners.filter(\.implicit).flatMap(\.approvers) == ["bob-gh"], "\(owners)")
  }

  @Test func whoHasNoAccountIsReported() throws {
    #expect(try problems(world("github_username")) == ["data/users/anna.yml:4 warning policy/no-account"])
    #expect(try problems(world("org_username")) == [])
    #expect(try problems(world("{github: github_username, gitlab: org_username}")) == [])
    #expect(try problems(world("nosuch")) == [".remit.yml:5 error policy/unknown-identity"])
    #expect(
      try problems(world("{github: nosuch, gitlab: org_username}")) == [".remit.yml:5 error policy/unknown-identity"])
    #expect(try verdict(world("nosuch"), by: "bob") == .needsApproval)
  }

  @Test(arguments: ["\"\"", "{}", "[a]", "{github: \"\"}", "{sourcehut: x}", "7"])
  func whatIsNoFieldIsRefused(_ identity: String) throws {
    let error = #expect(throws: WorkflowError.self) { try verdict(world(identity), by: "bob") }
    #expect(error?.kind == .usage && error?.description.contains("identity") == true, "\(String(describing: error))")
  }

  /// Attack 8: two people whose account is the same but for its case.
  @Test(arguments: ["bob", "BOB", "Bob"])
  func accountsOfTwoPeopleApproveNothing(_ name: String) throws {
    var world = World()
    world.files["data/users/other.yml"] = World.user(name, ["a"])
    #expect(
      try problems(world) == [
        "data/users/bob.yml:3 error policy/duplicate-account", "data/users/other.yml:3 error policy/duplicate-account",
      ])
    for author in ["bob", "BOB", name] {
      #expect(try verdict(world, by: author) == .needsApproval)
      #expect(try verdict(world, by: "mallory", .says(author)) == .needsApproval)
      let edit = world.edited("data/ns/a.yml", "cpu: 1", "cpu: 9")
      #expect(try world.verdict(edit, by: author) == .needsApproval)
      #expect(try world.verdict(edit, by: "anna") == .approved, "the others of the role may go on")
    }
  }

  @Test func aMergeRequestMayNotMakeAnAccountAmbiguous() throws {
    let world = World()
    let edit: [String: String?] = ["data/users/other.yml": World.user("BOB", [])]
    let decision = try world.decide(edit, by: "mallory")
    #expect(decision.verdict == .invalid)
    #expect(decision.diagnostics.contains { $0.code == "policy/duplicate-account" })
  }

  @Test func aBotMayNotHaveAPersonsAccount() throws {
    var world = World()
    world.files["data/bots/b.yml"] = World.user("Bob", ["a"]).replacing("user-1", with: "bot-1")
    #expect(try problems(world).count == 2)
    #expect(try verdict(world, by: "bob") == .needsApproval)
  }
}
