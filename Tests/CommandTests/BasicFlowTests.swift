import Foundation
import Testing

/// What `validate`, `diff`, `decide` and `test` say in the simplest cases, and how they end.
@Suite struct BasicFlowTests {
  private static let exitCodesCases: [([String], Int32)] = [
    (["validate"], 0), (["validate", "data/users"], 0), (["validate", "--rev", "main"], 0),
    (["validate", "--staged"], 0),
    (["validate", "--rev", "missing"], 2), (["validate", "missing"], 2),
    (["validate", "--rev", "main", "--staged"], 2),
    (["validate", "--format", "odd"], 2), (["validate", "--today", "2026-02-30"], 2),
    (["validate", "--today", "soon"], 2),
    (["validate", "--today", "2028-02-29"], 0), (["validate", "--repo", "/nonexistent"], 2), (["validate", "/"], 2),
    (["diff"], 0), (["diff", "--base", "missing"], 2), (["diff", "--head", "main", "--staged"], 2),
    (["diff", "--format", "json"], 0), (["diff", "--compat", "qontract"], 0),
    (["decide"], 2), (["decide", "--author", "amara", "--base", "missing"], 2),
    (["decide", "--author", "amara", "--comment", "no colon"], 2),
    (["decide", "--author", "amara", "--events", "missing.json"], 2),
    (["test", "grant-app", "grant-app-stranger"], 0), (["test", "missing"], 2),
    ([], 0), (["--help"], 0), (["--version"], 0), (["odd"], 2), (["schema"], 0), (["hook"], 0),
  ]

  @Test(arguments: exitCodesCases)
  func exitCodes(_ arguments: [String], _ status: Int32) throws {
    let repository = try DataRepository.shared.get()
    let outcome = try Command.run(["remit"] + arguments, in: repository.data)
    #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
    #expect(status == 0 || !outcome.errors.isEmpty)
    #expect(status != 2 || outcome.output.isEmpty)
  }

  @Test func validateFindsWhatIsWrongWhereItIs() throws {
    let repository = try DataRepository()
    let good = try repository.git("rev-parse HEAD")
    try repository.breakData()
    let outcome = try repository.remit("validate")
    #expect(outcome.status == 1)
    #expect(
      outcome.output.hasPrefix(
        """
        examples/app-interface/data/users/amara.yml:4:7: error: "name" must be a text, not the number 7 [schema/type]
         4 | name: 7
           |       ^

        """), "\(outcome.output)")
    #expect(try repository.remit("validate", "data/roles").status == 0)
    #expect(try repository.remit("validate", "data/users").status == 1)
    #expect(try repository.remit("validate", "--staged").status == 0)
    try repository.git("add -A")
    #expect(try repository.remit("validate", "--staged").status == 1)
    try repository.commit()
    #expect(try repository.remit("validate", "--rev", "HEAD").status == 1)
    #expect(try repository.remit("validate", "--rev", good).status == 0)
  }

  @Test(arguments: ["json", "sarif", "junit", "github", "gitlab"])
  func validateFormats(_ format: String) throws {
    let repository = try DataRepository()
    try repository.breakData()
    let outcome = try repository.remit("validate", "--format", format)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("amara.yml"), "\(outcome.output)")
  }

  @Test func diffShowsItems() throws {
    let repository = try DataRepository()
    try repository.raiseQuota()
    let outcome = try repository.remit("diff", "--working-tree")
    #expect(outcome.output.contains("/namespaces/storefront-prod.yml  /openshift/namespace-1.yml"))
    #expect(outcome.output.contains("16") && outcome.output.contains("20"))
    #expect(try repository.remit("diff").output == "nothing changes\n")
  }

  @Test func policyComesFromTheTarget() throws {
    let repository = try DataRepository()
    try repository.git("switch -q -c change")
    try repository.edit("data/users/carla.yml", "roles:\n", "roles:\n- $ref: /roles/storefront-team.yml\n")
    try repository.raiseQuota()
    try repository.commit()
    let outcome = try repository.remit("decide", "--author", "carla")
    #expect(outcome.status == 1)
  }

  @Test func scenariosPassAndFail() throws {
    let repository = try DataRepository()
    #expect(try repository.remit("test", "grant-app").output.hasSuffix("1 passed, 0 failed\n"))
    try repository.edit("scenarios/grant-app.yml", "author: amara", "author: carla")
    let failed = try repository.remit("test", "grant-app")
    #expect(failed.status == 1)
    #expect(failed.output.contains("FAIL"))
    try repository.write("examples/app-interface/scenarios/broken.yml", "autor: amara\n")
    #expect(try repository.remit("test").status == 2)
    for name in ["broken", "scenarios/broken.yml"] {
      let broken = try repository.remit("test", name)
      #expect(broken.status == 2)
      #expect(broken.errors.contains("autor"), "\(broken.errors)")
    }
    #expect(try repository.remit("test", "grant-app").status == 1)
    #expect(try repository.remit("test", "nothing").errors.contains("there is no scenario \"nothing\""))
  }

  /// Events come from files, and from whatever else can be read to its end.
  @Test func eventsFromStreams() throws {
    let repository = try DataRepository()
    let missing = try repository.remit("decide", "--author", "amara", "--events", "/nonexist")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("/nonexist: cannot be opened: No such file"))
    try repository.git("switch -q -c change")
    try repository.raiseQuota()
    try repository.commit()
    let event = #"{"events": [{"type": "comment", "author": "amara", "body": "/hold"}]}"#
    for path in ["-", "/dev/stdin"] {
      let script = "printf '%s' '\(event)' | remit decide --author amara --events \(path)"
      let outcome = try Command.run(["sh", "-c", script], in: repository.data)
      #expect(outcome.output.hasPrefix("held"), "\(outcome.errors)")
    }
    let endless = try repository.remit("decide", "--author", "amara", "--events", "/dev/zero")
    #expect(endless.errors.contains("/dev/zero: is larger than 64 MiB"))
    #expect(try repository.remit("decide", "--author", "amara", "--events", ".").status == 2)
  }
}
