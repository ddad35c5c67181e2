import Diagnostics
import Testing
import Validation

/// A pool, and files that claim from it.
let pools = Data(
  schemas: [
    "/pool-1.yml": "type: object\n",
    "/host-1.yml": """
    type: object
    properties:
      public: {type: object, claimWithin: {value: address, pool: pool, ranges: ranges}}
    """,
    "/site-1.yml": "type: object\nclaimWithin: {value: names, pool: zone.pool, ranges: held.ranges}\n",
    "/zone-1.yml": "type: object\n",
  ],
  files: [
    "/pool.yml": """
    $schema: /pool-1.yml
    ranges: [192.0.2.0/28, 198.51.100.7, 203.0.113.10-203.0.113.20, "2001:db8::/120", "2001:db8:1::5-2001:db8:1::ff", 100-199, 7, web-a, web-b]
    held: {ranges: [a, b]}
    """,
    "/zone.yml": "$schema: /zone-1.yml\npool: {$ref: /pool.yml}\n",
    "/one.yml": host("192.0.2.1"),
  ])

func host(_ address: String, pool: String = "{$ref: /pool.yml}") -> String {
  "$schema: /host-1.yml\npublic:\n  pool: \(pool)\n  address: \(address)\n"
}

@Suite struct ClaimTests {
  @Test(
    arguments: [
      "192.0.2.0", "192.0.2.15", "198.51.100.7", "203.0.113.10", "203.0.113.20", "\"2001:db8::\"", "\"2001:DB8::FF\"",
      "\"2001:db8:1::5\"", "100", "\"150\"", "199", "7", "web-a", "\"::ffff:192.0.2.3\"",
    ])
  func within(_ value: String) throws { #expect(try pools.with(["/two.yml": host(value)]).summary == []) }

  @Test(
    arguments: [
      "192.0.2.16", "192.0.1.255", "198.51.100.8", "203.0.113.9", "203.0.113.21", "\"2001:db8::100\"", "\"::\"",
      "\"2001:db8:1::4\"", "99", "200", "-7", "web-c", "\"\"", "192.0.02.3", "192.0.2", "192.0.2.3/32", "\"0150\"",
      "1.5",
      "true", "{a: 1}", "\"192.0.2.3 \"", "\"2001:db8::1%eth0\"", "\"2001:db8:::1\"", "\"1::2::3\"", "100-101",
    ])
  func outside(_ value: String) throws {
    let problems = try pools.with(["/two.yml": host(value)]).problems
    #expect(problems.map(\.code) == ["claim/outside"], "\(value): \(problems)")
    #expect(problems.first?.place.range?.start.line == 4 && problems.first?.notes.first?.place?.file == "data/pool.yml")
  }

  @Test(
    "claimed once, whatever the spelling",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("192.0.2.1", "\"::ffff:192.0.2.1\""), ("192.0.2.1", "\"::ffff:c000:201\""),
      ("\"2001:db8::1\"", "\"2001:0DB8:0:0::0001\""), ("\"2001:db8::c000:201\"", "\"2001:db8::192.0.2.1\""),
      ("150", "\"150\""),
    ])
  func twice(_ first: String, _ second: String) throws {
    var data = pools.with(["/one.yml": host(first), "/two.yml": host(second)])
    if first.contains("c000") { data.files["/pool.yml"] = "$schema: /pool-1.yml\nranges: [\"2001:db8::/64\"]\n" }
    let problems = try data.problems
    #expect(problems.map(\.code) == ["claim/duplicate"], "\(problems)")
    #expect(problems.first?.place.file == "data/two.yml" && problems.first?.notes.first?.place?.file == "data/one.yml")
    #expect(problems.first?.message.contains("/one.yml") == true)
    // Another pool is another matter.
    let other = data.with(["/other.yml": data.files["/pool.yml"], "/two.yml": host(second, pool: "{$ref: /other.yml}")])
    #expect(try other.summary == [])
  }

  @Test("lists of values, and a pool behind references")
  func lists() throws {
    #expect(try pools.with(["/s.yml": "$schema: /site-1.yml\nnames: [a, b]\nzone: {$ref: /zone.yml}\n"]).summary == [])
    let wrong = "$schema: /site-1.yml\nnames:\n- a\n- c\n- a\n- null\nzone: {$ref: /zone.yml}\n"
    #expect(
      try pools.with(["/s.yml": wrong]).summary == ["claim/outside data/s.yml:4", "claim/duplicate data/s.yml:5"])
    #expect(try pools.with(["/s.yml": "$schema: /site-1.yml\n"]).summary == [], "nothing is claimed")
    #expect(try pools.with(["/s.yml": "$schema: /site-1.yml\nnames: []\n"]).summary == [])
  }

  @Test func poolsThatAreNone() throws {
    #expect(try pools.with(["/two.yml": host("192.0.2.2", pool: "here")]).summary == ["claim/pool data/two.yml:3"])
    #expect(
      try pools.with(["/two.yml": "$schema: /host-1.yml\npublic: {address: 192.0.2.2}\n"]).summary == [
        "claim/pool data/two.yml:2"
      ])
    #expect(
      try pools.with(["/two.yml": host("192.0.2.2", pool: "{$ref: /gone.yml}")]).summary == [
        "ref/not-found data/two.yml:3"
      ])
    #expect(
      try pools.with(["/pool.yml": "$schema: /pool-1.yml\n"]).summary == [
        "claim/outside data/one.yml:4", "claim/pool data/pool.yml:1",
      ])
  }

  @Test(
    "a range that cannot be read is an error of the pool, and holds nothing",
    arguments: [
      "192.0.2.0/33", "192.0.2.1/28", "192.0.2.9-192.0.2.1", "192.0.2.1-7", "\"2001:db8::/129\"", "9-3", "192.0.2.256",
      "192.0.2.0/28/1", "[1.5]", "\"192.0.2.0/\"", "\"::1-192.0.2.9\"", "\"\"", "{a: 1}", "\"2001:db8::1/64\"",
    ])
  func badRanges(_ range: String) throws {
    let data = pools.with(["/pool.yml": "$schema: /pool-1.yml\nranges:\n- 192.0.2.1\n- \(range)\n"])
    #expect(try data.summary == ["claim/range data/pool.yml:4"])
  }

  @Test(
    arguments: [
      "3", "[]", "{}", "{value: a, pool: b}", "{value: a, pool: b, ranges: \"\"}",
      "{value: a, pool: b, ranges: c, x: 1}",
    ])
  func forms(_ value: String) throws {
    let data = Data(schemas: ["/a.yml": "type: object\nclaimWithin: \(value)\n"])
    #expect(try data.problems.map(\.code).allSatisfy { $0 == "schema/invalid" } && !data.problems.isEmpty)
  }

  @Test("what is shared may be claimed by many, and versions are names")
  func shared() throws {
    var data = pools.with(["/one.yml": host("1.24.0"), "/two.yml": host("1.24.0")])
    data.files["/pool.yml"] = "$schema: /pool-1.yml\nranges: [1.24.0, 1.25.0-rc1]\n"
    #expect(try data.summary == ["claim/duplicate data/two.yml:4"])
    data.schemas["/host-1.yml"] = """
      type: object
      properties:
        public: {type: object, claimWithin: {value: address, pool: pool, ranges: ranges, shared: true}}
      """
    #expect(try data.summary == [])
    #expect(try data.with(["/two.yml": host("1.25.0-rc1")]).summary == [])
    #expect(try data.with(["/two.yml": host("1.25.0")]).summary == ["claim/outside data/two.yml:4"])
  }

  @Test func masking() throws {
    var data = pools.with(["/one.yml": host("10.9.8.7")])
    data.schemas["/host-1.yml"] = """
      type: object
      properties:
        public: {type: object, properties: {address: {sensitive: true}}, claimWithin: {value: address, pool: pool, ranges: ranges}}
      """
    let problems = try data.problems
    #expect(problems.map(\.code) == ["claim/outside"] && !"\(problems)".contains("10.9.8.7"))
  }
}
