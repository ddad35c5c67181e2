import Foundation
import Testing

/// `remit audit`: each finding, and nothing where there is nothing.
@Suite struct AuditTests {
  /// The example without what is in it on purpose.
  private func clean() throws -> DataRepository {
    let repository = try DataRepository(flat: true)
    for file in ["roles/season-helpers.yml"] { try repository.edit("data/\(file)", "2025-09-30", "2035-09-30") }
    try repository.edit("change-types/app-interface/change-types/role-admin.yml", "- $", "- permissions")
    try repository.edit("data/users/amara.yml", "roles:", "roles:\n- $ref: /roles/release-automation.yml")
    return repository
  }

  private func audit(_ repository: DataRepository) throws -> (lines: [String], status: Int32) {
    let outcome = try repository.remit("audit", "--today", "2026-01-15")
    let lines = outcome.output.split(separator: "\n").filter { $0.contains("[audit/") || $0.contains("[policy/") }
    return (lines.map(String.init), outcome.status)
  }

  @Test func theExampleHasSome() throws {
    let found = try audit(DataRepository(flat: true))
    #expect(found.status == 1)
    #expect(
      found.lines.compactMap { $0.split(separator: "[").last.map(String.init) } == [
        "audit/escalation]", "audit/only-bots]", "audit/expired-role]",
      ], "\(found.lines)")
  }

  @Test func nothing() throws {
    let repository = try clean()
    let found = try audit(repository)
    #expect(found.lines == [])
    #expect(found.status == 0)
    #expect(try repository.remit("audit", "--today", "2026-01-15", "--quiet").output == "no problems\n")
  }

  private static let record = "- $ref: /dependencies/brightwater-example.yml"

  @Test(arguments: [
    (
      "data/change-types/storefront-dns.yml", "records[?(@.team=='storefront')]", "records[?(@.team=='nobody')]",
      "data/roles/storefront-team.yml:42:3: warning: \"storefront-team\" is granted \"storefront-dns\" on /dependencies/brightwater-example.yml, which covers nothing there [audit/idle-grant]"
    ),
    (
      "data/roles/storefront-team.yml",
      "- change_type:\n    $ref: /change-types/storefront-dns.yml\n  datafiles:\n  \(record)\n", "",
      "data/change-types/storefront-dns.yml:4:1: warning: no role is granted \"storefront-dns\", and no change-type that is granted uses it [audit/unused-change-type]"
    ),
    (
      "data/bots/release-bot.yml", "org_username", "#",
      "data/roles/release-automation.yml:2:1: warning: nobody who has the role \"release-automation\" has an account name [audit/no-approver]"
    ),
    (
      "change-types/app-interface/change-types/user-self-service.yml", "- email", "- roles",
      "[audit/escalation]"
    ),
    (
      "data/change-types/storefront-dns.yml", "- records[?(@.team=='storefront')]",
      "- records[?(@.team=='storefront')]\n  - records[*].team",
      "[policy/editable-filter]"
    ),
  ])
  func findings(_ file: String, _ old: String, _ new: String, _ expected: String) throws {
    let repository = try clean()
    if expected.contains("no-approver") {
      try repository.edit("data/users/amara.yml", "\n- $ref: /roles/release-automation.yml", "")
    }
    try repository.edit(file, old, new)
    let found = try audit(repository)
    #expect(found.status == 1)
    #expect(found.lines.contains { $0.hasSuffix(expected) }, "\(found.lines)")
  }

  /// Who may change the field that holds accounts may become somebody else.
  @Test(arguments: [("github_username", true), ("{gitlab: org_username}", false)])
  func accountFieldsAreThePolicys(_ identity: String, _ isFound: Bool) throws {
    let repository = try clean()
    try repository.edit(".remit.yml", "identity: org_username", "identity: \(identity)")
    let found = try audit(repository).lines
    #expect(found.contains { $0.contains("the github_username of users and bots") } == isFound, "\(found)")
    #expect(found.contains { $0.contains("release-bot.yml has the role") } == isFound, "\(found)")
  }

  /// Change-types that inherit from each other have many selectors, and there are as many files: that must not multiply.
  @Test func longInheritance() throws {
    let repository = try clean()
    for number in 0..<300 {
      let text = """
        $schema: /app-interface/change-type-1.yml
        name: link-\(number)
        description: a link of a chain
        contextType: datafile
        contextSchema: /openshift/namespace-1.yml
        changes:
        - provider: jsonPath
          jsonPathSelectors: [description]
        \(number == 0 ? "" : "inherit:\n- $ref: /change-types/link-\(number - 1).yml")

        """
      try repository.write("data/change-types/link-\(number).yml", text)
    }
    let found = try audit(repository)
    #expect(found.lines.filter { $0.hasSuffix("[audit/unused-change-type]") }.count == 300, "\(found.lines.prefix(3))")
  }

  @Test func asJSON() throws {
    let outcome = try DataRepository.shared.get().remit("audit", "--today", "2026-01-15", "--format", "json")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("\"kind\": \"Diagnostics\"") && outcome.output.contains("\"audit/only-bots\""))
  }
}
