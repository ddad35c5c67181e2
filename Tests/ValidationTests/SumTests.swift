import Diagnostics
import Testing
import Validation

/// An org with spaces that have quotas, and instances that use them.
let quotas = Data(
  schemas: [
    "/org-1.yml": """
    type: object
    properties:
      spaces: {sumWithin: {in: /space-1.yml, by: org}}
      cpu: {sumWithin: {in: /space-1.yml, by: org, of: cpu}}
    """,
    "/space-1.yml": """
    type: object
    properties:
      cpu: {sumWithin: {in: /instance-1.yml, by: space, of: size.cpu, times: count}}
      memory: {sumWithin: {in: /instance-1.yml, by: space, of: size.memory, times: count}}
      instances: {sumWithin: {in: /instance-1.yml, by: space, times: count}}
    """,
    "/instance-1.yml": "type: object\n",
  ],
  files: [
    "/org.yml": "$schema: /org-1.yml\nspaces: 2\ncpu: 4\n",
    "/s1.yml": "$schema: /space-1.yml\norg: {$ref: /org.yml}\ncpu: 2500m\nmemory: 4Gi\ninstances: 5\n",
    "/s2.yml": "$schema: /space-1.yml\norg: {$ref: /org.yml}\ncpu: 1.5\n",
    "/i1.yml": instance("s1", cpu: "500m", memory: "1Gi", count: 3),
    "/i2.yml": instance("s1", cpu: "1", memory: "512Mi", count: 1),
  ])

func instance(_ space: String, cpu: String, memory: String = "1", count: Int? = nil) -> String {
  "$schema: /instance-1.yml\nspace: {$ref: /\(space).yml}\nsize: {cpu: \(cpu), memory: \(memory)}\n"
    + (count.map { "count: \($0)\n" } ?? "")
}

@Suite struct SumTests {
  @Test func exactlyAtTheLimitIsFine() throws { #expect(try quotas.summary == []) }

  @Test("above the limit, at the limit, with the addends, the biggest first")
  func over() throws {
    let data = quotas.with(["/i3.yml": instance("s1", cpu: "1m"), "/i2.yml": instance("s1", cpu: "1", memory: "1.5Gi")])
    let problems = try data.problems
    #expect(try data.summary == ["sum/over-limit data/s1.yml:3", "sum/over-limit data/s1.yml:4"])
    let cpu = try #require(problems.first)
    #expect(cpu.message == "3 files of /instance-1.yml use 2501m of \"size.cpu\" together, and the limit is 2500m")
    #expect(
      cpu.notes.map(\.message) == ["/i1.yml uses 500m × 3", "/i2.yml uses 1", "/i3.yml uses 1m"])
    #expect(cpu.notes.map { $0.place?.file } == ["data/i1.yml", "data/i2.yml", "data/i3.yml"])
    #expect(cpu.notes.map { $0.place?.range?.start.line } == [3, 3, 3])
    #expect(problems.last?.message.contains("use 4831838209 of") == true, "\(problems)")
    #expect(
      try quotas.with(["/s3.yml": "$schema: /space-1.yml\norg: {$ref: /org.yml}\n"]).summary == [
        "sum/over-limit data/org.yml:2"
      ])
    #expect(
      try quotas.with(["/i4.yml": "$schema: /instance-1.yml\nspace: {$ref: /s1.yml}\ncount: 2\n"]).summary == [
        "sum/over-limit data/s1.yml:5"
      ])
  }

  @Test("a list of sums is one sum: each file counts for each entry, and is one file")
  func several() throws {
    var data = quotas
    data.schemas["/space-1.yml"] = """
      type: object
      properties:
        cpu:
          sumWithin:
          - {in: /instance-1.yml, by: space, of: size.cpu, times: count}
          - {in: /instance-1.yml, by: space, of: size.spare}
          - {in: /job-1.yml, by: space, of: cpu}
      """
    data.schemas["/job-1.yml"] = "type: object\n"
    #expect(try data.summary == [])
    let spare = data.with([
      "/i2.yml": "$schema: /instance-1.yml\nspace: {$ref: /s1.yml}\nsize: {cpu: 750m, spare: 250m}\n"
    ])
    #expect(try spare.summary == [])
    let problem = try #require(
      try spare.with(["/j.yml": "$schema: /job-1.yml\nspace: {$ref: /s1.yml}\ncpu: 1m\n"]).problems.first)
    #expect(
      problem.message
        == "3 files of /instance-1.yml and /job-1.yml use 2501m of \"size.cpu\" and \"size.spare\" and \"cpu\" "
        + "together, and the limit is 2500m")
    #expect(
      problem.notes.map(\.message) == [
        "/i1.yml uses 500m × 3", "/i2.yml uses 750m", "/i2.yml uses 250m", "/j.yml uses 1m",
      ])
  }

  @Test func manyAddendsAreCutOff() throws {
    var data = quotas
    for number in 0..<40 { data.files["/more\(number).yml"] = instance("s1", cpu: "\(100 + number)") }
    let problem = try #require(try data.problems.first { $0.message.contains("size.cpu") })
    #expect(problem.notes.count == 11 && problem.notes.last?.message == "and 32 smaller ones")
    #expect(problem.notes.first?.message == "/more39.yml uses 139")
  }

  @Test(
    "what is no quantity, or less than nothing, is an error where it stands",
    arguments: [
      "-1", "-500m", "\"-0.5Gi\"", "x", "1x", "[1]", "true", "null", ".inf", ".nan", "1e40", "1e-10",
      "99999999999999999999", "\"1 Gi\"", "\"\"", "1.1n", "0x",
    ])
  func noQuantity(_ value: String) throws {
    let data = quotas.with(["/i3.yml": instance("s1", cpu: value)])
    #expect(try data.summary.contains("sum/quantity data/i3.yml:3"))
    let limit = quotas.with(["/s2.yml": "$schema: /space-1.yml\norg: {$ref: /org.yml}\ncpu: \(value)\n"])
    #expect(try limit.summary.contains("sum/quantity data/s2.yml:3"))
    let times = quotas.with(["/i3.yml": instance("s1", cpu: "1") + "count: \(value)\n"])
    #expect(try times.summary.contains("sum/quantity data/i3.yml:4"))
  }

  @Test("files that refer elsewhere, and files of other schemas, count nothing")
  func others() throws {
    let data = quotas.with([
      "/i3.yml": instance("s2", cpu: "1"), "/i4.yml": instance("gone", cpu: "9"),
      "/x.yml": "$schema: /org-1.yml\nspace: {$ref: /s1.yml}\nsize: {cpu: 99}\n",
    ])
    #expect(try data.summary == ["ref/not-found data/i4.yml:2"])
  }

  @Test(
    "a declaration of the wrong form is an error of the schema",
    arguments: [
      "3", "[]", "{}", "{in: /a.yml}", "{in: /a.yml, by: \"\"}", "{in: /a.yml, by: b, off: c}", "{in: 3, by: b}",
      "[{}]", "[{in: /a.yml, by: b}, 3]",
    ])
  func forms(_ value: String) throws {
    let data = Data(schemas: ["/a.yml": "type: object\nsumWithin: \(value)\n"])
    #expect(try data.problems.map(\.code).allSatisfy { $0 == "schema/invalid" } && !data.problems.isEmpty)
    let missing = Data(schemas: ["/a.yml": "type: object\nsumWithin: {in: /b.yml, by: x}\n"])
    #expect(try missing.problems.map(\.code) == ["schema/ref-not-found"])
    let listed = Data(
      schemas: ["/a.yml": "type: object\nsumWithin: [{in: /a.yml, by: x}, {in: /b.yml, by: x}]\n"])
    #expect(try listed.problems.map(\.code) == ["schema/ref-not-found"])
  }
}
