import Deciding
import Diagnostics
import Foundation
import Testing
import Workflows

/// Attacks 3 to 5, 7 and 22 to 24 of the list of threats, on real repositories: what a commit, a branch or a merge may
/// claim.
@Suite struct GitAttacks {
  private let document = "$schema: /doc-1.yml\ntext: mine\n"

  @Test("attack 3: a push between check and merge, a target that moves on")
  func movedAfterCheck() throws {
    let git = try GitWorld()
    let first = try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2"))
    let checked = try git.decide("topic", .says("bob", at: first))
    #expect(checked.decision.verdict == .approved)
    let target = try git.git.id("main").description
    #expect(checked.head == first && checked.target == target)
    // What the merge call has to name: with the head moved, the same approval decides another thing.
    let second = try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 3"))
    let pushed = try git.decide("topic", .says("bob", at: first))
    #expect(pushed.head == second && pushed.tree != checked.tree)
    #expect(pushed.decision.verdict == .needsApproval)
    #expect(pushed.decision.unapproved == ["/ns/b.yml /quota/cpu changed"])
    // The decision about the checked commit stays what it was, whatever the branch is by now.
    let pinned = try git.decide(first, .says("bob", at: first))
    #expect(pinned.head == first && pinned.tree == checked.tree && pinned.decision.verdict == .approved)
    // The target moves: the same head is another merge result, and it is decided anew.
    try git.push(["data/users/bob.yml": World.user("bob", ["writers"])] + ben, to: "main")
    let moved = try git.decide(first, .says("bob", at: first))
    #expect(moved.target != checked.target && moved.tree != checked.tree)
    #expect(moved.decision.unapproved == ["/ns/b.yml /quota/cpu changed"], "bob has left the team on the target")
  }

  private let ben: [String: String?] = ["data/users/ben.yml": World.user("ben", ["b"])]

  @Test("attack 4: a commit dated before the approval")
  func backDated() throws {
    let git = try GitWorld()
    let first = try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2"))
    try git.git.write("data/ns/b.yml", World.namespace("b", quota: 99))
    let past = ["GIT_AUTHOR_DATE": "1000000000 +0000", "GIT_COMMITTER_DATE": "1000000000 +0000"]
    try git.git.git(["commit", "-qam", "long ago"], environment: past)
    for events in [[Event.says("bob", at: first)], [.says("bob", at: first), .push(by: "mallory")]] {
      let query = MergeRequestQuery(
        base: "main", head: .commit("topic"), author: "mallory", events: events, today: "2026-01-15")
      let decision = try Workspace(at: git.git.path).decide(query).decision
      #expect(decision.verdict == .needsApproval)
      #expect(decision.unapproved == ["/ns/b.yml /quota/cpu changed"])
    }
    // Nor does a date in the far future make an approval older than it is.
    try git.git.write("data/ns/b.yml", World.namespace("b", quota: 2))
    let future = ["GIT_AUTHOR_DATE": "4000000000 +0000", "GIT_COMMITTER_DATE": "4000000000 +0000"]
    try git.git.git(["commit", "-qam", "some day"], environment: future)
    #expect(try git.decide("topic", .says("bob", at: first)).decision.verdict == .approved, "what bob saw is back")
  }

  @Test("attack 5: pointed at another branch after the approval")
  func retargeted() throws {
    let git = try GitWorld()
    try git.git.git("branch release main")
    try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 9"), to: "main")
    let seen = try git.push(["data/docs/one.yml": document])
    let more = git.world.edited("data/ns/b.yml", "memory: 2", "memory: 3")
    let head = try git.push(["data/ns/b.yml": more["data/ns/b.yml"]??.replacing("cpu: 1", with: "cpu: 9")])
    // For main: one change of bob's, which he approves.
    let main = try git.decide("topic", .says("bob", at: head))
    #expect(main.decision.allItems == ["/docs/one.yml /text changed", "/ns/b.yml /quota/memory changed"])
    #expect(main.decision.verdict == .approved)
    // For release the same commits bring main's quota too. Bob has never seen that.
    let release = try git.decide("topic", into: "release", .says("bob", at: head), .retarget)
    #expect(release.target != main.target && release.head == main.head)
    #expect(release.decision.verdict == .needsApproval)
    let all = ["/docs/one.yml /text changed", "/ns/b.yml /quota/cpu changed", "/ns/b.yml /quota/memory changed"]
    #expect(release.decision.unapproved == all, "the author has not proposed this either")
    #expect(release.decision.remarks.contains { $0.contains("bob") && $0.contains("another branch") })
    // At an earlier head the digests say the same by themselves: they are of the difference to the new target.
    let earlier = try git.decide("topic", into: "release", .says("bob", at: seen))
    #expect(earlier.decision.unapproved == ["/ns/b.yml /quota/memory changed"], "cpu was in that diff already")
    // An approval after the move counts, a hold before it too.
    #expect(try git.decide("topic", into: "release", .retarget, .says("bob", at: head)).decision.verdict == .approved)
    let held = try git.decide(
      "topic", into: "release", .says("bob", "/hold", at: head), .retarget, .says("bob", at: head))
    #expect(held.decision.verdict == .held)
  }

  @Test("attack 7: a commit that says an owner wrote it")
  func spoofedIdentity() throws {
    let git = try GitWorld()
    try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2"))
    for name in ["bob", "bob@example.com"] {
      let identity = [
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": "bob@example.com", "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": "bob@example.com",
      ]
      let message = "/lgtm\n\nApproved-by: bob\nSigned-off-by: bob <bob@example.com>"
      try git.git.git(["commit", "-q", "--amend", "--reset-author", "-m", message], environment: identity)
      #expect(try git.git.git("log -1 --format=%an%ae") == name + "bob@example.com")
      let decision = try git.decide("topic", by: "mallory").decision
      #expect(decision.verdict == .needsApproval && decision.unapproved == ["/ns/b.yml /quota/cpu changed"])
      #expect(decision.author == "mallory")
    }
    // Nor does it hurt an owner that git knows the commit under another name.
    #expect(try git.decide("topic", by: "bob").decision.verdict == .approved)
  }

  @Test("attack 22: a tag that is called like the target branch")
  func tagLikeBranch() throws {
    let git = try GitWorld()
    let evil = try git.push(
      ["data/users/mallory.yml": World.user("mallory", ["b", "writers"])]
        + git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 9"), to: "evil")
    let topic = try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 9"))
    try git.git.git(["tag", "main", evil])
    try git.git.git(["tag", "topic", "refs/heads/main"])
    let result = try git.decide("topic", into: "main")
    let branch = try git.git.id("refs/heads/main").description
    #expect(result.target == branch && result.head == topic)
    #expect(result.decision.unapproved == ["/ns/b.yml /quota/cpu changed"])
    // A branch that is named like the full name of one, and a branch that is named like a commit.
    try git.git.git(["update-ref", "refs/heads/refs/heads/main", evil])
    #expect(try git.decide("topic", into: "refs/heads/main").target == result.target)
    try git.git.git(["update-ref", "refs/heads/\(topic)", result.target])
    #expect(try git.decide(topic).head == topic)
  }

  @Test("attack 22: a history made so that the difference to the common ancestor shows less")
  func craftedMergeBase() throws {
    let git = try GitWorld()
    let start = try git.git.id("main").description
    try git.push(git.world.edited("data/ns/b.yml", "cpu: 1", "cpu: 2"), to: "main")
    let tip = try git.git.id("main").description
    // `ours` keeps the old quota though the target's tip is merged: a quiet revert.
    try git.git.git(["checkout", "-q", "-B", "topic", start])
    try git.git.commit(["data/docs/one.yml": document])
    try git.git.git(["merge", "-q", "-s", "ours", "-m", "sync", tip])
    let revert = try git.decide("topic")
    #expect(revert.target == tip)
    #expect(revert.decision.unapproved == ["/ns/b.yml /quota/cpu changed"])
    // The target gets an old state back; a branch that still descends from it shows nothing against its ancestor.
    try git.git.git(["checkout", "-q", "main", "--"])
    try git.git.commit(["data/ns/b.yml": World.namespace("b", quota: 7)])
    try git.git.git(["checkout", "-q", "-B", "again", tip])
    try git.git.commit([:], "nothing")
    #expect(try git.decide("again").decision.allItems.isEmpty, "the merge result is what the target has")
    // Two common ancestors, one of which the branch has merged without taking its change: the result is compared with
    // the tip, whatever is taken for the base.
    let criss = try git.push(git.world.edited("data/ns/a.yml", "cpu: 1", "cpu: 5"), to: "criss", from: "again")
    try git.git.git(["checkout", "-q", "main", "--"])
    try git.git.git(["merge", "-q", "-m", "cross", criss])
    try git.git.git(["checkout", "-q", "criss", "--"])
    try git.git.git(["merge", "-q", "-s", "ours", "-m", "cross", "main~1"])
    let crossed = try git.decide("criss")
    let bases = try git.git.git(["merge-base", "--all", "main", "criss"]).split(separator: "\n")
    #expect(bases.count == 2)
    #expect(crossed.decision.conflicts.isEmpty && crossed.decision.verdict == .needsApproval)
    #expect(crossed.decision.allItems == ["/ns/b.yml /quota/cpu changed"])
  }

  @Test("attack 23: a merge commit that carries what neither side has")
  func smuggledByMerge() throws {
    let git = try GitWorld()
    try git.push(["data/docs/one.yml": document])
    try git.push(["data/docs/two.yml": document], to: "main")
    try git.git.git(["checkout", "-q", "topic", "--"])
    try git.git.git(["merge", "-q", "--no-ff", "--no-commit", "main"])
    try git.git.write("data/ns/b.yml", World.namespace("b", quota: 99))
    try git.git.git(["commit", "-qam", "Merge branch 'main'"])
    let smuggled = try git.decide("topic")
    #expect(smuggled.decision.allItems == ["/docs/one.yml /text changed", "/ns/b.yml /quota/cpu changed"])
    #expect(smuggled.decision.unapproved == ["/ns/b.yml /quota/cpu changed"])
    // The other way: a commit of the branch that the merge takes back leaves nothing to decide.
    try git.git.commit(["data/ns/b.yml": World.namespace("b")])
    #expect(try git.decide("topic").decision.verdict == .approved)
  }

  @Test("attack 24: more files than a forge lists")
  func manyFiles() throws {
    var world = World()
    for number in 0..<3_100 { world.files["data/docs/n\(number).yml"] = document }
    let git = try GitWorld(world)
    var edits: [String: String?] = [:]
    for number in 0..<3_100 { edits["data/docs/n\(number).yml"] = document + "more: \(number)\n" }
    try git.push(edits)
    let harmless = try git.decide("topic").decision
    #expect(harmless.files.count == 3_100 && harmless.verdict == .approved)
    // The one that matters comes last by path.
    try git.push(world.edited("data/zone.yml", "to: two", "to: evil"))
    let decision = try git.decide("topic").decision
    #expect(decision.files.count == 3_101 && decision.verdict == .needsApproval)
    #expect(decision.unapproved == ["/zone.yml /records/1/to changed"])
  }
}
