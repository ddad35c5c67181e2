import Deciding
import Ownership
import Testing
import Workflows

/// Ways around a restriction, a hold or a disabled change-type.
@Suite struct GuardAttacks {
  private let restrictive = "restrictive: true\n"
  private let zone = "data/zone.yml"

  /// Bob guards the records of team b; everybody may write all records.
  private var guarded: World {
    World([
      "data/ct/guard.yml": World.changeType(
        "guard", "/zone-1.yml", selectors: ["records[?(@.team=='b')]"], restrictive),
      "data/ct/any.yml": World.changeType("any", "/zone-1.yml", selectors: ["records"]),
      "data/roles/b.yml": World.role("team-b", [("guard", ["/zone.yml"])]),
      "data/roles/writers.yml": World.role("writers", [("any", ["/zone.yml"])]),
    ])
  }

  @Test("a change that leaves what a restriction selects is still restricted")
  func leaving() throws {
    let record = "{name: api, team: b, to: two}"
    let edits = [
      guarded.edited(zone, record, "{name: api, team: c, to: two}"),
      guarded.edited(zone, record, "{name: api, to: evil}"), guarded.edited(zone, "- \(record)\n", ""),
      guarded.edited(zone, record, "gone"),
      guarded.edited(zone, "{name: www, team: a, to: one}", "{name: www, team: b, to: one}"),
      guarded.edited(zone, record, "\(record)\n- {name: new, team: b}"),
      [zone: "$schema: /zone-1.yml\nname: z\nrecords: none\n"],
    ]
    for edit in edits {
      #expect(try guarded.verdict(edit, by: "mallory") == .restricted, "\(edit)")
      #expect(try guarded.verdict(edit, by: "mallory", .says("bob", "/ok-to-test")) == .approved, "\(edit)")
    }
    #expect(try guarded.verdict(guarded.edited(zone, "to: one", "to: other"), by: "mallory") == .approved)
    // To let it in is not to own it: what leaves the filter is not granted.
    let only = guarded.with(["data/roles/writers.yml": World.role("writers", [("doc-writer", nil)])])
    let decision = try only.decide(edits[0], by: "bob", [.says("bob")])
    #expect(decision.admitted && decision.uncovered == ["/zone.yml /records/1/team changed"])
  }

  @Test("a change of the reference that leads to the guard is still restricted, by both guards")
  func movingAway() throws {
    let world = World([
      "data/ct/guard.yml": World.changeType("guard", "/app-1.yml", selectors: [], restrictive).replacing(
        "  jsonPathSelectors:\n",
        with: "  changeSchema: /ns-1.yml\n  jsonPathSelectors: [quota]\n  context: {selector: \"app.'$ref'\"}\n"),
      "data/ct/any.yml": World.changeType("any", "/ns-1.yml", selectors: ["quota", "app"]),
      "data/roles/a.yml": World.role("team-a", [("guard", ["/apps/a.yml"])]),
      "data/roles/b.yml": World.role("team-b", [("guard", ["/apps/b.yml"])]),
      "data/roles/writers.yml": World.role("writers", [("any", nil)]),
    ])
    let quota = world.edited("data/ns/b.yml", "cpu: 1", "cpu: 9")
    #expect(try world.verdict(quota, by: "mallory") == .restricted)
    let move = world.edited("data/ns/b.yml", "/apps/b.yml}\nquota: {cpu: 1", "/apps/a.yml}\nquota: {cpu: 9")
    let cut = world.edited("data/ns/b.yml", "app: {$ref: /apps/b.yml}\nquota: {cpu: 1", "quota: {cpu: 9")
    #expect(try world.verdict(move, by: "mallory") == .restricted)
    #expect(try world.verdict(move, by: "mallory", .says("alice", "/ok-to-test")) == .restricted, "bob guards it now")
    #expect(try world.verdict(move, by: "mallory", .says("bob", "/ok-to-test")) == .restricted, "alice guards it then")
    #expect(
      try world.verdict(move, by: "mallory", .says("bob", "/ok-to-test"), .says("alice", "/ok-to-test")) == .approved)
    #expect(try world.verdict(cut, by: "mallory") == .restricted)
    #expect(try world.verdict(cut, by: "mallory", .says("bob", "/ok-to-test")) == .approved)
    // A file that goes, or whose schema or whose guard's schema changes, is guarded to the end.
    let all = world.with(["data/ct/any.yml": World.changeType("any", nil, selectors: ["$"])])
    for edit in [
      ["data/ns/b.yml": nil], world.edited("data/ns/b.yml", "/ns-1.yml", "/res-1.yml"),
      quota + world.edited("data/apps/b.yml", "/app-1.yml", "/res-1.yml"),
    ] as [[String: String?]] {
      #expect(try !all.decide(edit, by: "mallory").admitted, "\(edit)")
      #expect(try all.decide(edit, by: "mallory", [.says("bob", "/ok-to-test")]).admitted, "\(edit)")
    }
    // The same where the guard's change-type is nested in a wider one.
    let nested = World([
      "data/ct/ns-owner.yml": World.changeType("ns-owner", "/ns-1.yml", selectors: ["quota"], restrictive),
      "data/ct/any.yml": World.changeType("any", "/ns-1.yml", selectors: ["quota", "app"]),
      "data/roles/writers.yml": World.role("writers", [("any", nil)]),
    ])
    #expect(try nested.verdict(move, by: "mallory", .says("bob", "/ok-to-test")) == .restricted)
    #expect(
      try nested.verdict(move, by: "mallory", .says("bob", "/ok-to-test"), .says("alice", "/ok-to-test")) == .approved)
    // The guards of a moving file own nothing in it.
    let strangers = world.with(["data/roles/writers.yml": World.role("writers", [("doc-writer", nil)])])
    let decision = try strangers.decide(move, by: "alice", [.says("bob"), .says("alice")])
    #expect(decision.uncovered == ["/ns/b.yml /app/$ref changed", "/ns/b.yml /quota/cpu changed"])
  }

  @Test("a hold is lifted by whoever held, not by somebody of the same role")
  func holds() throws {
    let edit = World().edited("data/ns/a.yml", "cpu: 1", "cpu: 2")
    func verdict(_ events: Event..., mode: OwnershipMode = .strict) throws -> Verdict {
      try World().decide(edit, by: "mallory", events, mode: mode).verdict
    }
    let (held, approved) = (Event.says("alice", "/hold"), Event.says("anna"))
    #expect(try verdict(approved) == .approved)
    #expect(try verdict(held, .says("anna", "/hold cancel"), approved) == .held)
    #expect(try verdict(held, .says("anna", "/hold"), .says("anna", "/hold cancel"), approved) == .held)
    #expect(try verdict(held, .says("Alice", "/hold cancel"), approved) == .approved)
    let decision = try World().decide(edit, by: "mallory", [held, .says("anna", "/hold cancel"), approved])
    #expect(decision.remarks.contains { $0.contains("alice") && $0.contains("hold") })
    // qontract counts by role.
    #expect(try verdict(held, .says("anna", "/hold cancel"), approved, mode: .compat) == .approved)
    // Nobody is held by somebody who has left.
    let left = World(["data/users/alice.yml": World.user("alice", ["writers"])])
    #expect(try left.decide(edit, by: "mallory", [held, approved]).verdict == .approved)
  }

  @Test("attack 41, in part: a selector above its budget decides nothing, and says so")
  func budget() throws {
    let world = World([
      "data/ct/ns-owner.yml": World.changeType("ns-owner", "/ns-1.yml", selectors: ["$..*..*..*..*", "quota"])
    ])
    let edit = world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2")
    #expect(try world.verdict(edit, by: "bob") == .approved, "small files are no problem")
    let deep = String(repeating: "{a: ", count: 100) + "1" + String(repeating: "}", count: 100)
    for mode in OwnershipMode.allCases {
      let error = #expect(throws: WorkflowError.self) {
        try world.decide(["data/ns/b.yml": World.namespace("b", quota: 2) + "deep: \(deep)\n"], by: "bob", mode: mode)
      }
      #expect(error?.kind == .failure && error?.description.contains("nothing can be decided") == true)
    }
  }

  @Test("priority and labels are not those of what is disabled")
  func disabled() throws {
    let world = World([
      "data/ct/late.yml": World.changeType(
        "late", "/ns-1.yml", selectors: ["quota"], "priority: low\ndisabled: true\n"),
      "data/ct/ns-owner.yml": World.changeType("ns-owner", "/ns-1.yml", selectors: ["quota"], "priority: high\n"),
      "data/roles/l.yml": World.role("team-l", [("late", ["/ns/b.yml"])], "labels: {change-owners-labels: slow}\n"),
      "data/roles/b.yml": World.role("team-b", [("app-owner", ["/apps/b.yml"])], "labels: {change-owners-labels: b}\n"),
      "data/users/lea.yml": World.user("lea", ["l"]),
    ])
    let edit = world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2")
    let strict = try world.decide(edit, by: "bob")
    #expect(strict.verdict == .approved && strict.priority == .high && strict.labels == ["b"])
    #expect(strict.files[0].items[0].coverage.owners.count == 2, "it is still reported")
    let compat = try world.decide(edit, by: "bob", mode: .compat)
    #expect(compat.priority == .low && compat.labels == ["b", "slow"])
    let enabled = world.edited("data/ct/late.yml", "disabled: true", "disabled: false")
    #expect(try world.with(enabled).decide(edit, by: "bob").priority == .low)
  }
}
