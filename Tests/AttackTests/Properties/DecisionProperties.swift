import DataBundle
import Deciding
import Diffing
import Ownership
import TestSupport
import Testing
import Workflows

/// What holds of every decision, on random repositories, changes and comments.
@Suite struct DecisionProperties {
  private static let seeds = (0..<10).map { UInt64($0 * 1_000 + 500_000) }

  @Test("another approval never takes one away", arguments: seeds)
  func approvalsAdd(_ first: UInt64) throws {
    var approved = 0
    for seed in first..<first + 25 {
      var repository = RandomRepository(seed: seed)
      let (edit, author) = (repository.edit(), repository.author())
      let events = repository.events() + repository.people.map { .says($0, at: "head") }
      let before = try repository.world.decide(edit, by: author, events)
      for name in repository.people + ["eve", author] {
        let after = try repository.world.decide(edit, by: author, events + [.says(name, at: "head")])
        #expect(before.verdict != .approved || after.verdict == .approved, "seed \(seed), \(name)")
        for (one, other) in zip(before.files.flatMap(\.items), after.files.flatMap(\.items)) {
          #expect(!one.isApproved || other.isApproved, "seed \(seed), \(name)")
        }
      }
      approved += before.verdict == .approved ? 1 : 0
    }
    #expect(approved > 0, "some of these cases are approved")
  }

  /// Without restrictions and holds: who loses a grant loses the power to guard and to hold, too.
  @Test("a grant taken away never approves", arguments: seeds)
  func grantsAdd(_ first: UInt64) throws {
    var lost = 0
    for seed in first..<first + 12 {
      var repository = RandomRepository(seed: seed)
      let (edit, author) = (repository.edit(), repository.author())
      let events = repository.events(["/lgtm", "/lgtm cancel"]) + repository.people.map { .says($0, at: "head") }
      let before = try repository.world.decide(edit, by: author, events)
      for (role, list) in repository.grants.sorted(by: { $0.key < $1.key }) {
        for place in list.indices {
          var fewer = repository
          fewer.grants[role]?.remove(at: place)
          let after = try fewer.world.decide(edit, by: author, events)
          #expect(before.verdict == .approved || after.verdict != .approved, "seed \(seed), \(role) \(place)")
          // What somebody approved without the grant was approved with it, be it in other pieces.
          let (with, without) = (places(before), places(after))
          for (place, isApproved) in without where isApproved {
            let same = with.filter { $0.key.hasPrefix(place) || place.hasPrefix($0.key) }
            #expect(!same.isEmpty && same.values.allSatisfy { $0 }, "seed \(seed), \(role): \(place)")
          }
          lost += with == without ? 0 : 1
        }
      }
    }
    #expect(lost > 0, "some grants matter")
  }

  /// Whether each place is approved, by file, kind and pointer.
  private func places(_ decision: Decision) -> [String: Bool] {
    var found: [String: Bool] = [:]
    for file in decision.files {
      for item in file.items {
        found["\(file.change.file.path) \(item.coverage.item.kind) \(item.coverage.item.pointer)/"] = item.isApproved
      }
    }
    return found
  }

  @Test("events of people who have nothing to do with each other may come in any order", arguments: seeds)
  func eventOrder(_ first: UInt64) throws {
    var swapped = 0
    for seed in first..<first + 25 {
      var repository = RandomRepository(seed: seed, restrictive: true)
      let (edit, author) = (repository.edit(), repository.author())
      let events = repository.events(["/lgtm", "/lgtm", "/hold", "/hold cancel", "/lgtm cancel", "/ok-to-test"])
      let before = try repository.world.decide(edit, by: author, events).outcome
      for place in events.indices.dropLast() where areUnrelated(events[place], events[place + 1], repository) {
        var other = events
        other.swapAt(place, place + 1)
        let after = try repository.world.decide(edit, by: author, other).outcome
        #expect(before == after, "seed \(seed), \(place)")
        swapped += 1
      }
    }
    #expect(swapped > 5)
  }

  /// Comments name their head, so a push before or after them makes no difference.
  private func areUnrelated(_ one: Event, _ other: Event, _ repository: RandomRepository) -> Bool {
    guard case .comment(let a) = one, case .comment(let b) = other else { return true }
    return !repository.areColleagues(a.author, b.author)
  }

  @Test("every place that differs is in exactly one item, and nothing else is", arguments: seeds)
  func items(_ first: UInt64) throws {
    for seed in first..<first + 40 {
      var random = SeededGenerator(seed: seed)
      var repository = RandomRepository(seed: seed)
      repository.grants["r1"] = [("inner", "/ns/n1.yml"), ("other", "/ns/n1.yml")]
      let old = RandomTree.object([
        "tree": .random(4, &random, lists: false), "quota": .random(2, &random, lists: false),
      ])
      var new = old
      for _ in 0..<1 + random.below(4) { new = new.edited(&random, lists: false) }
      guard case .object(let before) = old, case .object(let after) = new, old != new else { continue }
      let world = repository.world.with(["data/ns/n1.yml": repository.text("n1", before)])
      let decision = try world.decide(["data/ns/n1.yml": repository.text("n1", after)], by: "ann")
      let found = decision.files.flatMap(\.items).map(\.coverage.item)
      for (mine, others, isHere) in [
        (old, new, { $0.old != nil }), (new, old, { $0.new != nil }),
      ] as [(RandomTree, RandomTree, (ChangeItem) -> Bool)] {
        for (path, text) in mine.leaves {
          let count = found.count { item in isHere(item) && starts(path, with: item) }
          // An object that loses all its members is empty then, and that is said of the members.
          let isEmptied = text == "{}" && others.leaves.keys.contains { $0.count > path.count && $0.starts(with: path) }
          let expected = others.leaves[path] == text || isEmptied ? 0 : 1
          #expect(count == expected, "seed \(seed): \(path) in \(found.map(\.pointer))")
        }
      }
    }
  }

  private func starts(_ path: [String], with item: ChangeItem) -> Bool {
    let pointer = item.pointer.split(separator: "/").map(String.init)
    return path.starts(with: pointer)
  }

  @Test("the order in which files are listed makes no difference", arguments: seeds)
  func fileOrder(_ first: UInt64) throws {
    for seed in first..<first + 6 {
      var repository = RandomRepository(seed: seed, restrictive: true)
      let (edit, events, author) = (repository.edit(), repository.events(), repository.author())
      let world = repository.world
      let expected = try world.decide(edit, by: author, events).everything
      var random = SeededGenerator(seed: seed)
      for _ in 0..<3 {
        let maker = try DecisionMaker(target: Shuffled(MemorySource(world.files), seed: random.next()), folder: "")
        let proposal = world.proposal(edit)
        let decision = try maker.decide(
          Proposal(
            source: Shuffled(proposal.source, seed: random.next()), changed: proposal.changed.shuffled(using: &random)),
          DecisionRequest(author: author, events: events, today: "2026-01-15", head: "head"))
        #expect(decision.decision.everything == expected, "seed \(seed)")
      }
    }
  }
}

/// A source that lists its files in another order.
private struct Shuffled: FileSource {
  let base: any FileSource
  let seed: UInt64

  init(_ base: any FileSource, seed: UInt64) { (self.base, self.seed) = (base, seed) }

  func files(under folder: String) throws(SourceError) -> [SourceFile] {
    var random = SeededGenerator(seed: seed)
    return try base.files(under: folder).shuffled(using: &random)
  }

  func file(at path: String) throws(SourceError) -> SourceFile? { try base.file(at: path) }

  func makeReader() throws(SourceError) -> any FileReader { try base.makeReader() }
}
