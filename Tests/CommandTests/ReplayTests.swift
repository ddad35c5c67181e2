import Foundation
import Testing

/// `remit decide --replay`, with a record as the service writes it.
@Suite struct ReplayTests {
  /// A repository with a change of `hana`, which `ines` has approved, and the record of its merge.
  private static func recorded(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> DataRepository {
    let repository = try DataRepository()
    try repository.git("switch -q -c change")
    try repository.edit("data/namespaces/manifest-prod.yml", "cpu: 6", "cpu: 8")
    try repository.commit()
    let (target, head) = (try repository.git("rev-parse main"), try repository.git("rev-parse change"))
    let decided = try repository.remit(
      "decide", "--base", target, "--head", head, "--author", "hana", "--comment", "ines:/lgtm", "--today",
      "2026-01-02",
      "--format", "json")
    try #require(decided.status == 0, "\(decided.errors)")
    var record: [String: Any] = [
      "apiVersion": "remit/v1", "kind": "Record", "sequence": 1, "previous": NSNull(), "repository": "ferries",
      "mergeRequest": ["number": 7, "url": "https://forge.example/7", "targetBranch": "main"], "mergeCommit": head,
      "exception": NSNull(), "approvals": [["by": "ines", "head": head, "items": []]],
      "input": [
        "mode": "strict", "folder": "examples/app-interface", "author": "hana", "forge": NSNull(),
        "today": "2026-01-02", "target": target, "head": head, "accounts": ["3": "ines"],
        "events": [["type": "comment", "author": "ines", "body": "/lgtm", "edited": false]], "digestsByHead": [:],
      ],
      "decision": decided.output, "engine": "0.1.0",
    ]
    change(&record)
    try JSONSerialization.data(withJSONObject: record).write(to: repository.data.appending(path: "record.json"))
    return repository
  }

  private func set(_ key: String, _ value: Any) -> (inout [String: Any]) -> Void {
    { record in
      var input = record["input"] as? [String: Any] ?? [:]
      input[key] = value
      record["input"] = input
    }
  }

  @Test func sameDecisionIsZero() throws {
    let repository = try Self.recorded()
    let outcome = try repository.remit("decide", "--replay", "record.json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("\"verdict\": \"approved\""))
    let schema = Command.package.appendingPathComponent("docs/record.schema.json").path
    let checked = try repository.remit("schema", "check", "--schema", schema, "record.json")
    #expect(checked.output == "no problems\n")
  }

  @Test func anotherDecisionIsOneAndSaysWhere() throws {
    let repository = try Self.recorded(set("events", [Any]()))
    let outcome = try repository.remit("decide", "--replay", "record.json", "--quiet")
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    let lines = outcome.errors.split(separator: "\n")
    try #require(lines.count == 3, "\(outcome.errors)")
    #expect(lines[0].hasPrefix("remit: the decision is another one than the recorded; first different line, "))
    #expect(lines[1].hasPrefix("recorded: ") && lines[1].contains("\"approved\""))
    #expect(lines[2].hasPrefix("now:      ") && lines[2].contains("\"needs-approval\""))
  }

  @Test func missingCommitsAreThree() throws {
    let gone = String(repeating: "a", count: 40)
    let outcome = try Self.recorded(set("head", gone)).remit("decide", "--replay", "record.json")
    #expect(outcome.status == 3)
    #expect(outcome.errors == "remit: the commit \(gone) of the record is not in this repository: fetch it first\n")
  }

  @Test func recordWithoutDecisionIsTwo() throws {
    let outcome = try Self.recorded { record in
      record["input"] = NSNull()
      record["decision"] = NSNull()
    }.remit("decide", "--replay", "record.json")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "remit: the record holds no decision: nothing was decided about that merge\n")
  }

  @Test(arguments: [
    (["--replay", "gone.json"], "remit: gone.json: cannot be opened: No such file or directory\n"),
    (["--replay", "README.md"], "remit: README.md:1:1: "),
    (["--replay", "-"], "remit: standard input"),
    (["--replay", "x", "--author", "a"], "Error: --replay takes everything from the record\n"),
    ([], "Error: Missing expected argument '--author <author>'\n"),
  ])
  func wrongUsageIsTwo(_ arguments: [String], _ error: String) throws {
    let repository = try DataRepository.shared.get()
    let outcome = try Command.run(["remit", "decide"] + arguments, in: repository.data)
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix(error), "\(outcome.errors)")
  }
}
