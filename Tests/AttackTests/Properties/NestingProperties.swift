import Deciding
import Ownership
import TestSupport
import Testing

/// Nesting a change-type in a wider one says what granting it on every file in that context says.
@Suite struct NestingProperties {
  private static let seeds = (0..<12).map { UInt64($0 * 1_000) }

  @Test("an edit that leaves the reference alone is decided as with explicit grants", arguments: seeds)
  func equality(_ first: UInt64) throws {
    var covered = 0
    for seed in first..<first + 25 {
      var nested = RandomRepository(seed: seed, restrictive: true)
      let (edit, events, author) = (
        nested.edit(), nested.events() + [.says("ben", "/ok-to-test", at: "head")], nested.author()
      )
      for mode in OwnershipMode.allCases {
        let one = try nested.world.decide(edit, by: author, events, mode: mode)
        let other = try nested.explicit.world.decide(edit, by: author, events, mode: mode)
        #expect(one.outcome == other.outcome, "seed \(seed), \(mode)")
        let owners = one.files.flatMap(\.items).flatMap(\.coverage.owners)
        covered += owners.count { $0.origin == "outer" && !$0.disabled }
      }
    }
    #expect(covered > 5, "the nested grant matters in these cases")
  }

  @Test("a created or moved file is nobody's by ownership, a deleted one only by an explicit grant", arguments: seeds)
  func otherFiles(_ first: UInt64) throws {
    for seed in first..<first + 8 {
      var nested = RandomRepository(seed: seed)
      // Whole files, so that nothing but the context is in question.
      for role in nested.grants.keys { nested.grants[role] = [("outer", "/apps/p.yml"), ("outer", "/apps/q.yml")] }
      func wide(_ repository: RandomRepository) -> World {
        repository.world.with(["data/ct/inner.yml": World.changeType("inner", "/ns-1.yml", selectors: ["$"])])
      }
      let (implied, explicit) = (wide(nested), wide(nested.explicit))
      let text = try #require(implied.files["data/ns/n2.yml"])
      func covered(_ world: World, _ edit: [String: String?]) throws -> [Bool] {
        try world.decide(edit, by: "ann").files.flatMap(\.items).map(\.coverage.isCovered)
      }
      #expect(try covered(implied, ["data/ns/n2.yml": text + "more: 1\n"]) == [true])
      #expect(try covered(explicit, ["data/ns/n2.yml": text + "more: 1\n"]) == [true])
      let created: [String: String?] = ["data/ns/n5.yml": text]
      #expect(try covered(implied, created) == [false])
      #expect(try covered(explicit, created) == [false])
      let deleted: [String: String?] = ["data/ns/n2.yml": nil]
      #expect(try covered(implied, deleted) == [false])
      #expect(try covered(explicit, deleted) == [true])
      let moved = created + deleted
      #expect(try covered(implied, moved) == [false, false])
      #expect(try covered(explicit, moved) == [true, false])
      // And a changed reference ends the equality: with an explicit grant the power stays.
      let (here, there) = text.contains("/apps/p.yml") ? ("p", "q") : ("q", "p")
      let retied = ["data/ns/n2.yml": text.replacing("/apps/\(here).yml", with: "/apps/\(there).yml") + "more: 1\n"]
      #expect(try covered(implied, retied).allSatisfy { !$0 })
      #expect(try covered(explicit, retied).allSatisfy { $0 })
    }
  }
}
