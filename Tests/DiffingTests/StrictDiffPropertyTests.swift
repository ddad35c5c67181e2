import Diffing
import DocumentModel
import JSONCoding
import TestSupport
import Testing

@Suite struct StrictDiffPropertyTests {
  /// A pair of documents and how their objects are named: by the member `id`, where that is a text.
  private struct Pair {
    let old: Document
    let new: Document

    init(_ seed: UInt64) throws {
      var r = SeededGenerator(seed: seed)
      let value = Value.random(5, &r)
      old = try document(value.json)
      let other = r.chance(10) ? Value.random(5, &r) : value.edited(r.pick([0, 5, 15, 40]), &r)
      new = try document(other.json)
    }

    static func names(_ document: Document) -> ItemIdentity {
      { id in document.member(id, "id").flatMap { document.string($0) } }
    }

    var difference: StrictDiff {
      StrictDiff(old: old, new: new, oldIdentity: Self.names(old), newIdentity: Self.names(new))
    }

    var reverse: StrictDiff {
      StrictDiff(old: new, new: old, oldIdentity: Self.names(new), newIdentity: Self.names(old))
    }

    var text: Comment { "\(old.json())\n\(new.json())" }
  }

  private static let seeds = (0..<20).map { UInt64($0 * 200) }

  @Test(arguments: seeds) func changesRebuildTheNewDocument(from first: UInt64) throws {
    for seed in first..<first + 200 {
      let pair = try Pair(seed)
      let changes = pair.difference.changes
      let (old, new) = (Value(pair.old.root, of: pair.old), Value(pair.new.root, of: pair.new))
      let rebuilt = Rebuilder(new: pair.new).rebuild(old, changes.map(PendingChange.init))
      #expect(rebuilt == new, pair.text)
      #expect(changes.isEmpty == (old == new), pair.text)
    }
  }

  @Test(arguments: seeds) func theReverseIsTheMirrorImage(from first: UInt64) throws {
    for seed in first..<first + 200 {
      let pair = try Pair(seed)
      let mirrored = pair.reverse.changes.map { change in
        let kinds: [ValueChange.Kind: ValueChange.Kind] = [.added: .removed, .removed: .added]
        return ValueChange(
          kinds[change.kind] ?? change.kind, oldPath: change.newPath, newPath: change.oldPath, old: change.new,
          new: change.old, otherContainer: change.otherContainer)
      }
      #expect(Set(mirrored) == Set(pair.difference.changes), pair.text)
    }
  }

  @Test(arguments: seeds) func pathsLeadToTheValuesAndDoNotOverlap(from first: UInt64) throws {
    for seed in first..<first + 200 {
      let pair = try Pair(seed)
      let changes = pair.difference.changes
      for change in changes {
        #expect(change.oldPath.flatMap { pair.old.resolve($0.pointer) } == change.old, pair.text)
        #expect(change.newPath.flatMap { pair.new.resolve($0.pointer) } == change.new, pair.text)
        #expect((change.old == nil) == (change.kind == .added))
        #expect((change.new == nil) == (change.kind == .removed))
      }
      let whole = changes.filter { $0.kind != .reordered }
      #expect(!overlap(whole.compactMap(\.oldPath)) && !overlap(whole.compactMap(\.newPath)), pair.text)
      #expect(Set(changes).count == changes.count)
    }
  }

  /// Whether one path is the beginning of another.
  private func overlap(_ paths: [[PathStep]]) -> Bool {
    let all = Set(paths)
    return all.count < paths.count
      || paths.contains { path in path.indices.contains { all.contains(Array(path[..<$0])) } }
  }

  @Test(arguments: seeds) func whatQontractSeesIsSeen(from first: UInt64) throws {
    for seed in first..<first + 200 {
      let pair = try Pair(seed)
      if pair.difference.changes.isEmpty {
        #expect(Value(pair.old.root, of: pair.old) == Value(pair.new.root, of: pair.new))
        #expect(CompatDiff(old: pair.old, new: pair.new).items.isEmpty, pair.text)
      }
    }
  }
}
