import Testing

@testable import RemitBenchmark

@Suite struct ErrorInjectionTests {
  private static let world = World(files: 2_000, resources: 200, seed: 1)
  private static let injection = ErrorInjection(45, into: world)

  /// What the line of an error of each kind holds.
  private static let signs = [
    "schema/type": "name: 12", "schema/additional-property": "naem: oops", "schema/required": "$schema: ",
    "ref/not-found": "  $ref: /services/nowhere-", "ref/schema": "  $ref: /products/", "unique/duplicate": "name: PROJ",
    "resource/not-found": "path: /services/nowhere-", "yaml/syntax": "summary: \"first\" second",
    "yaml/duplicate-key": "name: again",
  ]

  @Test func everyErrorIsWhereItIsSaidToBe() throws {
    let errors = Self.injection.expected
    #expect(errors.count == 45)
    #expect(Set(errors.map(\.file)).count == 45, "one error a file")
    for error in errors {
      let text = try #require(Self.injection.texts[String(error.file.dropFirst(4))])
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let sign = try #require(Self.signs[error.code])
      #expect(lines[error.line - 1].contains(sign), "\(error)")
    }
  }

  @Test func everyKindOfErrorComesEquallyOften() {
    let codes = Dictionary(grouping: Self.injection.expected, by: \.code).mapValues(\.count)
    #expect(codes == Self.signs.mapValues { _ in 5 })
  }

  @Test func onlySyntaxErrorsAreRefusedByLibyaml() {
    for error in Self.injection.expected {
      let text = Self.injection.texts[String(error.file.dropFirst(4))] ?? ""
      #expect((YAMLFloor.events(Array(text.utf8)[...]) == nil) == (error.code == "yaml/syntax"), "\(error)")
    }
  }

  /// The name that is there twice is that of a board whose path comes first and which is left as it was.
  @Test func duplicatesRepeatTheNameOfAnUnchangedFile() throws {
    for error in Self.injection.expected where error.code == "unique/duplicate" {
      let text = try #require(Self.injection.texts[String(error.file.dropFirst(4))])
      let name = try #require(text.split(separator: "\n").first { $0.hasPrefix("name: ") })
      let others = (0..<Self.world.count(.jiraBoard)).map { Self.world.path(.jiraBoard, $0) }.enumerated()
        .filter { FileMaker.text(.jiraBoard, $0.offset, of: Self.world).contains("\n\(name)\n") }.map(\.element)
      #expect(others.count == 1)
      #expect(Self.injection.texts[others[0]] == nil)
      #expect("data" + others[0] < error.file)
    }
  }

  @Test func moreErrorsThanFilesAreAsManyAsFit() {
    let small = World(files: 150, resources: 10, seed: 1)
    let injection = ErrorInjection(10_000, into: small)
    #expect(injection.expected.count == injection.texts.count)
    #expect(injection.expected.count < 150)
  }

  @Test func noErrorsLeaveEverythingAlone() { #expect(ErrorInjection(0, into: Self.world).texts.isEmpty) }
}
