import BotService
import ForgeDoubles
import Forges
import Foundation
import TestSupport
import Testing

/// A merge request of the program's own, over HTTP and git, on each forge.
@Suite(.enabled(if: GitHTTPServer.isInstalled(for: "ProposalTests"))) struct ProposalTests {
  @Test(arguments: [ForgeKind.gitlab, .github, .gitea])
  func wholeLife(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let repository = world.repository
    let (main, branch) = (try world.model.tip(), "remit/drift-dc1-x")
    // Others have merge requests, too.
    _ = try world.model.open(
      try world.model.commit(["x": "y"], on: main), by: world.model.user("amara"), title: "Another one")
    func keeper() -> ProposalKeeper {
      ProposalKeeper(repository.client, repository.mirror, name: "drift-dc1-x", target: "main")
    }
    let file = try world.model.git.git(["ls-tree", "--name-only", "-r", "main"]).split(separator: "\n").first.map(
      String.init)
    let path = try #require(file)
    func change(_ text: String) -> ProposalKeeper.Wanted {
      ProposalKeeper.Wanted(base: main, files: [path: Array(text.utf8)], title: "Drift <b>", text: text)
    }
    let first = keeper()
    #expect(try await first.keep(change("one"), closingWith: "gone") == .opened(2))
    #expect(try await first.keep(change("one"), closingWith: "gone") == .kept(2))
    #expect(try await keeper().keep(change("two"), closingWith: "gone") == .changed(2))
    #expect(try world.model.git.git(["show", "\(branch):\(path)"]) == "two")
    let item = try #require(world.model.read { $0.items[2] })
    #expect(item.text == "two" && item.mergeRequest.title == "Drift <b>")
    #expect(try await keeper().keep(nil, closingWith: "gone") == .closed(2))
    #expect(world.model.read { $0.items[2]?.mergeRequest.state } == .closed)
    try await repository.client.close(2)
    #expect(try world.model.tip() == main)
    #expect(world.face.violations == [])
  }
}
