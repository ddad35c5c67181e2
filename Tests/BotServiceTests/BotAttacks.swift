import ForgeDoubles
import Forges
import Foundation
import ServiceStore
import TestSupport
import Testing
import Workflows

@testable import BotService

/// Attacks 26 to 44 of the list of threats, at the service. What concerns webhooks themselves is in `WebhooksTests` and
/// `BotServerTests` too.
@Suite struct BotAttacks {
  private func look(_ number: Int) -> JobKey { JobKey(kind: JobKind.look, repository: "data", subject: String(number)) }

  @Test("attack 26: a forged event can make Remit look, and nothing else")
  func forgedEvent() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    for id in ["forged", "forged-2"] {
      let delivery = Delivery(
        source: "data", id: id, job: look(number), at: world.context.clock.now(), notBefore: world.context.clock.now())
      #expect(try await world.store.accept(delivery))
    }
    try await world.work()
    #expect(try await world.standing(number)?.verdict == "needs-approval")
    // Of a merge request that is not there.
    try await world.store.request(look(4711), notBefore: world.context.clock.now())
    try await world.work()
    #expect(try await world.store.jobs().isEmpty)
  }

  @Test("attack 27: a delivery that is sent again, doubled, or shared by two hooks")
  func replayed() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.comment("/lgtm", on: number, by: "bob")
    let now = world.context.clock.now()
    let delivery = Delivery(source: "data", id: "one", job: look(number), at: now, notBefore: now)
    #expect(try await world.store.accept(delivery))
    #expect(try await !world.store.accept(delivery))
    try await world.work()
    let writes = world.model.read { $0.writes }
    // Forgotten ids, replayed after hours: another look, and nothing to do.
    try await world.store.forgetDeliveries(before: now.adding(1))
    #expect(try await world.store.accept(delivery))
    try await world.work()
    #expect(world.model.read { $0.writes } == writes)
  }

  @Test("attack 28: all hooks are lost; the sweep finds everything, and says that the hook is silent")
  func silentHook() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let waiting = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.model.advance(Sweeper.patience + 1000)
    try await world.store.request(
      JobKey(kind: JobKind.sweep, repository: "data", subject: ""), notBefore: world.context.clock.now())
    try await world.work()
    #expect(world.mergeRequest(number).state == .merged && world.reports(waiting).count == 1)
    #expect(world.context.metrics.value(.silentHook, ["repository": "data"]) == 1)
  }

  @Test("attack 29: events in the wrong order")
  func reordered() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.comment("/lgtm", on: number, by: "bob")
    world.model.advance(1000)
    try world.push(BotWorld.document("b", size: 3), to: number, by: "alice")
    // The event of the comment comes first and alone: Remit sees the push all the same.
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("the approval by bob does not cover"))
  }

  @Test("attack 30: a comment that becomes /lgtm, a hold that becomes something else, a comment that is deleted")
  func edited() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let harmless = world.comment("looks interesting", on: number, by: "bob")
    try await world.settle()
    world.model.advance(1000)
    world.model.edit(harmless, on: number, to: "/lgtm")
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    #expect(world.reports(number)[0].contains("edited comment"))
    // Also when the forge does not say that it was edited.
    let quiet = world.comment("hm", on: number, by: "bob")
    try await world.settle()
    world.model.change {
      $0.change(number) { item in
        guard let index = item.comments.firstIndex(where: { $0.id == quiet }) else { return }
        item.comments[index].body = "/lgtm"
      }
    }
    try await world.settle()
    #expect(world.status(number)?.state == .pending)

    let real = world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    let hold = world.comment("/hold", on: number, by: "bob")
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    world.model.advance(1000)
    world.model.edit(hold, on: number, to: "never mind")
    try await world.settle()
    #expect(world.status(number)?.state == .pending, "a maintainer cannot edit a hold away")
    world.model.remove(hold, on: number)
    try await world.settle()
    #expect(world.status(number)?.state == .pending, "nor delete it")
    #expect(world.reports(number)[0].contains("the hold stays"))
    world.comment("/hold cancel", on: number, by: "bob")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    world.model.remove(real, on: number)
    try await world.settle()
    #expect(world.status(number)?.state == .pending, "an approval goes with its comment")
  }

  @Test("attack 31: /lgtm in quotes, code, HTML comments and footers")
  func quoted() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    for body in ["> /lgtm", "```\n/lgtm\n```", "    /lgtm", "<!--\n/lgtm\n-->", "I would say /lgtm but", "- /lgtm"] {
      world.comment(body, on: number, by: "bob")
    }
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
  }

  @Test("attack 32: Remit does not obey itself, and what it writes cannot be obeyed")
  func itself() async throws {
    let nasty = "/approve\n@all | `</code>` <img src=x> $(rm) [x](y)"
    let world = try BotWorld()
    let files = BotWorld.document("b", text: "\"\(nasty.replacing("\n", with: "\\n"))\"", size: 2)
    let number = try world.model.open(
      world.model.commit(files.merging(["data/docs/\n/merge": "x"]) { $1 }, on: world.model.tip()),
      by: world.model.user("alice"), title: nasty)
    world.model.comment("/lgtm\n/break-glass x\n/hold", on: number, by: world.model.bot)
    world.comment("/why", on: number, by: "@all")
    try await world.settle()
    #expect(try await world.standing(number)?.verdict != "held" && world.mergeRequest(number).state == .open)
    let own = world.comments(number).filter { $0.author == world.model.bot && $0.body.hasPrefix("<!-- remit") }.map(
      \.body)
    #expect(own.count == 2)
    for body in own {
      #expect(!body.split(whereSeparator: \.isNewline).contains { $0.drop(while: \.isWhitespace).hasPrefix("/") })
      #expect(!body.contains("@all") && !body.contains("<img"))
    }
  }

  @Test("attack 33: labels are forged and taken away")
  func labels() async throws {
    let world = try BotWorld { $0.merging.isEnabled = true }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.model.change { $0.change(number) { $0.mergeRequest.labels = ["bot/approved: critical", "lgtm"] } }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.mergeRequest(number).labels == ["lgtm", "self-serviceable"])
    world.comment("/hold", on: number, by: "bob")
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    world.model.change { $0.change(number) { $0.mergeRequest.labels.remove("bot/hold") } }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open && world.mergeRequest(number).labels.contains("bot/hold"))
  }

  @Test("attack 34: a status in Remit's name that Remit did not write")
  func forgedStatus() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let head = try #require(world.mergeRequest(number).head)
    world.model.change {
      $0.statuses[head, default: [:]]["remit"] = CommitStatus(name: "remit", state: .success, summary: "approved")
    }
    try await world.settle()
    #expect(world.status(number)?.state == .pending && world.mergeRequest(number).state == .open)
  }

  @Test("attack 35: nothing of the merge request is executed")
  func executed() async throws {
    let world = try BotWorld()
    let trap = NSTemporaryDirectory() + "remit-trap-\(UUID().uuidString)"
    var files = BotWorld.document("a", size: 2)
    files[".gitattributes"] = "* filter=evil merge=evil diff=evil\n"
    files[".gitmodules"] = "[submodule \"x\"]\n\tpath = x\n\turl = --upload-pack=touch\(trap)\n"
    files["Makefile"] = "all:\n\ttouch \(trap)\n"
    let number = try world.open(files, by: "alice")
    try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 7), on: world.model.tip()))
    try await world.settle()
    #expect(!FileManager.default.fileExists(atPath: trap))
    // git itself refuses what would harm whoever checks it out, and Remit says so.
    #expect(try await world.standing(number)?.verdict == "failed")
    #expect(world.status(number)?.state == .failure)
    #expect(world.reports(number)[0].contains("gitmodules"))
    files[".gitmodules"] = nil
    let other = try world.open(files, by: "alice")
    try await world.settle()
    #expect(!FileManager.default.fileExists(atPath: trap))
    // Such files are nobody's to change through Remit.
    #expect(try await world.standing(other)?.verdict == "not-self-serviceable")
  }

  @Test("attack 36: a push to the target around all merge requests is noticed")
  func directPush() async throws {
    let world = try BotWorld { $0.branches = ["main"] }
    let sweep = JobKey(kind: JobKind.sweep, repository: "data", subject: "")
    func sweeps(_ times: Int) async throws {
      for _ in 0..<times {
        world.model.advance(1000)
        try await world.store.request(sweep, notBefore: world.context.clock.now())
        try await world.work()
      }
    }
    try await sweeps(1)
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await sweeps(3)
    #expect(world.mergeRequest(number).state == .merged)
    let labels = ["repository": "data", "branch": "main"]
    #expect(world.context.metrics.value(.unrecorded, labels) == 0, "a merge that is recorded is no alarm")
    try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 66), on: world.model.tip()))
    try await sweeps(3)
    #expect(world.context.metrics.value(.unrecorded, labels) == 1)
  }

  @Test("attack 37: the record names the very commit that was merged")
  func pinned() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    let merged = try #require(world.mergeRequest(number).mergeCommit)
    let moved = try world.model.commit(BotWorld.document("b", size: 9), on: merged)
    try world.model.move("main", to: moved)
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let record = try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    #expect(record.mergeCommit == merged)
    #expect(throws: (any Error).self) { try world.model.git.git(["notes", "--ref", "remit", "show", moved]) }
  }

  @Test("attack 38: two changes that are harmless alone are not merged together")
  func combination() async throws {
    // The first takes bob's role away, the second is approved by bob; somebody else has the role as well.
    let user = "$schema: /access/user-1.yml\nname: bob\norg_username: bob\nroles: []\n"
    var files = BotWorld.files
    files["data/users/bert.yml"] = files["data/users/bob.yml"]?.replacing("bob", with: "bert")
    let world = try BotWorld(files: files)
    let first = try world.open(["data/users/bob.yml": user], by: "mallory")
    let second = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.model.setPipeline(.running, of: second)
    world.comment("/lgtm", on: second, by: "bob")
    world.comment("/break-glass bob leaves", on: first, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(first).state == .merged && world.mergeRequest(second).state == .open)
    world.model.setPipeline(.passed, of: second)
    try await world.settle()
    #expect(world.mergeRequest(second).state == .open)
    #expect(world.status(second)?.state != .success)
  }

  @Test("attack 39: the merge succeeds and its answer is lost")
  func lostAnswer() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    world.faults.fail(.merge, ForgeError(.unavailable, "502"), afterEffect: true)
    try await world.settle()
    #expect(world.model.read { $0.merges.count } == 1)
    #expect(try await world.store.records(in: "data", after: 0, limit: 9).count == 1)
    _ = number
  }

  @Test("attack 40: what was said of a head does not outlive a decision that fails")
  func stalePositive() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    world.comment("/hold", on: number, by: "anna")
    // It dies while it decides, again and again.
    for _ in 0..<2 {
      world.faults.crash(at: .judged)
      try await world.request(number)
      #expect(try await world.workUntilDeath())
      world.model.advance(ServiceContext.lease + 1000)
    }
    #expect(world.status(number)?.state == .pending)
  }

  @Test("attack 41: huge and evil data costs its author the verdict, and nobody else anything")
  func budgets() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    var bomb = "$schema: /doc-1.yml\na0: &a0 [x, x]\n"
    for level in 1...30 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let evil = try world.open(["data/docs/b.yml": bomb], by: "mallory")
    let deep = try world.open(
      ["data/docs/a.yml": "$schema: /doc-1.yml\nx: \(String(repeating: "[", count: 100_000))\n"], by: "mallory")
    let normal = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let spam = String(repeating: "/lgtm\n/hold\n> x\n", count: 20_000)
    world.comment(spam, on: normal, by: "mallory")
    try await world.settle()
    for number in [evil, deep] { #expect(try await world.standing(number)?.verdict == "invalid") }
    #expect(world.status(normal)?.state == .success)
    for number in [evil, deep, normal] { #expect(world.reports(number)[0].utf8.count < 65_000) }
  }

  @Test("attack 42: nobody is impersonated, and Remit approves only what it did not write itself")
  func impersonation() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("a", size: 2), by: "remit")
    world.comment("/lgtm", on: number, by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    #expect(world.model.read { $0.items[number]?.approvals.isEmpty } == true)
  }

  @Test("attack 43: no secret and no unknown account's business in what Remit writes")
  func leaks() async throws {
    var files = BotWorld.files
    files["schemas/doc-1.yml"] =
      "type: object\nproperties:\n  text: {type: string}\n  size: {type: integer, secretRef: false}\n"
    files["schemas/vault-1.yml"] = "type: object\nsensitive: true\n"
    files["data/vault.yml"] = "$schema: /vault-1.yml\ntoken: hunter1\n"
    let world = try BotWorld(files: files)
    let number = try world.open(["data/vault.yml": "$schema: /vault-1.yml\ntoken: hunter2\n"], by: "mallory")
    try await world.settle()
    let standing = try #require(try await world.standing(number))
    let all =
      world.comments(number).map(\.body).joined() + standing.text + (standing.decision ?? "") + standing.headline
    #expect(!all.contains("hunter"))
    let draft = try await world.store.value(Kept.draft, Kept.name("data", number)) ?? []
    #expect(!String(decoding: draft, as: UTF8.self).contains("hunter"))
  }

  @Test("attack 44: a bot's word counts only where a role names the bot")
  func bots() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let bot = world.model.user("project_1_bot_a", isBot: true)
    world.model.comment("/lgtm", on: number, by: bot)
    world.model.approve(number, by: bot)
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    let named =
      "$schema: /access/bot-1.yml\nname: updater\norg_username: project_1_bot_a\nroles: [{$ref: /roles/b.yml}]\n"
    try world.model.move("main", to: world.model.commit(["data/bots/one.yml": named], on: world.model.tip()))
    try await world.settle()
    #expect(world.status(number)?.state == .success)
  }

  @Test("attack 8: an account that takes over somebody's name")
  func renamed() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let first = world.comment("nice", on: number, by: "bob")
    try await world.settle()
    // Bob is called robert now, and somebody else has become bob.
    world.model.change { state in
      state.change(number) { item in
        for index in item.comments.indices where item.comments[index].id == first {
          item.comments[index].author.name = "robert"
        }
      }
    }
    let thief = ForgeUser(id: 99_999, name: "Bob")
    world.model.advance(1000)
    world.model.comment("/lgtm", on: number, by: thief)
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    #expect(world.reports(number)[0].contains("had that name before"))
    // A policy that names accounts by number is not concerned.
    let bob = world.model.user("bob")
    let user = "$schema: /access/user-1.yml\nname: bob\norg_username: \(bob.id)\nroles: [{$ref: /roles/b.yml}]\n"
    try world.model.move("main", to: world.model.commit(["data/users/bob.yml": user], on: world.model.tip()))
    world.model.advance(1000)
    world.model.comment("/lgtm", on: number, by: ForgeUser(id: bob.id, name: "robert"))
    try await world.settle()
    #expect(world.status(number)?.state == .success)
  }
}
