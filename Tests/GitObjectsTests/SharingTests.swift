import Foundation
import GitObjects
import TestSupport
import Testing

@Suite struct SharingTests {
  /// Many tasks read through one store while the repository's own task merges and then goes away.
  @Test func manyReaders() async throws {
    let fixture = try GitFixture()
    var files = Dictionary(uniqueKeysWithValues: (0..<200).map { ("d\($0 % 7)/f\($0).yml", "content \($0)\n") })
    try fixture.commit(files.mapValues { $0 })
    try fixture.git("branch topic")
    files = ["d0/f0.yml": "ours\n"]
    let ours = try fixture.commit(files)
    try fixture.git("checkout -q topic")
    let theirs = try fixture.commit(["d1/f1.yml": "theirs\n"])
    try fixture.git("gc -q")

    var repository: Repository? = try fixture.repository()
    let objects = try #require(repository?.objects)
    let tree = try #require(try repository?.tree(of: ours))
    let entries = try objects.entries(of: tree)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try (0..<20).reduce(0) { sum, _ in try entries.reduce(sum) { try $0 + objects.blob($1.version.id).count } }
        }
      }
      for _ in 0..<20 {
        guard case .merged(let tree, .threeWay)? = try repository?.merge(ours: ours, theirs: theirs) else {
          Issue.record("no merge")
          break
        }
        #expect(try objects.entries(of: tree).count == 200)
      }
      repository = nil
      var sizes: Set<Int> = []
      for try await size in group { sizes.insert(size) }
      #expect(sizes.count == 1)
    }
    #expect(try objects.entries(of: tree) == entries)
  }
}
