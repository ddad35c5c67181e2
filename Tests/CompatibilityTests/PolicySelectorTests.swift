import DataBundle
import Diagnostics
import Ownership
import Testing

/// What is said of selectors that can be read.
@Suite struct PolicySelectorTests {
  private static let schemas = [
    "schemas/zone-1.yml": """
    type: object
    additionalProperties: false
    properties:
      $schema: {type: string}
      name: {type: string}
      app: {type: object, additionalProperties: false, properties: {$ref: {type: string}}}
      records:
        type: array
        items: {type: object, additionalProperties: false, properties: {team: {}, name: {type: string}, to: {type: string}}}

    """,
    "schemas/app-1.yml":
      "type: object\nadditionalProperties: false\nproperties: {name: {type: string}, zones: {type: array, items: {type: object, additionalProperties: false, properties: {$ref: {}}}}}\n",
  ]

  /// The diagnostics of a policy with one change-type, whose selectors begin at line 6.
  private func diagnostics(_ selectors: [String], _ more: String = "", context: String = "zone-1") throws -> [String] {
    var files = Self.schemas
    files["data/inner.yml"] = """
      $schema: /app-interface/change-type-1.yml
      name: inner
      contextType: datafile
      contextSchema: /zone-1.yml
      changes: [{provider: jsonPath, jsonPathSelectors: [name]}]
      """
    files["data/change.yml"] =
      "$schema: /app-interface/change-type-1.yml\nname: c\ncontextType: datafile\ncontextSchema: /\(context).yml\nchanges:\n"
      + (selectors.isEmpty
        ? "" : "- provider: jsonPath\n  jsonPathSelectors:\n" + selectors.map { "  - \($0)\n" }.joined())
      + more
    let bundle = try Bundle.load(.classic(), from: MemorySource(files))
    return Policy.read(bundle, today: "2026-01-15").diagnostics.map {
      #expect($0.place.file == "data/change.yml")
      return
        "\($0.place.range?.start.line ?? 0) \($0.severity.rawValue) \($0.code.rawValue.dropFirst(7)): \($0.message)"
    }
  }

  @Test(arguments: [
    "$", "name", "records", "records[*].to", "records[?(@.team=='a')].to", "app.'$ref'", "$..to", "records[*].team.x",
    "records[?(@.name=='{{ ctx_file_path }}')].to", "'$schema'",
  ])
  func plausibleSelectors(_ selector: String) throws {
    #expect(try diagnostics(["\"\(selector)\""]) == [])
  }

  @Test(arguments: [
    ("nmae", "nmae"), ("records.to", "to"), ("records[*].too", "too"), ("records[?(@.tem=='a')].to", "tem"),
    ("name.x", "x"), ("app.ref", "ref"),
  ])
  func selectorsThatNeverMatch(_ selector: String, _ step: String) throws {
    let found = try diagnostics(["name", "\"\(selector)\""])
    #expect(
      found.first
        == "9 error never-matches: the selector \"\(selector)\" can never match a file of /zone-1.yml, because of \"\(step)\"",
      "\(found)")
  }

  @Test func contextSelectors() throws {
    let wrong =
      "- provider: jsonPath\n  changeSchema: /zone-1.yml\n  jsonPathSelectors: [name]\n  context:\n    selector: "
    #expect(try diagnostics([], wrong + "app.'$ref'\n", context: "app-1") == [])
    let found = try diagnostics([], wrong + "owner.'$ref'\n", context: "app-1")
    #expect(found.count == 1 && found[0].hasPrefix("10 error never-matches: the selector \"owner.'$ref'\""), "\(found)")
    // In the files that refer to the changed one, which are the contexts.
    #expect(try diagnostics([], wrong + "zones[*].'$ref'\n    where: backrefs\n", context: "app-1") == [])
    #expect(try diagnostics([], wrong + "app.'$ref'\n    where: backrefs\n", context: "app-1").count == 1)
    // Of a change-type that is reused: in the files that one is about.
    let nested = "- provider: change-type\n  changeTypes: [{$ref: /inner.yml}]\n  context:\n    selector: "
    #expect(try diagnostics([], nested + "app.'$ref'\n", context: "app-1") == [])
    #expect(try diagnostics([], nested + "zones[*].'$ref'\n", context: "app-1").count == 1)
  }

  @Test func traps() throws {
    let found = try diagnostics(["records[*].*", "\"records.*.to\""])
    #expect(found.contains { $0.hasPrefix("9 warning selector-trap: the selector \"records.*.to\": ") }, "\(found)")
    #expect(!found.contains { $0.hasPrefix("8") })
  }

  /// Attack 13: who may change what a filter reads claims what is not theirs.
  @Test(arguments: [
    (["records[?(@.team=='a')].to", "records[*].team"], true), (["records[?(@.team=='a')].to", "records"], true),
    (["records[?(@.team=='a')].to", "$"], true), (["records[?(@.team=='a')].to", "records[0].team"], true),
    (["records[?(@.team=='a')].to", "records[?(@.name=='x')].team"], true),
    // It guards itself: strictly a filter has to match before and after.
    (["records[?(@.team=='a')]"], false), (["records[?(@.team=='a')]", "records[?(@.team=='b')]"], false),
    (["records[?(@.team=='a')].to", "records[*].name"], false), (["records[?(@.team=='a')].to", "name"], false),
  ])
  func editableFilters(_ selectors: [String], _ isWarned: Bool) throws {
    let found = try diagnostics(selectors.map { "\"\($0)\"" })
    #expect(found.contains { $0.hasPrefix("8 warning editable-filter: ") } == isWarned, "\(found)")
    #expect(isWarned || found.isEmpty)
  }
}
