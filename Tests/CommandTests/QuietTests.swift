import Foundation
import Testing

/// `--quiet` prints the answer alone, in text only, and ends as the command does without it.
@Suite struct QuietTests {
  private static let namespace = "data/namespaces/storefront-prod.yml"

  private static let cases: [([String], String)] = [
    (["validate"], "no problems\n"),
    (
      ["schema", "check", "--schema", "../../schemas/app-interface/access/user-1.yml", "data/users/amara.yml"],
      "no problems\n"
    ),
    (["decide", "--author", "amara", "--working-tree"], "approved: the change is approved by its owner\n"),
    (["decide", "--author", "carla", "--working-tree"], "needs approval: the change waits for its owner\n"),
    (["diff", "--working-tree"], "examples/app-interface/\(namespace)\n"),
    (["who", namespace, "/quota/cpu"], "amara\nbjorn\n"),
    (["who", namespace, "/cluster"], ""), (["can", "nobody"], ""),
    (["test", "grant-app-other-field"], "1 passed, 0 failed\n"),
    (["query", "quota.cpu", namespace], "\(namespace):13:8: quota.cpu = 20\n"),
  ]

  @Test(arguments: cases)
  func answerAlone(_ arguments: [String], _ expected: String) throws {
    let repository = try DataRepository()
    try repository.raiseQuota()
    let loud = try Command.run(["remit"] + arguments, in: repository.data)
    let quiet = try Command.run(["remit"] + arguments + ["--quiet"], in: repository.data)
    #expect(quiet.output == expected, "\(quiet.errors)")
    #expect(quiet.status == loud.status)
    #expect(quiet.output.utf8.count <= loud.output.utf8.count)
  }

  @Test func filesOfSomebody() throws {
    let outcome = try DataRepository.shared.get().remit("can", "carla", "-q")
    #expect(outcome.output.hasPrefix("/namespaces/timetable-prod.yml\n/namespaces/timetable-stage.yml\n"))
    #expect(!outcome.output.contains(" "))
  }

  @Test func otherFormatsStayAsTheyAre() throws {
    let repository = try DataRepository()
    try repository.raiseQuota()
    for command in [
      ["decide", "--author", "carla", "--working-tree"], ["diff", "--working-tree"], ["who", Self.namespace],
    ] {
      let loud = try Command.run(["remit"] + command + ["--format", "json"], in: repository.data)
      #expect(
        try Command.run(["remit"] + command + ["--format", "json", "-q"], in: repository.data).output == loud.output)
    }
  }
}
