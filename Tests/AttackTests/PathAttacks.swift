import Deciding
import Diagnostics
import Foundation
import GitObjects
import Testing
import Workflows

/// Attack 20 of the list of threats: what a path may be, in trees as only git's plumbing makes them.
@Suite struct PathAttacks {
  private let document = "$schema: /doc-1.yml\ntext: mine\n"
  private let place = Array("data/docs/new.yml".utf8)

  /// A merge request of an owner of all documents, with her own words added: what could be approved is.
  private func decide(_ git: GitWorld, _ entries: (mode: String, id: String, path: [UInt8])...) throws -> Decision {
    let head = try git.push(entries: entries)
    return try git.decide("topic", .says("mallory", at: head), .says("alice", at: head)).decision
  }

  @Test("attack 20: symbolic links, submodules, file modes")
  func modes() throws {
    let git = try GitWorld()
    let (text, link) = (try git.blob(document), try git.blob("../users/bob.yml"))
    let plain = try decide(git, ("100644", text, place))
    #expect(plain.verdict == .approved, "as a plain file it is hers")
    let old = Array("data/docs/one.yml".utf8)
    let commit = try git.git.id("main").description
    for (mode, id, code) in [("120000", link, "file/symlink"), ("160000", commit, "file/submodule")] {
      let added = try decide(git, (mode, id, place))
      #expect(added.verdict == .invalid && added.errors == [code], "\(mode)")
      #expect(added.uncovered == ["data/docs/new.yml  added"] && !added.selfServiceable && !added.approved)
      let replaced = try decide(git, (mode, id, old))
      #expect(replaced.errors == [code] && replaced.uncovered == ["data/docs/one.yml  changed"], "\(mode)")
      let outside = try decide(git, (mode, id, Array("other/new".utf8)))
      #expect(outside.verdict == .notSelfServiceable && outside.uncovered == ["other/new  added"], "\(mode)")
    }
    let executable = try decide(git, ("100755", try git.blob(git.world.files["data/docs/one.yml"] ?? ""), old))
    #expect(executable.verdict == .notSelfServiceable && executable.uncovered == ["data/docs/one.yml  changed"])
    let both = try decide(git, ("100755", text, old))
    #expect(both.verdict == .notSelfServiceable && both.uncovered == ["data/docs/one.yml  changed"])
  }

  @Test("attack 20: a folder that becomes a link, a file that becomes a folder")
  func folders() throws {
    let git = try GitWorld()
    try git.push([:])
    try git.git.git("rm -rq data/docs")
    let link = try git.blob("users")
    try git.git.git(["update-index", "--add", "--cacheinfo", "120000,\(link),data/docs"])
    try git.git.git(["commit", "-q", "-m", "docs are the users now"])
    let linked = try git.decide("topic").decision
    #expect(linked.errors == ["file/symlink"] && linked.uncovered == ["data/docs  added"])
    let nested = try git.push(entries: [
      ("0", String(repeating: "0", count: 40), Array("data/docs/one.yml".utf8)),
      ("100644", try git.blob(document), Array("data/docs/one.yml/in.yml".utf8)),
    ])
    let folder = try git.decide("topic", .says("mallory", at: nested)).decision
    #expect(folder.allItems == ["/docs/one.yml  removed", "/docs/one.yml/in.yml  added"])
  }

  @Test("attack 20: names that are not UTF-8")
  func bytes() throws {
    let git = try GitWorld()
    let text = try git.blob(document)
    let inside = try decide(git, ("100644", text, Array("data/docs/".utf8) + [0xFF, 0x2E] + Array("yml".utf8)))
    #expect(inside.verdict == .invalid && inside.errors == ["file/bad-name"])
    #expect(inside.uncovered == ["data/docs/\\xff.yml  added"])
    // Shown the same way, but another file: neither is taken for the other.
    let shown = Array("data/docs/\\xff.yml".utf8)
    let twice = try decide(
      git, ("100644", text, shown), ("100644", text, Array("data/docs/".utf8) + [0xFF, 0x2E] + Array("yml".utf8)))
    #expect(twice.errors == ["file/bad-name"] && twice.uncovered == ["data/docs/\\xff.yml  added"])
    let surrogate = try decide(
      git, ("100644", text, Array("data/docs/".utf8) + [0xED, 0xA0, 0x80] + Array(".yml".utf8)))
    #expect(surrogate.errors == ["file/bad-name"] && !surrogate.selfServiceable)
  }

  @Test("attack 20: trees that lead out, and names no tree may have", arguments: ["..", ".", ".git", "a/../../b", ""])
  func malformed(_ name: String) throws {
    let git = try GitWorld()
    let blob = try #require(ObjectID(hex: try git.blob(document)))
    func tree(_ bytes: [UInt8]) throws -> ObjectID {
      try #require(
        ObjectID(
          hex: try git.git.git(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], input: Data(bytes))))
    }
    let entry = Array("100644 \(name)".utf8) + [0] + blob.bytes
    let root = try tree(Array("40000 data".utf8) + [0] + tree(entry).bytes)
    let commit = try git.git.git(["commit-tree", "-p", "main", "-m", "out", root.description])
    let error = #expect(throws: WorkflowError.self) { try git.decide(commit) }
    #expect(error?.kind == .failure && error?.description.contains("tree") == true, "\(error?.description ?? "")")
  }

  @Test("attack 20: two paths that differ by case or normalisation only")
  func collisions() throws {
    let world = World(["data/docs/caf\u{E9}.yml": "$schema: /doc-1.yml\ntext: one\n"])
    let git = try GitWorld(world)
    let text = try git.blob(document)
    for path in ["data/docs/ONE.yml", "data/Docs/one.yml", "data/docs/cafe\u{301}.yml", "data/docs/CAF\u{C9}.yml"] {
      let decision = try decide(git, ("100644", text, Array(path.utf8)))
      #expect(decision.verdict == .invalid && decision.errors == ["file/collision"], "\(path)")
    }
    let ligatures = try decide(
      git, ("100644", text, Array("data/docs/stra\u{DF}e.yml".utf8)),
      ("100644", text, Array("data/docs/strasse.yml".utf8)))
    #expect(ligatures.errors == ["file/collision"])
    let resources = try decide(
      git, ("100644", text, Array("resources/a.txt".utf8)), ("100644", text, Array("resources/A.txt".utf8)))
    #expect(resources.errors == ["file/collision"])
    let apart = try decide(git, ("100644", text, Array("data/docs/one2.yml".utf8)))
    #expect(apart.verdict == .approved, "another name is no collision")
  }

  @Test("attack 20: where a collision is already, one file is not taken for the other")
  func oldCollision() throws {
    let git = try GitWorld()
    let (composed, decomposed) = (Array("data/docs/caf\u{E9}.yml".utf8), Array("data/docs/cafe\u{301}.yml".utf8))
    let (one, other) = (try git.blob(document), try git.blob(document + "x: 1\n"))
    try git.push(entries: [("100644", one, composed), ("100644", other, decomposed)])
    try git.git.git("branch -f collided topic")
    // The first by its bytes is the datafile; the other one is not read, so nobody owns it.
    for (path, verdict) in [(decomposed, Verdict.approved), (composed, .notSelfServiceable)] {
      let head = try git.push(entries: [("100644", try git.blob(document + "x: 2\n"), path)], from: "collided")
      let decision = try git.decide("topic", into: "collided", .says("mallory", at: head)).decision
      #expect(decision.errors.isEmpty, "the merge request did not bring the collision")
      #expect(decision.verdict == verdict && decision.files.count == 1)
    }
  }

  @Test(
    "attack 20: endings and places nothing is read from",
    arguments: [
      "data/docs/new.YML", "data/docs/.new.yml", "data/docs/new.yml ", "Data/docs/new.yml", "data\u{2215}docs/new.yml",
      "docs/new.yml", "data.yml", "schemas2/doc-1.yml",
    ])
  func unread(_ path: String) throws {
    let git = try GitWorld()
    let decision = try decide(git, ("100644", try git.blob(document), Array(path.utf8)))
    #expect(decision.verdict == .notSelfServiceable && decision.errors.isEmpty)
    #expect(decision.uncovered == ["\(path)  added"])
  }
}
