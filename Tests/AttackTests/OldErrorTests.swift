import Deciding
import Diagnostics
import Testing
import Workflows

/// What is wrong in the target already: it blocks nobody, and grants nobody anything.
@Suite struct OldErrorTests {
  let world = World()

  private func editB(_ world: World) -> [String: String?] { world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2") }

  @Test func aLineAboveAnOldErrorDoesNotMakeItNew() throws {
    let strict = "type: object\nproperties: {quota: {properties: {cpu: {type: integer}}}}\n"
    let old = World.namespace("b").replacing("cpu: 1", with: "cpu: lots")
    let world = world.with(["schemas/ns-1.yml": strict, "data/ns/b.yml": old])
    let above = try world.decide(["data/ns/b.yml": "# a comment\n" + old], by: "bob")
    #expect(above.diagnostics.isEmpty && above.verdict == .approved)
    // Another value, another message: that is new.
    let other = try world.decide(world.edited("data/ns/b.yml", "lots", "more"), by: "bob")
    #expect(other.diagnostics.map(\.code) == ["schema/type"] && other.verdict == .invalid)
    // And so is the same error in another file.
    let copied = try world.decide(world.edited("data/ns/a.yml", "cpu: 1", "cpu: lots"), by: "alice")
    #expect(copied.diagnostics.map(\.place.file) == ["data/ns/a.yml"] && copied.verdict == .invalid)
  }

  @Test func oneMoreOfTheSameKindIsNew() throws {
    let old = "# c\n" + World.namespace("b") + "name: b\n"
    let world = world.with(["data/ns/b.yml": old])
    #expect(try world.decide(["data/ns/b.yml": "\n" + old], by: "bob").diagnostics.isEmpty)
    let more = try world.decide(["data/ns/b.yml": old + "name: b\n"], by: "bob")
    #expect(more.diagnostics.map(\.code) == ["yaml/duplicate-key"] && more.verdict == .invalid)
  }

  /// Old policy errors by the change-type they void. Team B keeps its other grant, team A loses only what is broken.
  @Test(arguments: [
    ("an unknown field type", ["data/ct/records-a.yml": "disabled: maybe\n"]),
    ("the name of another", ["data/ct/records-a2.yml": ""]),
    ("a cycle", ["data/ct/records-a.yml": "inherit: [{$ref: /ct/records-a.yml}]\n"]),
  ])
  func anOldPolicyErrorVoidsWhatItConcerns(_ name: String, _ broken: [String: String]) throws {
    var edits: [String: String?] = [:]
    for (path, more) in broken {
      edits[path] = World.changeType("records-a", "/zone-1.yml", selectors: ["records[?(@.team=='a')]"], more)
    }
    let old = world.with(edits)
    #expect(try old.verdict(editB(old), by: "bob") == .approved, "others are not blocked")
    let recordA = old.edited("data/zone.yml", "to: one", "to: three")
    #expect(try world.verdict(recordA, by: "alice") == .approved)
    #expect(try old.verdict(recordA, by: "alice") == .notSelfServiceable, "what is broken grants nothing")
    #expect(try old.verdict(editB(old), by: "bob", mode: .compat) == .invalid, "qontract stops at any error")
    // Whoever introduces it is stopped.
    let introducing = try world.decide(edits + editB(world), by: "bob")
    #expect(
      introducing.verdict == .invalid && introducing.diagnostics.contains { $0.code.rawValue.hasPrefix("policy/") })
    // A comment in the broken file is no new error.
    let path = try #require(edits.keys.first)
    let comment = try old.decide([path: "# c\n" + (old.files[path] ?? "")], by: "bob")
    #expect(comment.diagnostics.isEmpty && comment.verdict == .notSelfServiceable)
  }

  @Test func aRoleWithoutApproversBlocksOnlyItself() throws {
    let empty = world.with(["data/roles/empty.yml": World.role("empty", [("app-owner", ["/apps/a.yml"])])])
    #expect(try empty.verdict(editB(empty), by: "bob") == .approved)
    #expect(try empty.verdict(empty.edited("data/ns/a.yml", "cpu: 1", "cpu: 2"), by: "alice") == .approved)
  }

  /// A guard that cannot be read lets nobody approve, and still keeps strangers out.
  @Test(arguments: ["restrictive: true\ndisabled: maybe\n", "restrictive: perhaps\n"])
  func aBrokenGuardStillGuards(_ more: String) throws {
    let guarded = world.with([
      "data/ct/guard.yml": World.changeType("guard", "/ns-1.yml", selectors: ["quota"], more),
      "data/roles/guards.yml": World.role("guards", [("guard", ["/ns/b.yml"])]),
      "data/users/gil.yml": World.user("gil", ["guards"]),
    ])
    #expect(try guarded.verdict(editB(guarded), by: "bob") == .restricted)
    #expect(try guarded.verdict(editB(guarded), by: "bob", .says("gil", "/ok-to-test")) == .approved)
    #expect(try guarded.verdict(editB(guarded), by: "gil") == .needsApproval)
  }
}
