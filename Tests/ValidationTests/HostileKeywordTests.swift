import DataBundle
import Diagnostics
import Testing
import Validation

/// Schemas and data made to break the keywords that look at other files: every one ends soon, and with an error.
@Suite struct HostileKeywordTests {
  @Test("a path through references that go round ends, as it has an end itself")
  func cycles() throws {
    var data = Data(
      schemas: [
        "/n-1.yml":
          "type: object\nderivedName: [{name: n, template: \"{next.next.next.next.next.next.next.name}\", space: n, within: next.next.next.name}]\n"
          + "properties: {limit: {sumWithin: {in: /n-1.yml, by: next.next, of: next.next.name, times: next.next.next.name}}}\n"
          + "claimWithin: {value: name, pool: next.next.next.next, ranges: name}\n"
      ],
      files: [
        "/a.yml": "$schema: /n-1.yml\nname: 1\nlimit: 1\nnext: {$ref: /b.yml}\n",
        "/b.yml": "$schema: /n-1.yml\nname: 1\nlimit: 1\nnext: {$ref: /a.yml}\n",
        "/self.yml": "$schema: /n-1.yml\nname: 1\nlimit: 1\nnext: {$ref: self.yml}\n",
      ])
    #expect(
      Set(try data.problems.map(\.code)) == ["name/duplicate"],
      "everybody is called 1; the sums are within, and the claims are of different pools")
    // A datafile that is a reference itself is followed once for each name of a path.
    data.files["/self.yml"] = "$schema: /n-1.yml\n$ref: /self.yml\nname: 1\nlimit: 1\nnext: {$ref: self.yml}\n"
    #expect(try data.problems.contains { $0.code == "name/duplicate" })
  }

  @Test("a part of a megabyte in a thousand names costs nothing")
  func longParts() throws {
    var data = tenancy.with([
      "/tenants/acme.yml": "$schema: /tenant-1.yml\nname: \(String(repeating: "a", count: 1 << 20))\n"
    ])
    for number in 0..<1000 { data.files["/apps/a\(number).yml"] = app("a\(number)") }
    let problems = try data.problems
    #expect(problems.count == 1003 && problems.allSatisfy { $0.code == "name/format" })
    #expect(problems.allSatisfy { $0.message.utf8.count < 300 })
  }

  @Test("messages carry no control characters and no line breaks of the data")
  func controlCharacters() throws {
    let odd = "\"\\x1b[31m\\n\\u202eevil\""
    let found =
      try tenancy.with(["/apps/frontend.yml": app(odd)]).problems
      + pools.with(["/two.yml": host(odd)]).problems
      + quotas.with(["/i3.yml": instance("s1", cpu: odd)]).problems
      + Data(schemas: ["/a.yml": "type: object\nsumWithin: {\(odd): 1}\n"]).problems
    #expect(found.count >= 4)
    for problem in found {
      let text = problem.message + (problem.help ?? "") + problem.notes.map(\.message).joined()
      #expect(!text.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E }, "\(problem)")
    }
  }

  @Test("sums of more than can be counted are above every limit")
  func overflow() throws {
    var data = quotas.with(["/s1.yml": "$schema: /space-1.yml\norg: {$ref: /org.yml}\ncpu: 10000000000000000000\n"])
    data.files["/org.yml"] = "$schema: /org-1.yml\n"
    for number in 0..<30 {
      data.files["/b\(number).yml"] = instance("s1", cpu: "9999999999999999999", count: 900_000_000)
    }
    #expect(try data.summary == ["sum/over-limit data/s1.yml:3"])
    #expect(try data.problems.first?.message.contains("more than can be counted") == true)
    let product = quotas.with(["/i3.yml": instance("s1", cpu: "8Ei") + "count: 9999999999999999999\n"])
    #expect(try product.summary.contains("sum/quantity data/i3.yml:4"))
  }

  @Test("the whole internet as a pool, and a pool of a hundred thousand ranges")
  func largePools() throws {
    var data = pools.with([
      "/pool.yml": "$schema: /pool-1.yml\nranges: [0.0.0.0/0, \"::/0\", 0-18446744073709551615]\n"
    ])
    data.files["/two.yml"] = host("255.255.255.255")
    data.files["/three.yml"] = host("\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\"")
    data.files["/four.yml"] = host("18446744073709551615")
    #expect(try data.summary == [])
    #expect(try data.with(["/five.yml": host("18446744073709551616")]).summary == ["claim/outside data/five.yml:4"])
    let ranges = (0..<100_000).map { "- 10.\($0 / 65536).\($0 / 256 % 256).\($0 % 256)\n" }.joined()
    let large = data.with(["/pool.yml": "$schema: /pool-1.yml\nranges:\n" + ranges]).with([
      "/one.yml": host("10.1.134.159"), "/two.yml": host("10.1.134.160"), "/three.yml": nil, "/four.yml": nil,
    ])
    #expect(try large.summary == ["claim/outside data/two.yml:4"])
  }

  @Test("30,000 datafiles: every keyword looks at each of them a few times, not at pairs")
  func many() throws {
    var data = Data(schemas: tenancy.schemas, files: tenancy.files)
    data.schemas.merge(quotas.schemas) { $1 }
    data.schemas.merge(pools.schemas) { $1 }
    data.files["/org.yml"] = "$schema: /org-1.yml\n"
    data.files["/pool.yml"] = "$schema: /pool-1.yml\nranges: [10.0.0.0/8]\n"
    data.files["/s.yml"] = "$schema: /space-1.yml\norg: {$ref: /org.yml}\ncpu: 9999\n"
    for number in 0..<10_000 {
      data.files["/apps/\(number).yml"] = app("a\(number)")
      data.files["/i/\(number).yml"] = instance("s", cpu: "1")
      data.files["/h/\(number).yml"] = host("10.0.\(number / 256).\(number % 256)")
    }
    data.files["/apps/again.yml"] = app("a77", "route: b\n")
    data.files["/h/again.yml"] = host("10.0.0.77")
    #expect(
      Set(try data.summary) == [
        "name/duplicate data/apps/again.yml:2", "claim/duplicate data/h/again.yml:4", "sum/over-limit data/s.yml:3",
      ])
  }
}
