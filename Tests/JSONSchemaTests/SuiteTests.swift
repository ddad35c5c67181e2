import Testing

@testable import JSONSchema

@Suite("JSON-Schema-Test-Suite")
struct SuiteTests {
  @Test("all required tests pass", arguments: [("draft6", 839), ("draft7", 927)])
  func required(draft: String, count: Int) throws {
    guard let runner = try SuiteRunner(draft: draft) else { return }
    let result = try runner.run(runner.files(), formats: false)
    #expect(result.failed == [])
    #expect(result.passed >= count)
    print("\(draft): \(result.passed) required tests pass")
  }

  @Test("optional tests pass, but for those with a reason", arguments: ["draft6", "draft7"])
  func optional(draft: String) throws {
    guard let runner = try SuiteRunner(draft: draft) else { return }
    let others = try runner.run(runner.files("optional"), formats: false)
    let formats = try runner.run(runner.files("optional/format"), formats: true)
    let failed = others.failed + formats.failed
    #expect(failed == KnownFailures.all.filter { $0.draft == draft }.map(\.test))
    print("\(draft): \(others.passed) of \(others.passed + others.failed.count) optional tests pass, ", terminator: "")
    print("\(formats.passed) of \(formats.passed + formats.failed.count) of formats")
  }
}
