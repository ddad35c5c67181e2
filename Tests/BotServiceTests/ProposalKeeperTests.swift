import ForgeDoubles
import Forges
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import BotService

/// One merge request of the program's own, kept up to date.
@Suite struct ProposalKeeperTests {
  private let model: ForgeModel
  private let folder: URL

  init() throws {
    model = try ForgeModel(files: ["a.yml": "size: 1\n", "b.yml": "x\n"])
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-proposal-\(UUID().uuidString)")
  }

  private func keeper(_ path: String = "mirror") -> ProposalKeeper {
    let client = ModelClient(model)
    let mirror = Mirror(at: folder.appendingPathComponent(path).path, of: client, allowsPlainHTTP: true)
    return ProposalKeeper(client, mirror, name: "drift-dc1-x", target: "main")
  }

  private func wanted(_ size: Int, base: String? = nil) throws -> ProposalKeeper.Wanted {
    ProposalKeeper.Wanted(
      base: try base ?? model.tip(), files: ["a.yml": Array("size: \(size)\n".utf8)], title: "Drift",
      text: "size \(size)")
  }

  private var writes: [String] { model.read { $0.writes } }

  @Test func opensChangesAndCloses() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let main = try model.tip()
    let keeper = keeper()
    #expect(try await keeper.keep(nil, closingWith: "gone") == .nothing)
    #expect(try await keeper.keep(try wanted(2), closingWith: "gone") == .opened(1))
    let branch = "remit/drift-dc1-x"
    #expect(try model.git.git(["show", "\(branch):a.yml"]) == "size: 2")
    let (opened, first) = (try #require(model.read { $0.items[1] }), try model.tip(branch))
    #expect(opened.text == "size 2" && opened.mergeRequest.sourceBranch == branch)
    // The same again, by this process or another one: the same branch and no second merge request.
    #expect(try await keeper.keep(try wanted(2), closingWith: "gone") == .kept(1))
    #expect(try await self.keeper("another").keep(try wanted(2), closingWith: "gone") == .kept(1))
    #expect(try model.tip(branch) == first)
    #expect(try await keeper.keep(try wanted(3), closingWith: "gone") == .changed(1))
    #expect(try model.git.git(["show", "\(branch):a.yml"]) == "size: 3")
    #expect(try await keeper.keep(nil, closingWith: "gone") == .closed(1))
    #expect(model.read { $0.items[1]?.comments.map(\.body) } == ["gone"])
    #expect(try await keeper.keep(nil, closingWith: "gone") == .nothing)
    #expect(model.read { $0.items.count } == 1)
    #expect(try model.tip() == main, "the target branch stays")
    #expect(writes == ["open 1", "edit 1", "edit 1", "addComment 1", "close 1"])
  }

  @Test func waitsForTheTargetAndAsksOnlyOnce() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (keeper, first) = (keeper(), try wanted(2))
    try model.move("main", to: try model.commit(["b.yml": "y\n"], on: try model.tip()))
    #expect(try await keeper.keep(first, closingWith: "") == .waiting(tip: try model.tip()))
    #expect(writes == [])
    #expect(try await keeper.keep(try wanted(2), closingWith: "") == .opened(1))
    // The same drift on the next commit: nobody's approvals are lost for it.
    let head = try model.tip("remit/drift-dc1-x")
    try model.move("main", to: try model.commit(["b.yml": "z\n"], on: try model.tip()))
    #expect(try await keeper.keep(try wanted(2), closingWith: "") == .kept(1))
    #expect(try model.tip("remit/drift-dc1-x") == head)
    // Somebody closes it: the same is not proposed again, something else is.
    model.update(1) { $0.state = .closed }
    #expect(try await keeper.keep(try wanted(2), closingWith: "") == .declined)
    #expect(try await keeper.keep(try wanted(4), closingWith: "") == .opened(2))
  }

  @Test func leavesWhatSomebodyElseCommitted() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let branch = "remit/drift-dc1-x"
    try model.move(branch, to: try model.commit(["a.yml": "mine\n"], on: try model.tip()))
    await #expect(throws: MirrorError.self) { try await keeper().keep(try wanted(2), closingWith: "") }
    #expect(try model.git.git(["show", "\(branch):a.yml"]) == "mine")
    #expect(writes == [])
  }

  /// What somebody else opened from a branch of that name is neither closed nor changed, and no comment is written.
  @Test func leavesWhatSomebodyElseOpened() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let branch = "remit/drift-dc1-x"
    let theirs = try model.commit(["a.yml": "mine\n"], on: try model.tip())
    try model.move(branch, to: theirs)
    let number = try model.open(theirs, by: model.user("alice"))
    model.update(number) { $0.sourceBranch = branch }
    let first = keeper()
    #expect(try await first.keep(nil, closingWith: "gone") == .foreign(number))
    #expect(try await first.keep(nil, closingWith: "gone") == .nothing, "it is said once")
    #expect(try await keeper().keep(try wanted(2), closingWith: "gone") == .foreign(number))
    // Their merge request of a commit of this program's is theirs, too.
    let mirror = Mirror(at: folder.appendingPathComponent("m").path, of: ModelClient(model), allowsPlainHTTP: true)
    let tip = try await mirror.fetch(branch: "main")
    try model.git.git(["update-ref", "-d", "refs/heads/\(branch)"])
    _ = try await mirror.publish(["a.yml": Array("size: 2\n".utf8)], on: tip, branch: branch, message: "Drift")
    #expect(try await mirror.ownTip(of: branch) != nil)
    #expect(try await keeper().keep(nil, closingWith: "gone") == .foreign(number))
    #expect(try await keeper().keep(try wanted(3), closingWith: "gone") == .foreign(number))
    #expect(try model.git.git(["show", "\(branch):a.yml"]) == "size: 2")
    #expect(model.read { $0.items[number]?.mergeRequest.state } == .open)
    #expect(writes == [])
  }

  /// The own merge request that somebody else committed to is theirs by now.
  @Test func leavesItsOwnWithCommitsOfOthers() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let branch = "remit/drift-dc1-x"
    let keeper = keeper()
    #expect(try await keeper.keep(try wanted(2), closingWith: "") == .opened(1))
    try model.move(branch, to: try model.commit(["b.yml": "mine\n"], on: try model.tip(branch)))
    // Also where nothing else has changed.
    #expect(try await keeper.keep(try wanted(2), closingWith: "gone") == .foreign(1))
    #expect(try await keeper.keep(try wanted(3), closingWith: "gone") == .foreign(1))
    #expect(try await keeper.keep(nil, closingWith: "gone") == .foreign(1))
    #expect(writes == ["open 1"])
  }

  /// What is so each time is said once; why a merge request was closed depends on what is left.
  @Test func whatIsSaid() {
    typealias Outcome = ProposalKeeper.Outcome
    func text(_ outcome: Outcome, after former: Outcome? = nil, differs: Bool = true) -> String? {
      outcome.text(after: former, differs: differs, target: "main")
    }
    #expect(text(.kept(1)) == nil && text(.nothing) == nil && text(.declined) == nil)
    #expect(text(.foreign(1), after: .kept(1))?.contains("has their commits") == true)
    #expect(text(.foreign(1), after: .foreign(1)) == nil && text(.waiting(tip: "a"), after: .waiting(tip: "a")) == nil)
    #expect(text(.waiting(tip: "b"), after: .waiting(tip: "a"))?.contains("main") == true)
    #expect(text(.changed(1), after: .changed(1)) == "the proposal 1 was changed")
    #expect(text(.closed(3), differs: false) == "the proposal 3 was closed: nothing differs")
    #expect(text(.closed(3)) == "the proposal 3 was closed: what differs cannot be written into the data")
  }

  /// The address is anybody's to write: a commit under it, on the own one or instead of it, is left alone, also after a restart.
  @Test(arguments: [true, false]) func leavesCommitsUnderItsAddress(_ isOnTop: Bool) async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let branch = "remit/drift-dc1-x"
    #expect(try await keeper().keep(try wanted(2), closingWith: "") == .opened(1))
    let own = try model.tip(branch)
    let parent = isOnTop ? own : try model.tip()
    let theirs = try model.git.git([
      "-c", "user.name=Remit", "-c", "user.email=remit@localhost", "commit-tree", "-p", parent, "-m", "mine",
      "\(own)^{tree}",
    ])
    try model.move(branch, to: theirs)
    for name in ["mirror", "another"] {
      #expect(try await keeper(name).keep(try wanted(3), closingWith: "gone") == .foreign(1))
    }
    #expect(try model.tip(branch) == theirs && writes == ["open 1"])
  }

  /// The text says the beginning of values only: other files are another proposal.
  @Test func otherFilesWithTheSameText() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let keeper = keeper()
    var wanted = try wanted(2)
    #expect(try await keeper.keep(wanted, closingWith: "") == .opened(1))
    wanted.files["a.yml"] = Array("size: 3\n".utf8)
    #expect(try await keeper.keep(wanted, closingWith: "") == .changed(1))
    #expect(try model.git.git(["show", "remit/drift-dc1-x:a.yml"]) == "size: 3")
    #expect(try await keeper.keep(wanted, closingWith: "") == .kept(1))
  }

  /// What ends half-way is done by the next one, once.
  @Test func endsHalfWay() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let fails = Flag()
    let client = ModelClient(model) { (call, tookEffect) async throws(ForgeError) in
      if call == .open, tookEffect, fails.take() { throw ForgeError(.unavailable, "no answer") }
    }
    let mirror = Mirror(at: folder.appendingPathComponent("m").path, of: client, allowsPlainHTTP: true)
    let keeper = ProposalKeeper(client, mirror, name: "drift-dc1-x", target: "main")
    await #expect(throws: ForgeError.self) { try await keeper.keep(try wanted(2), closingWith: "") }
    #expect(try await keeper.keep(try wanted(2), closingWith: "") == .kept(1))
    #expect(model.read { $0.items.count } == 1)
  }

  private final class Flag: Sendable {
    private let isSet = Mutex(true)
    func take() -> Bool {
      isSet.withLock { value in
        defer { value = false }
        return value
      }
    }
  }
}
