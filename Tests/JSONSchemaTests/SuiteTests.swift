import Testing

@testable import JSONSchema

@Suite("JSON-Schema-Test-Suite")
struct SuiteTests {
  @Test("all required tests pass", arguments: ["draft6", "draft7"])
  func required(draft: String) throws {
    guard let runner = try SuiteRunner(draft: draft) else { return }
    let result = try runner.run(runner.files(), formats: false)
    #expect(result.failed == [])
    #expect(result.passed > 800)
    print("\(draft): \(result.passed) required tests pass")
  }

  @Test("optional", arguments: ["draft6", "draft7"])
  func optional(draft: String) throws {
    guard let runner = try SuiteRunner(draft: draft) else { return }
    let result = try runner.run(runner.files("optional"), formats: false)
    let formats = try runner.run(runner.files("optional/format"), formats: true)
    print("\(draft): optional \(result.passed) pass, \(result.failed.count) fail; formats \(formats.passed) pass, \(formats.failed.count) fail")
    for f in result.failed + formats.failed { print("FAIL", draft, f) }
  }
}
