import DataBundle
import Diagnostics
import Testing
import Validation

/// Tenants, projects and apps whose namespaces are derived, and sandboxes in the same space.
let tenancy = Data(
  schemas: [
    "/cluster-1.yml": "type: object\n",
    "/tenant-1.yml": """
    type: object
    derivedName:
    - {name: prefix, template: "tn-{name}-", space: tenants, prefix: true}
    """,
    "/project-1.yml": """
    type: object
    derivedName:
    - {name: prefix, template: "tn-{tenant.name}-{name}-", space: projects, prefix: true}
    """,
    "/app-1.yml": """
    type: object
    derivedName:
    - name: namespace
      template: "tn-{project.tenant.name}-{project.name}-app-{name}"
      space: namespaces
      within: cluster
      copies: [secret.namespace, pulls.secret.namespace]
    - {name: host, template: "[{route}.]{name}.example.org", format: dns-subdomain, space: hosts}
    """,
    "/sandbox-1.yml": """
    type: object
    derivedName:
    - {name: namespace, template: "tn-{project.tenant.name}-{project.name}-sbx-{name}", space: namespaces, within: cluster}
    """,
  ],
  files: [
    "/clusters/one.yml": "$schema: /cluster-1.yml\nname: one\n",
    "/clusters/two.yml": "$schema: /cluster-1.yml\nname: two\n",
    "/tenants/acme.yml": "$schema: /tenant-1.yml\nname: acme\n",
    "/projects/shop.yml": "$schema: /project-1.yml\nname: shop\ntenant: {$ref: /tenants/acme.yml}\n",
    "/apps/frontend.yml": app("frontend"),
  ])

func app(_ name: String, project: String = "shop", cluster: String = "one", _ more: String = "") -> String {
  "$schema: /app-1.yml\nname: \(name)\nproject: {$ref: /projects/\(project).yml}\n"
    + "cluster: {$ref: /clusters/\(cluster).yml}\n\(more)"
}

private func sandbox(_ name: String, project: String) -> String {
  "$schema: /sandbox-1.yml\nname: \(name)\nproject: {$ref: /projects/\(project).yml}\ncluster: {$ref: /clusters/one.yml}\n"
}

private func project(_ name: String, tenant: String = "acme") -> String {
  "$schema: /project-1.yml\nname: \(name)\ntenant: {$ref: /tenants/\(tenant).yml}\n"
}

private func tenant(_ name: String) -> String { "$schema: /tenant-1.yml\nname: \(name)\n" }

@Suite struct DerivedNameTests {
  private func names(_ path: String, _ data: Data = tenancy) throws -> [String: String] {
    let bundle = try data.bundle
    return DerivedNames.names(of: try #require(bundle.datafile(path)), in: bundle)
  }

  @Test func namesFollowReferences() throws {
    #expect(try tenancy.summary == [])
    #expect(
      try names("/apps/frontend.yml") == ["namespace": "tn-acme-shop-app-frontend", "host": "frontend.example.org"])
    let routed = tenancy.with(["/apps/frontend.yml": app("frontend", "route: v2\n")])
    #expect(try names("/apps/frontend.yml", routed)["host"] == "v2.frontend.example.org")
    #expect(try names("/tenants/acme.yml") == ["prefix": "tn-acme-"])
    #expect(try names("/clusters/one.yml") == [:])
  }

  @Test("a name that is taken is reported at the later file, with the other one, across schemas, within one cluster")
  func duplicates() throws {
    let same = tenancy.with(["/apps/other.yml": app("frontend", "route: x\n")])
    let problem = try #require(try same.problems.first)
    #expect(try same.problems.count == 1)
    #expect(problem.code == "name/duplicate" && problem.place.file == "data/apps/other.yml")
    #expect(problem.place.range?.start.line == 2, "at the part that this file writes")
    #expect(problem.message.contains("tn-acme-shop-app-frontend") && problem.message.contains("/apps/frontend.yml"))
    #expect(problem.notes.map(\.place?.file) == ["data/apps/frontend.yml"])
    #expect(try tenancy.with(["/apps/other.yml": app("frontend", cluster: "two", "route: x\n")]).summary == [])
    // An app and a sandbox whose namespaces would be one.
    let crossed = tenancy.with([
      "/apps/x.yml": app("a-sbx-b"), "/projects/p.yml": project("shop-app-a"),
      "/sandboxes/b.yml": sandbox("b", project: "p"),
    ])
    #expect(try crossed.summary.contains { $0.hasPrefix("name/duplicate data/sandboxes/b.yml") })
  }

  @Test("a prefix may not begin another one's", arguments: [("acme-shop", true), ("acmeshop", false), ("acm", false)])
  func shadowing(_ name: String, _ isShadowed: Bool) throws {
    let data = tenancy.with(["/tenants/other.yml": tenant(name)])
    let problems = try data.problems
    #expect(problems.map(\.code) == (isShadowed ? ["name/shadowed"] : []))
    #expect(problems.allSatisfy { $0.place.file == "data/tenants/other.yml" && $0.notes.count == 1 })
  }

  @Test func missingParts() throws {
    let noName = tenancy.with(["/tenants/acme.yml": "$schema: /tenant-1.yml\nname: [a]\n"])
    #expect(
      try noName.summary == [
        "name/part data/apps/frontend.yml:1", "name/part data/projects/shop.yml:1", "name/part data/tenants/acme.yml:1",
      ])
    #expect(try noName.problems.allSatisfy { $0.notes.last?.place?.file == "data/tenants/acme.yml" })
    #expect(try names("/apps/frontend.yml", noName) == ["host": "frontend.example.org"])
    // A reference that leads nowhere is said once, as that.
    let dangling = tenancy.with(["/projects/shop.yml": nil])
    #expect(try dangling.summary == ["ref/not-found data/apps/frontend.yml:3"])
    // A template that names a reference itself.
    var wrong = tenancy
    wrong.schemas["/app-1.yml"] = "type: object\nderivedName: [{name: n, template: \"{project}\"}]\n"
    #expect(try wrong.problems.first?.help?.contains("referred to") == true)
  }

  @Test(
    "what is no DNS-1123 label of 63 bytes is no name",
    arguments: [
      "Frontend", "front_end", "-x-", "front.end", "é", "a/b", String(repeating: "x", count: 47), "x-", "\"\"",
      String(repeating: "x", count: 300),
    ])
  func formats(_ name: String) throws {
    let data = tenancy.with(["/apps/frontend.yml": app(name)])
    #expect(try data.problems.contains { $0.code == "name/format" && $0.message.contains("namespace") }, "\(name)")
    #expect(try data.summary.allSatisfy { $0.hasPrefix("name/format data/apps/frontend.yml:") })
  }

  @Test("the longest name is one, and integers are parts")
  func limits() throws {
    #expect(try tenancy.with(["/apps/frontend.yml": app(String(repeating: "x", count: 46))]).summary == [])
    let numbered = tenancy.with(["/apps/frontend.yml": app("7")])
    #expect(try numbered.summary == [])
    #expect(try names("/apps/frontend.yml", numbered)["namespace"] == "tn-acme-shop-app-7")
    var short = tenancy
    short.schemas["/app-1.yml"] = "type: object\nderivedName: [{name: n, template: \"{name}\", maxLength: 7}]\n"
    #expect(try short.summary == ["name/format data/apps/frontend.yml:2"])
  }

  @Test("a field that repeats the name must say the same")
  func copies() throws {
    let right =
      "secret: {namespace: tn-acme-shop-app-frontend}\npulls: [{secret: {namespace: tn-acme-shop-app-frontend}}]\n"
    #expect(try tenancy.with(["/apps/frontend.yml": app("frontend", right)]).summary == [])
    let wrong = "secret: {namespace: tn-acme-shop-sbx-001}\npulls:\n- {secret: {}}\n- {secret: {namespace: 3}}\n"
    #expect(
      try tenancy.with(["/apps/frontend.yml": app("frontend", wrong)]).summary == [
        "name/differs data/apps/frontend.yml:5", "name/differs data/apps/frontend.yml:8",
      ])
  }

  @Test("a name of nothing but optional parts may be absent; fields behind references must agree too")
  func agreement() throws {
    var data = tenancy.with([
      "/tenants/other.yml": tenant("other"), "/items/free.yml": "$schema: /item-1.yml\n",
      "/items/own.yml": "$schema: /item-1.yml\ntenant: {$ref: /tenants/acme.yml}\n",
      "/items/other.yml": "$schema: /item-1.yml\ntenant: {$ref: /tenants/other.yml}\n",
    ])
    data.schemas["/item-1.yml"] = "type: object\n"
    data.schemas["/app-1.yml"] =
      "type: object\nderivedName: [{name: owner, template: \"[{item.tenant.name}]\", copies: [project.tenant.name]}]\n"
    #expect(try names("/apps/frontend.yml", data) == [:])
    for (item, isRefused) in [("free", false), ("own", false), ("other", true)] {
      let installed = data.with(["/apps/frontend.yml": app("frontend", "item: {$ref: /items/\(item).yml}\n")])
      let problems = try installed.problems
      #expect(problems.map(\.code) == (isRefused ? ["name/differs"] : []))
      #expect(problems.allSatisfy { $0.place.file == "data/apps/frontend.yml" && $0.notes.count == 1 })
    }
  }

  @Test(
    "a name may not be a domain of the space it is to be outside of, nor end in one",
    arguments: [
      ("example.org", true), ("www.example.org", true), ("a.b.example.org", true), ("example.com", false),
      ("anexample.org", false), ("org", false), ("example.org.com", false),
    ])
  func domains(_ host: String, _ isInside: Bool) throws {
    let data = Data(
      schemas: [
        "/cluster-1.yml": """
        type: object
        derivedName: [{name: domain, template: "{domain}", format: dns-subdomain, space: domains}]
        """,
        "/site-1.yml": """
        type: object
        derivedName:
        - {name: own, template: "{name}.{cluster.domain}", format: dns-subdomain, space: hosts}
        - {name: host, template: "[{host}]", format: dns-subdomain, space: hosts, outside: domains}
        """,
      ],
      files: [
        "/one.yml": "$schema: /cluster-1.yml\ndomain: example.org\n",
        "/plain.yml": "$schema: /site-1.yml\nname: plain\ncluster: {$ref: /one.yml}\n",
        "/site.yml": "$schema: /site-1.yml\nname: site\ncluster: {$ref: /one.yml}\nhost: \(host)\n",
      ])
    #expect(try data.summary == (isInside ? ["name/inside data/site.yml:4"] : []))
    #expect(try data.problems.allSatisfy { $0.notes.map(\.place?.file) == ["data/one.yml"] })
  }

  @Test("a part that must not be shown is not")
  func masking() throws {
    var data = tenancy.with(["/tenants/acme.yml": tenant("s3cret"), "/apps/other.yml": app("frontend", "route: x\n")])
    data.schemas["/tenant-1.yml"] = "type: object\nproperties: {name: {sensitive: true}}\n"
    let masked = try data.problems
    #expect(masked.map(\.code) == ["name/duplicate"] && !"\(masked)".contains("s3cret"))
    let odd = try data.with(["/tenants/acme.yml": tenant("S3CRET"), "/apps/other.yml": nil]).problems
    #expect(!odd.isEmpty && !"\(odd)".contains("S3CRET"))
  }

  @Test(
    "a declaration of the wrong form is an error of the schema",
    arguments: [
      "{name: n, template: \"{a}\"}", "[]", "[3]", "[{name: n}]", "[{template: \"{a}\"}]",
      "[{name: n, template: plain}]", "[{name: n, template: \"{a\"}]", "[{name: n, template: \"a}{b}\"}]",
      "[{name: n, template: \"[{a}\"}]", "[{name: n, template: \"{a}]\"}]", "[{name: n, template: \"[[{a}]]\"}]",
      "[{name: n, template: \"{a..b}\"}]", "[{name: n, template: \"{}\"}]", "[{name: n, template: \"{a}\", spce: x}]",
      "[{name: n, template: \"{a}\", format: dns}]", "[{name: n, template: \"{a}\", maxLength: 64}]",
      "[{name: n, template: \"{a}\", within: \"a b\"}]", "[{name: n, template: \"{a}\", prefix: 1}]",
      "[{name: n, template: \"{a}\", outside: b}]", "[{name: n, template: \"{a}\", copies: a}]",
      "[{name: n, template: \"{a}\"}, {name: n, template: \"{b}\"}]",
      "[{name: n, template: \"\(String(repeating: "{a}", count: 17))\"}]",
      "[{name: n, template: \"{\(String(repeating: "a.", count: 16))a}\"}]",
    ])
  func forms(_ value: String) throws {
    let data = Data(schemas: ["/a.yml": "type: object\nderivedName: \(value)\n"])
    let codes = try data.problems.map(\.code)
    #expect(!codes.isEmpty && codes.allSatisfy { $0 == "schema/invalid" }, "\(codes)")
  }
}
