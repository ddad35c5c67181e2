import Foundation
import Testing

/// `remit who` and `remit can`: they say what `remit decide` would.
@Suite struct InquiryTests {
  private static let notice = "data/notices/autumn-timetable.yml"
  private static let selfApproval = "selfApproval: owner"

  @Test(
    arguments: [
      (
        "resources/storefront/banner.txt", nil, "/storefront/banner.txt  resource\n  the whole file\n",
        "amara or bjorn:"
      ),
      ("/storefront/banner.txt", nil, "/storefront/banner.txt  resource\n  the whole file\n", "amara or bjorn:"),
      ("resources/storefront/banner.txt:2", nil, "  the whole file\n", "amara or bjorn: resource-keeper"),
      ("resources/manifest/alerts.yml", "rules", "  /rules (line 3)\n", "goran: alert-rules-owner"),
      ("resources/manifest/alerts.yml:3", nil, "  /rules (line 3)\n", "goran: alert-rules-owner"),
    ] as [(String, String?, String, String)])
  func whoOwnsAResource(_ file: String, _ path: String?, _ place: String, _ owner: String) throws {
    let repository = try DataRepository.shared.get()
    let outcome = try Command.run(["remit", "who", file] + (path.map { [$0] } ?? []), in: repository.data)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(place) && outcome.output.contains("      \(owner)"), "\(outcome.output)")
  }

  @Test func whatIsNobodysInAResource() throws {
    let repository = try DataRepository.shared.get()
    let whole = try repository.remit("who", "resources/manifest/alerts.yml")
    #expect(whole.status == 1 && whole.output.contains("nobody may approve a change here"))
    let misspelt = try repository.remit("who", "resources/storefront/baner.txt")
    #expect(misspelt.status == 2)
    #expect(misspelt.errors.contains("is not a datafile or resource: did you mean"), "\(misspelt.errors)")
  }

  @Test func canChangeResources() throws {
    let repository = try DataRepository()
    let everywhere = try repository.remit("can", "bjorn")
    #expect(everywhere.output.contains("/storefront/banner.txt  resource\n  the whole file\n"), "\(everywhere.output)")
    #expect(everywhere.output.contains("/storefront/alerts.yml  resource\n  /rules\n"))
    let json = try repository.remit("can", "bjorn", "resources/storefront/banner.txt", "--format", "json")
    #expect(json.status == 0)
    #expect(json.output.contains("\"type\": \"resourcefile\"") && json.output.contains("\"alone\": true"))
    #expect(try repository.remit("can", "goran", "resources/storefront/banner.txt").status == 1)
    try repository.edit("resources/storefront/banner.txt", "Sail", "Row")
    #expect(try repository.remit("decide", "--working-tree", "--author", "bjorn").status == 0)
    #expect(try repository.remit("decide", "--working-tree", "--author", "goran").status == 1)
  }

  /// What `can` says of a place is what `decide` says of a change there.
  @Test(
    arguments: [
      ("owner", "carla", "  the whole file\n", 0, 0, 0), ("never", "carla", ": needs the approval of hana\n", 1, 1, 1),
      ("soleApprover", "carla", ": after the author's own /lgtm\n", 0, 1, 0),
      ("owner", "amara", "nothing\n", 1, 1, 1),
    ] as [(String, String, String, Int32, Int32, Int32)])
  func canAsDecideDoes(
    _ rule: String, _ user: String, _ expected: String, _ status: Int32, _ proposed: Int32, _ said: Int32
  ) throws {
    let repository = try DataRepository()
    try repository.edit(".remit.yml", Self.selfApproval, "selfApproval: \(rule)")
    try repository.commit()
    let can = try repository.remit("can", user, Self.notice)
    #expect(can.output.contains(expected), "\(can.output)")
    #expect(can.status == status)
    let quiet = try repository.remit("can", user, Self.notice, "-q")
    #expect(quiet.output.isEmpty == (status != 0))
    try repository.edit(Self.notice, "$schema", "# more\n$schema")
    let text = try String(contentsOf: repository.data.appendingPathComponent(Self.notice), encoding: .utf8)
    let line = try #require(text.split(separator: "\n").last { $0.contains(": ") })
    try repository.edit(Self.notice, String(line), line + "s")
    let decide = ["remit", "decide", "--working-tree", "--author", user]
    #expect(try Command.run(decide, in: repository.data).status == proposed)
    #expect(try Command.run(decide + ["--comment", "\(user):/lgtm"], in: repository.data).status == said)
  }

  @Test func whereNobodyElseMayApprove() throws {
    let repository = try DataRepository()
    try repository.edit(".remit.yml", Self.selfApproval, "selfApproval: never")
    let can = try repository.remit("can", "carla", "data/users/carla.yml")
    #expect(can.status == 1)
    #expect(can.output.contains("  /email: needs the approval of somebody else, and there is nobody else\n"))
    let json = try repository.remit("can", "carla", "data/users/carla.yml", "--format", "json")
    #expect(json.output.contains("\"alone\": false") && json.output.contains("\"needsApprovalOf\": []"))
    try repository.edit(".remit.yml", "selfApproval: never", "selfApproval: soleApprover")
    let sole = try repository.remit("can", "carla", "data/users/carla.yml")
    #expect(sole.status == 0 && sole.output.contains("  /email\n"), "\(sole.output)")
  }

  /// Every command that deals in account names takes them from the field of the forge.
  @Test func accountsOfAForge() throws {
    let repository = try DataRepository()
    try repository.edit(
      ".remit.yml", "identity: org_username", "identity: {github: github_username, gitlab: org_username}")
    try repository.commit()
    try repository.git("config remit.author amara-okafor")
    try repository.raiseQuota()
    try repository.git("add -A")
    let file = "data/namespaces/storefront-prod.yml"
    let commands = [
      ["who", file, "quota"], ["can", "amara-okafor", file], ["audit"],
      ["decide", "--staged", "--author", "amara-okafor"], ["test", "grant-app-other-field"],
    ]
    for command in commands {
      let outcome = try Command.run(["remit"] + command, in: repository.data)
      #expect(outcome.errors.contains("--forge github or --forge gitlab") || command[0] == "test", "\(outcome.errors)")
      #expect(outcome.status == (command[0] == "test" ? 1 : 2), "\(command)")
    }
    #expect(try repository.remit("who", file, "quota", "--forge", "github", "-q").output == "amara-okafor\nbjornlq\n")
    #expect(try repository.remit("who", file, "quota", "--forge", "gitlab", "-q").output == "amara\nbjorn\n")
    #expect(try repository.remit("can", "amara-okafor", file, "--forge", "github").status == 0)
    #expect(try repository.remit("can", "amara", file, "--forge", "github").status == 1)
    #expect(try repository.remit("decide", "--staged", "--author", "amara-okafor", "--forge", "github").status == 0)
    #expect(try repository.remit("decide", "--staged", "--author", "amara-okafor", "--forge", "gitlab").status == 1)
    #expect(try repository.remit("decide", "--staged", "--author", "x", "--forge", "gitea").status == 2)
    #expect(try repository.remit("audit", "--forge", "github").status == 1)
    #expect(try repository.remit("test", "grant-app-other-field", "--forge", "gitlab").status == 0)
    func hook(_ options: String...) throws -> String {
      try Command.run(["remit", "hook", "run"] + options, in: repository.data).errors
    }
    #expect(try hook().contains("no verdict: .remit.yml: \"policy.identity\" names an account field per forge"))
    #expect(try hook("--forge", "github").contains("would be approved"))
    try repository.git("config remit.forge github")
    #expect(try hook().contains("would be approved"))
    try repository.git("config remit.forge sourcehut")
    #expect(try hook().contains("remit.forge is sourcehut"))
  }
}
