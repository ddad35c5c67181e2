import Ownership
import Deciding
import Diagnostics
import Testing

/// Attacks 1 to 12 of the list of threats: who may speak. Those that live in git are in `GitAttacks`.
@Suite struct AuthorityAttacks {
  let world = World()
  var editB: [String: String?] { world.edited("data/ns/b.yml", "cpu: 1", "cpu: 9") }

  @Test("attack 1: a merge request grants itself what it needs")
  func policyOfTheMergeRequest() throws {
    let grant: [String: String?] = ["data/roles/b.yml": world.files["data/roles/b.yml"].map { $0 + "" }]
    let join: [String: String?] = ["data/users/mallory.yml": World.user("mallory", ["writers", "b"])]
    let widen: [String: String?] = [
      "data/ct/doc-writer.yml": World.changeType("doc-writer", nil, selectors: ["$"]),
      "data/roles/writers.yml": World.role("writers", [("doc-writer", ["/ns/b.yml"])]),
    ]
    for policy in [join, widen] {
      let decision = try world.decide(editB + policy, by: "mallory")
      #expect(decision.verdict == .notSelfServiceable)
      let item = try #require(decision.files.first { $0.change.file.path == "/ns/b.yml" }?.items.first)
      #expect(!item.isApproved && item.coverage.owners.flatMap(\.approvers) == ["bob"])
    }
    #expect(try world.verdict(editB + grant, by: "bob") == .approved)
    #expect(try world.with(join).verdict(editB, by: "mallory") == .approved, "once it has landed it counts")
  }

  @Test("attack 2: a push after the approval")
  func pushAfterApproval() throws {
    let more = world.edited("data/ns/b.yml", "cpu: 1", "cpu: 99")
    let seen = try world.decide(editB, by: "mallory", [.says("bob", at: "head")])
    #expect(seen.verdict == .approved)
    let pushed = try world.decide(
      more, by: "mallory", [.says("bob", at: "h1"), .push(by: "mallory")], heads: ["h1": editB])
    #expect(pushed.verdict == .needsApproval)
    #expect(pushed.remarks.contains { $0.contains("/ns/b.yml /quota/cpu") })
    let unknown = try world.decide(editB, by: "mallory", [.says("bob", at: "h0")])
    #expect(unknown.verdict == .needsApproval, "what was approved is not known")
    let elsewhere = editB + ["data/docs/two.yml": "$schema: /doc-1.yml\ntext: two\n"]
    let kept = try world.decide(elsewhere, by: "mallory", [.says("bob", at: "h1")], heads: ["h1": editB])
    #expect(kept.verdict == .approved, "an unrelated push voids nothing")
  }

  @Test("attack 2: a commit made to begin like the approved one")
  func craftedAbbreviation() throws {
    let events: [Event] = [.says("bob", "/lgtm 0abc123", at: "0abc1230000")]
    func decide(_ head: String, _ heads: [String: Set<String>]) throws -> Verdict {
      let decision = try world.decide(editB, by: "mallory")
      let coverage = Coverage(files: decision.files.map { .init(change: $0.change, items: $0.items.map(\.coverage)) })
      return Decision.make(
        MergeRequest(
          mode: .strict, author: "mallory", coverage: coverage, events: events, head: head, digestsByHead: heads)
      ).verdict
    }
    #expect(try decide("0abc123ffff", ["0abc1230000": []]) == .needsApproval)
    #expect(try decide("0abc123ffff", [:]) == .needsApproval)
    #expect(try decide("0abc1230000", [:]) == .approved)
  }

  @Test("attack 6: somebody else pushes to the branch of the only owner")
  func foreignPush() throws {
    #expect(try world.verdict(editB, by: "bob") == .approved)
    #expect(try world.verdict(editB, by: "bob", .push(by: "bob")) == .approved)
    #expect(try world.verdict(editB, by: "bob", .push(by: "mallory")) == .needsApproval)
    #expect(try world.verdict(editB, by: "bob", .push(by: "mallory"), .push(by: "bob")) == .needsApproval)
    #expect(try world.verdict(editB, by: "bob", .push(by: "mallory"), .says("bob", at: "head")) == .approved)
  }

  @Test("attack 8: names that look alike")
  func lookAlikes() throws {
    let kim = world.with(["data/users/kim.yml": World.user("kim", ["b"])])
    for name in ["KIM", "Kim", "kim"] { #expect(try kim.verdict(editB, by: name) == .approved, "\(name)") }
    for name in ["\u{212A}im", "\u{043A}im", "kim ", "kim\u{200B}", "k\u{131}m", "@kim", ""] {
      #expect(try kim.verdict(editB, by: name) == .needsApproval, "\(name)")
      #expect(try kim.verdict(editB, by: "mallory", .says(name)) == .needsApproval, "\(name)")
    }
    let composed = world.with(["data/users/jose.yml": World.user("jos\u{E9}", ["b"])])
    #expect(try composed.verdict(editB, by: "jos\u{E9}") == .approved)
    #expect(try composed.verdict(editB, by: "jose\u{301}") == .needsApproval)
  }

  @Test("attack 9: an expired role, a user who is gone")
  func formerMembers() throws {
    let role = World.role("team-b", [("app-owner", ["/apps/b.yml"])], "expirationDate: '2026-01-15'\n")
    let expiring = world.with(["data/roles/b.yml": role])
    #expect(try expiring.decide(editB, by: "bob", today: "2026-01-14").verdict == .approved)
    #expect(try expiring.decide(editB, by: "bob", today: "2026-01-15").verdict == .notSelfServiceable)
    #expect(try expiring.decide(editB, by: "bob", today: "2027-01-01").verdict == .notSelfServiceable)
    for date in ["20260115", "true", "[2099-01-01]", "'2099-1-1'", "soon"] {
      let unclear = world.with(["data/roles/b.yml": role.replacing("'2026-01-15'", with: date)])
      #expect(try unclear.decide(editB, by: "bob", today: "2020-01-01").verdict != .approved, "\(date)")
    }
    // An unquoted date is a date for YAML, and still the same day.
    let plain = world.with(["data/roles/b.yml": role.replacing("'", with: "")])
    #expect(try plain.decide(editB, by: "bob", today: "2026-01-15").verdict != .approved)
    let gone = world.with(["data/users/bob.yml": nil, "data/users/ben.yml": World.user("ben", ["b"])])
    #expect(try gone.verdict(editB, by: "mallory", .says("bob")) == .needsApproval)
    #expect(try gone.verdict(editB, by: "mallory", .says("ben")) == .approved)
    let left = world.with(["data/users/bob.yml": World.user("bob", []), "data/users/ben.yml": World.user("ben", ["b"])])
    #expect(try left.verdict(editB, by: "bob") == .needsApproval)
  }

  @Test("attack 10: a role in which nobody can approve")
  func roleWithoutApprovers() throws {
    let nameless = "$schema: /access/bot-1.yml\nname: robot\nroles: [{$ref: /roles/b.yml}]\n"
    let empty = world.with(["data/users/bob.yml": nil, "data/bots/robot.yml": nameless])
    for author in ["mallory", "robot", "", "bob"] {
      #expect(try empty.verdict(editB, by: author, .says(author)) != .approved)
    }
    let leave = try world.decide(["data/users/bob.yml": World.user("bob", [])], by: "bob")
    #expect(leave.verdict == .invalid && leave.diagnostics.contains { $0.code == "policy/no-approvers" })
    #expect(try world.verdict(editB, by: "bob") == .approved)
  }

  @Test("attack 11: let in for one object, restricted in another")
  func restrictedElsewhere() throws {
    let guarded = world.with([
      "data/ct/guard.yml": World.changeType("guard", "/ns-1.yml", selectors: ["quota"], "restrictive: true\n"),
      "data/roles/a.yml": World.role("team-a", [("guard", ["/ns/a.yml"])]),
      "data/roles/b.yml": World.role("team-b", [("guard", ["/ns/b.yml"])]),
    ])
    let editA = world.edited("data/ns/a.yml", "cpu: 1", "cpu: 2")
    #expect(try guarded.verdict(editA, by: "alice") == .approved)
    #expect(try guarded.verdict(editA + editB, by: "alice") == .restricted)
    #expect(try guarded.verdict(editA + editB, by: "mallory", .says("alice", "/ok-to-test")) == .restricted)
    #expect(try guarded.verdict(editA + editB, by: "alice", .says("bob", "/ok-to-test")) == .needsApproval)
    #expect(try guarded.verdict(editA + editB, by: "alice", .says("bob", "/ok-to-test\n/lgtm")) == .approved)
  }

  @Test("attack 12: a new file names its own owner")
  func ownOwner() throws {
    let owned = World.changeType(
      "self", "/res-1.yml", selectors: ["$"], "implicitOwnership: [{provider: jsonPath, jsonPathSelector: owner}]\n")
    let world = World([
      "data/ct/self.yml": owned, "data/res/old.yml": "$schema: /res-1.yml\nowner: /users/bob.yml\nx: 1\n",
    ])
    let claim = "$schema: /res-1.yml\nowner: /users/mallory.yml\nx: 2\n"
    #expect(try world.verdict(["data/res/new.yml": claim], by: "mallory") == .notSelfServiceable)
    #expect(try world.verdict(["data/res/old.yml": claim], by: "mallory") == .needsApproval)
    #expect(
      try world.verdict(["data/res/old.yml": nil, "data/res/new.yml": claim], by: "mallory") == .notSelfServiceable)
    // Nor does a user that the merge request itself brings.
    let person =
      ["data/res/old.yml": claim, "data/users/bob.yml": World.user("mallory", ["b", "writers"])] as [String: String?]
    #expect(try world.verdict(person, by: "mallory") != .approved)
    #expect(try world.verdict(["data/res/old.yml": claim], by: "bob") == .approved)
  }
}
