import DataBundle
import Testing

@testable import Validation

/// The keywords against slow and simple second opinions, on random data.
@Suite struct KeywordPropertyTests {
  private let words = ["a", "b", "a-b", "app", "app-a", "sbx", "b-app", "x1"]

  @Test(
    "two datafiles share a name exactly if validation says so; shadowed exactly if one prefix begins another",
    arguments: 0..<60)
  func names(_ seed: UInt64) throws {
    var dice = Dice(seed)
    var data = Data(schemas: tenancy.schemas)
    data.files["/clusters/one.yml"] = "$schema: /cluster-1.yml\n"
    data.files["/clusters/two.yml"] = "$schema: /cluster-1.yml\n"
    var (prefixes, projects): ([String], [String]) = ([], [])
    for tenant in 0..<2 {
      let name = words.randomElement(using: &dice) ?? ""
      data.files["/tenants/\(tenant).yml"] = "$schema: /tenant-1.yml\nname: \(name)\n"
      prefixes.append("tn-\(name)-")
    }
    for project in 0..<3 {
      let (name, tenant) = (words.randomElement(using: &dice) ?? "", Int.random(in: 0..<2, using: &dice))
      data.files["/projects/\(project).yml"] =
        "$schema: /project-1.yml\nname: \(name)\ntenant: {$ref: /tenants/\(tenant).yml}\n"
      projects.append("\(prefixes[tenant])\(name)-")
    }
    var namespaces: [String] = []
    for app in 0..<6 {
      let (name, project) = (words.randomElement(using: &dice) ?? "", Int.random(in: 0..<3, using: &dice))
      let cluster = Bool.random(using: &dice) ? "one" : "two"
      let kind = Bool.random(using: &dice) ? "app" : "sbx"
      data.files["/x/\(app).yml"] =
        "$schema: /\(kind == "app" ? "app" : "sandbox")-1.yml\nname: \(name)\nroute: r\(app)\nproject: {$ref: /projects/\(project).yml}\n"
        + "cluster: {$ref: /clusters/\(cluster).yml}\n"
      namespaces.append("\(cluster) \(projects[project])\(kind)-\(name)")
      let bundle = try data.bundle
      let file = try #require(bundle.datafile("/x/\(app).yml"))
      #expect(DerivedNames.names(of: file, in: bundle)["namespace"].map { "\(cluster) \($0)" } == namespaces.last)
    }
    let problems = try data.problems
    func repeated(_ names: [String]) -> Int { names.count - Set(names).count }
    func shadowed(_ names: [String]) -> Int {
      names.count { name in names.contains { name != $0 && name.hasPrefix($0) } }
    }
    #expect(
      problems.count { $0.code == "name/duplicate" } == repeated(namespaces) + repeated(prefixes) + repeated(projects))
    #expect(problems.count { $0.code == "name/shadowed" } == shadowed(prefixes) + shadowed(projects))
    #expect(problems.allSatisfy { ["name/duplicate", "name/shadowed"].contains($0.code.rawValue) }, "\(problems)")
  }

  @Test("sums are exact: in thousandths, whatever the spelling", arguments: 0..<60)
  func sums(_ seed: UInt64) throws {
    var dice = Dice(seed)
    var data = Data(schemas: quotas.schemas, files: ["/org.yml": "$schema: /org-1.yml\n"])
    var total = 0
    for number in 0..<Int.random(in: 1...8, using: &dice) {
      let (amount, count) = (Int.random(in: 0...3000, using: &dice), Int.random(in: 0...4, using: &dice))
      total += amount * count
      let fraction = String(1000 + amount % 1000).dropFirst()
      let spelling =
        ["\(amount)m", "\(amount / 1000).\(fraction)", "\"\(amount)000u\"", "\(amount)e-3"].randomElement(using: &dice)
        ?? ""
      data.files["/i\(number).yml"] = instance("s", cpu: spelling, count: count)
    }
    for (limit, isOver) in [(total, false), (total - 1, true), (total + 1, false)] where limit >= 0 {
      data.files["/s.yml"] = "$schema: /space-1.yml\norg: {$ref: /org.yml}\ncpu: \(limit)m\n"
      #expect(try data.summary == (isOver ? ["sum/over-limit data/s.yml:3"] : []), "\(data.files)")
    }
  }

  @Test(
    "quantities are the numbers they say",
    arguments: [
      ("1", 1_000_000_000), ("1.5", 1_500_000_000), ("500m", 500_000_000), ("1u", 1_000), ("1n", 1),
      ("2k", 2_000_000_000_000),
      ("1Ki", 1_024_000_000_000), ("0.5Ki", 512_000_000_000), ("1e3", 1_000_000_000_000), ("1E3", 1_000_000_000_000),
      ("1E", 1_000_000_000_000_000_000_000_000_000), ("+1", 1_000_000_000), ("1e-9", 1), ("0", 0), ("0.000", 0),
      ("10.", 10_000_000_000),
      (".5", 500_000_000), ("8Ei", 9_223_372_036_854_775_808_000_000_000),
    ] as [(String, Int128)])
  func quantities(_ text: String, _ nanos: Int128) { #expect(Quantity(Array(text.utf8))?.nanos == nanos) }

  @Test("addresses are read as inet_pton does", arguments: 0..<40)
  func addresses(_ seed: UInt64) {
    var dice = Dice(seed)
    let groups = (0..<8).map { _ in Bool.random(using: &dice) ? 0 : UInt16.random(in: 0...UInt16.max, using: &dice) }
    let value = groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    let plain = groups.map { String($0, radix: 16) }
    guard value >> 32 != 0xFFFF else { return }
    #expect(IPAddress(plain.joined(separator: ":")[...])?.bits == value)
    // Any run of zeros may be left out.
    for start in 0..<8 {
      for end in start + 1...8 where groups[start..<end].allSatisfy({ $0 == 0 }) {
        let text = plain[..<start].joined(separator: ":") + "::" + plain[end...].joined(separator: ":")
        #expect(IPAddress(text[...])?.bits == value, "\(text)")
      }
    }
    let bytes = (0..<4).map { _ in UInt8.random(in: 0...255, using: &dice) }
    let short = bytes.map { "\($0)" }.joined(separator: ".")
    #expect(IPAddress(short[...])?.bits == bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
    #expect(IPAddress("::ffff:\(short)"[...]) == IPAddress(short[...]))
  }

  @Test("what a pool holds is what its ranges hold, one by one", arguments: 0..<40)
  func ranges(_ seed: UInt64) throws {
    var dice = Dice(seed)
    var held: Set<Int> = []
    var ranges: [String] = []
    for _ in 0..<Int.random(in: 1...6, using: &dice) {
      let low = Int.random(in: 0..<200, using: &dice)
      let high = Int.random(in: low..<210, using: &dice)
      held.formUnion(low...high)
      ranges.append(low == high ? "\(low)" : "\(low)-\(high)")
    }
    var data = pools.with([
      "/pool.yml": "$schema: /pool-1.yml\nranges: [\(ranges.joined(separator: ", "))]\n", "/one.yml": nil,
    ])
    for number in 0..<215 { data.files["/n/\(number).yml"] = host("\(number)") }
    let outside = Set(try data.problems.map(\.place.file))
    #expect(outside == Set((0..<215).filter { !held.contains($0) }.map { "data/n/\($0).yml" }))
  }
}
