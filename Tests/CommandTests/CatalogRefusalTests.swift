import Foundation
import Testing

/// What `remit catalog` does not do: then nothing is written at all.
@Suite struct CatalogRefusalTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var status: Int32
    var says: String
    var testDescription: String { says }
  }

  private static func install(
    _ item: String, _ name: String, project: String = "/projects/acme/shop.yml", cluster: String = "/clusters/dc1.yml",
    _ more: String..., status: Int32, says: String
  ) -> Case {
    let fields = CatalogRepository.fields(name, project: project, cluster: cluster)
    return Case(arguments: ["install", item] + fields + more, status: status, says: says)
  }

  private static let cases = [
    install("ngnix", "x", status: 2, says: "there is no item ngnix in the catalogue; did you mean nginx?"),
    install("/catalog/none.yml", "x", status: 2, says: "there is no item /catalog/none.yml"),
    install("/clusters/dc1.yml", "x", status: 2, says: "is no item of the catalogue"),
    install("nginx", "x", "--release", "9", status: 2, says: "nginx has no release 9; there are 1.23.0, 1.24.0"),
    install(
      "acme-queue", "x", project: "/projects/globex/portal.yml", status: 1, says: "[name/differs]"),
    install("nginx", "x", project: "/projects/acme/shp.yml", status: 2, says: "did you mean /projects/acme/shop.yml?"),
    install("nginx", "x", project: "/sandboxes/acme/shop/001.yml", status: 2, says: "has no \"tenant\""),
    install("nginx", "x", cluster: "/sandboxes/acme/shop/001.yml", status: 1, says: "[ref/schema]"),
    install(
      "nginx", "x", "--field", "sandbox=/sandboxes/acme/shop/001.yml", status: 2, says: "\"sandbox\" is no field"),
    install("nginx", "x", "--field", "name=y", status: 2, says: "the field name is given twice"),
    install("nginx", "x", "--field", "name", status: 2, says: "is no NAME=VALUE"),
    install("nginx", "mail", status: 2, says: "is there already and is not installed from the catalogue"),
    install(
      "nginx", "queue", cluster: "/clusters/dc2.yml", status: 2,
      says: "is installed from /catalog/acme-queue.yml already"),
    install("nginx", "landing", cluster: "/clusters/dc2.yml", status: 2, says: "with another \"description\""),
    install("nginx", "x", "--set", "containerImage.image=mine", status: 1, says: "[schema/additional-property]"),
    install("nginx", "x", "--set", "containerImage.replicas=two", status: 1, says: "[schema/type]"),
    Case(
      arguments: ["upgrade", "/apps/acme/shop/queue.yml", "--set", "helmOci.values.imageTag=mine"], status: 1,
      says: "\"imageTag\" must be an object"),
    install("nginx", "x", "--set", "containerImage", status: 2, says: "is no PATH=VALUE"),
    install("nginx", "x", "--set", "a..b=1", status: 2, says: "is no path"),
    install("nginx", "x", "--set", "/a~2=1", status: 2, says: "is no path"),
    install("nginx", "x", "--set", "env[0]=1", status: 2, says: "is no path"),
    install("nginx", "x", "--set", "a={b", status: 2, says: "begins like JSON and is none"),
    install("nginx", "x", "--set", "a=1.10", status: 2, says: "is a number that would not stay as it is written"),
    install("nginx", "x", "--set", "a=[]", "--set", "a.b=1", status: 2, says: "the override /a is a list"),
    install("nginx", "x", "--unset", "a.b", status: 2, says: "there is no override a.b"),
    install("nginx", "x", "--overrides", "none.yml", status: 2, says: "none.yml: cannot be opened"),
    install("nginx", "x", "--overrides", "/dev/null/x", status: 2, says: "cannot be opened"),
    install("nginx", "../x", status: 2, says: "part of the path of the file"),
    install("nginx", "a/b", status: 2, says: "part of the path of the file"),
    install("nginx", ".x", status: 2, says: "part of the path of the file"),
    install("nginx", "", status: 2, says: "part of the path of the file"),
    install("nginx", "x\ny: z", status: 2, says: "part of the path of the file"),
    install("nginx", "é", status: 2, says: "part of the path of the file"),
    install("nginx", String(repeating: "x", count: 300), status: 2, says: "too long"),
    install("nginx", "UPPER", status: 1, says: "[schema/pattern]"),
    install("nginx", "x", "--field", "id=no", status: 1, says: "[schema/"),
    install("nginx", "x", "--field", "id=38aaf84e-5805-4d8f-afa8-edd094ba97ae", status: 1, says: "[unique/duplicate]"),
    Case(arguments: ["install", "nginx", "--field", "name=x"], status: 2, says: "give it with --field project=…"),
    Case(
      arguments: ["upgrade", "data/apps/acme/shop/mail.yml"], status: 2, says: "is not installed from the catalogue"),
    Case(
      arguments: ["upgrade", "/apps/acme/shop/lnding.yml"], status: 2, says: "did you mean /apps/acme/shop/landing.yml?"
    ),
    Case(arguments: ["upgrade", "/catalog/nginx.yml"], status: 2, says: "is not installed from the catalogue"),
    Case(
      arguments: ["upgrade", "/apps/acme/shop/landing.yml", "--set", "containerImage.env.a=1"], status: 2,
      says: "the override /containerImage/env is a list"),
    Case(
      arguments: ["upgrade", "/apps/acme/shop/landing.yml", "--set", "containerImage.replicas=101"], status: 1,
      says: "[schema/maximum]"),
  ]

  /// One for all of them, as none writes anything.
  private static let shared = Result { try CatalogRepository() }

  @Test(arguments: cases)
  func refused(_ refused: Case) throws {
    let repository = try Self.shared.get()
    let before = try repository.snapshot()
    let outcome = try Command.run(["remit", "catalog"] + refused.arguments, in: repository.data)
    #expect(outcome.status == refused.status, "\(outcome)")
    #expect((outcome.errors + outcome.output).contains(refused.says), "\(outcome)")
    #expect(try repository.snapshot() == before)
  }

  /// A secret on the command line is in no output.
  @Test(arguments: [["--format", "text"], ["--format", "json"], ["--quiet"], ["--verbose"], ["--dry-run"]])
  func secretsAreNotShown(_ options: [String]) throws {
    let repository = try CatalogRepository()
    let before = try repository.snapshot()
    for path in ["helmOci.values.adminPassword", "helmOci.values.deep.apiKey", "helmOci.hunter"] {
      let outcome = try Command.run(
        ["remit", "catalog", "upgrade", "/apps/acme/shop/queue.yml", "--set", "\(path)=hunter2-xyz"] + options,
        in: repository.data)
      #expect(outcome.status == 1)
      if path.hasSuffix("hunter") { continue }
      #expect(!(outcome.output + outcome.errors).contains("hunter2-xyz"), "\(outcome)")
    }
    try repository.write("o.yml", "helmOci:\n  values: {adminPassword: hunter2-xyz\n")
    let broken = try repository.catalog("upgrade", "/apps/acme/shop/queue.yml", "--overrides", "o.yml")
    #expect(
      broken.status == 2 && !broken.errors.contains("hunter2-xyz") && broken.errors.contains("o.yml:"), "\(broken)")
    try FileManager.default.removeItem(at: repository.data.appendingPathComponent("o.yml"))
    #expect(try repository.snapshot() == before)
  }

  /// Keys with dots and texts that YAML takes for something else come out as they went in.
  @Test(arguments: [
    "no", "~", "1.2.3", "0x10", "a: b", "- a", "{{x}}", "*x", "é \u{202E}", "", " x ", "#", "@a", "a\nb", "'",
  ])
  func hostileValuesSurvive(_ value: String) throws {
    let repository = try CatalogRepository()
    try repository.allowAnyValues()
    let json = String(decoding: try JSONSerialization.data(withJSONObject: [value]), as: UTF8.self).dropFirst()
      .dropLast()
    let outcome = try repository.catalog(
      "upgrade", "/apps/acme/shop/queue.yml", "--format", "json", "--set", "helmOci.values.'a.b'.c=\(json)", "--set",
      "/helmOci/values/d~1e.f=\(value.hasPrefix("{") ? String(json) : value)")
    #expect(outcome.status == 0, "\(outcome)")
    let source = try #require(try report(outcome)["source"] as? [String: Any])
    let values = (source["helmOci"] as? [String: Any])?["values"] as? [String: Any]
    #expect((values?["a.b"] as? [String: String])?["c"] == value)
    #expect(values?["d/e.f"] as? String == value)
    #expect(try repository.renderedSource("queue") == source as NSDictionary)
    #expect(try repository.remit("validate", "-q").output == "no problems\n")
  }

  @Test func enormousValues() throws {
    let repository = try CatalogRepository()
    try repository.allowAnyValues()
    try repository.write("o.yml", "helmOci: {values: {a: \"\(String(repeating: "x", count: 9 << 20))\"}}\n")
    let before = try repository.snapshot()
    let large = try repository.catalog("upgrade", "/apps/acme/shop/queue.yml", "--overrides", "o.yml")
    #expect(large.status == 2 && large.errors.contains("[yaml/too-large]"), "\(large.errors.prefix(300))")
    let deep = try repository.catalog(
      "upgrade", "/apps/acme/shop/queue.yml", "--set",
      "helmOci.values.a=\(String(repeating: "[", count: 120))\(String(repeating: "]", count: 120))", "--set",
      "helmOci.values.\(Array(repeating: "b", count: 62).joined(separator: "."))=1")
    #expect(deep.status == 0 || deep.status == 2)
    #expect(deep.status == 0 ? try repository.remit("validate", "-q").status == 0 : try repository.snapshot() == before)
  }

  @Test func whatIsWrittenOtherwiseIsLeftAlone() throws {
    let repository = try CatalogRepository()
    let landing = "data/apps/acme/shop/landing.yml"
    try repository.edit(landing, "catalogVersion: 1.23.0", "catalogVersion: &v 1.23.0\nlabels: {v: *v}")
    let before = try repository.snapshot()
    let shared = try repository.catalog("upgrade", landing)
    #expect(shared.status == 2 && shared.errors.contains("edit it by hand"), "\(shared)")
    #expect(try repository.snapshot() == before)
    // Something that is no datafile stands where the file would be.
    try repository.write("data/apps/acme/shop/x.yml/y.txt", "")
    let folder = try repository.install("x")
    #expect(folder.status == 2 && folder.errors.contains("is there already"), "\(folder)")
  }

  /// A file that cannot be read is there: what is wrong with it is said, and where, without what may be secret.
  @Test func filesThatCannotBeRead() throws {
    let repository = try CatalogRepository()
    let landing = "data/apps/acme/shop/landing.yml"
    let line = try repository.text(landing).split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasPrefix("catalogVersion") }
    try repository.edit(landing, "catalogVersion: 1.23.0", "catalogVersion: [1.23.0, hunter2-xyz")
    let before = try repository.snapshot()
    let first = try #require(line) + 1
    for arguments in [
      ["upgrade", landing], ["upgrade", "/apps/acme/shop/landing.yml"],
      ["install", "nginx"] + CatalogRepository.fields("landing"),
    ] {
      let outcome = try Command.run(["remit", "catalog"] + arguments, in: repository.data)
      #expect(outcome.status == 2 && !outcome.errors.contains("no such file"), "\(outcome)")
      let says = outcome.errors.firstMatch(of: #/landing\.yml:([0-9]+):[0-9]+: /#)
      #expect(says.flatMap { Int($0.output.1) }.map { $0 >= first } ?? false, "\(outcome)")
      #expect(!outcome.errors.contains("hunter2-xyz"), "\(outcome)")
    }
    let other = try repository.catalog("upgrade", ".remit.yml")
    #expect(other.status == 2 && other.errors.contains(".remit.yml: is no datafile"), "\(other)")
    #expect(try repository.snapshot() == before)
  }

  /// Overrides that are no mapping cannot be merged: that is the file's fault, and said of it.
  @Test func overridesLeftEmpty() throws {
    let repository = try CatalogRepository()
    let (file, schema) = ("data/apps/acme/shop/empty.yml", "schemas/kubenova/kubenova/app-1.yml")
    #expect(try repository.install("empty", "--release", "1.23.0").status == 0)
    let installed = try repository.text(file)
    let line = installed.split(separator: "\n").count + 1
    for (value, kind) in [("", "null"), (" []", "a list"), (" text", "a text")] {
      try repository.write(file, installed + "overrides:\(value)\n")
      let before = try repository.snapshot()
      for arguments in [[], ["--set", "containerImage.replicas=2"]] {
        let outcome = try Command.run(["remit", "catalog", "upgrade", file] + arguments, in: repository.data)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(
          outcome.errors.contains("empty.yml:\(line):")
            && outcome.errors.contains("\"overrides\" is \(kind), and is to be"),
          "\(outcome)")
      }
      let again = try repository.install("empty")
      #expect(again.status == 2 && again.errors.contains("is to be a mapping"), "\(again)")
      #expect(try repository.snapshot() == before)
    }
    // All overrides from a file are in place of it.
    try repository.write("o.yml", "containerImage: {replicas: 2}\n")
    let replaced = try repository.catalog("upgrade", file, "--overrides", "o.yml")
    #expect(replaced.status == 0, "\(replaced)")
    // Where the schema has null it is none.
    let path = repository.root.appendingPathComponent(schema)
    let text = try String(contentsOf: path, encoding: .utf8).replacing(
      "merged into it, member by member\n    type: object", with: "merged\n    type: [object, 'null']")
    try text.write(to: path, atomically: true, encoding: .utf8)
    try repository.write(file, installed + "overrides:\n")
    let upgraded = try repository.catalog("upgrade", file, "--dry-run")
    #expect(upgraded.status != 3 && !upgraded.errors.contains("mergeDeep"), "\(upgraded)")
    #expect(!upgraded.errors.contains("is to be a mapping"), "\(upgraded)")
  }

  /// Nothing is written through a link.
  @Test func linksAreNotFollowed() throws {
    let repository = try CatalogRepository()
    let files = FileManager.default
    let outside = repository.root.appendingPathComponent("outside")
    try files.createDirectory(at: outside, withIntermediateDirectories: true)
    try repository.write(
      "data/projects/acme/new.yml",
      try repository.text("data/projects/acme/shop.yml")
        .replacing("name: shop", with: "name: new").replacing("0b8f5d5e", with: "0b8f5d5f"))
    try files.createSymbolicLink(
      at: repository.data.appendingPathComponent("data/apps/acme/new"), withDestinationURL: outside)
    let outcome = try Command.run(
      ["remit", "catalog", "install", "nginx"] + CatalogRepository.fields("x", project: "/projects/acme/new.yml"),
      in: repository.data)
    #expect(outcome.status == 3 && outcome.errors.contains("is a link that leads elsewhere"), "\(outcome)")
    #expect(try files.contentsOfDirectory(atPath: outside.path).isEmpty)
  }

  @Test(arguments: [
    ("catalog:", "katalog:", "did you mean \"catalog\"?"),
    ("  items: {schema: /k", "  items: {schema: k", "is no path of a schema"),
    ("item: catalogRef", "itm: catalogRef", "missing \"item\""),
    ("id: uuid", "id: number", "says what each field holds"),
    ("path: /apps", "path: /../apps", "makes no path"), ("{name}.yml", "{name}.txt", "makes no path"),
    ("{name}.yml", "{name.yml", "cannot be read"),
    ("copies: {catalogItemId: id}", "copies: [id]", "\"copies\" must be an object"),
    ("catalog-item-1.yml", "catalog-itm-1.yml", "a schema that is not there"),
  ])
  func theConfigurationIsChecked(_ old: String, _ new: String, _ says: String) throws {
    let repository = try CatalogRepository()
    try repository.edit(".remit.yml", old, new)
    let outcome = try repository.install("x")
    #expect(outcome.status == 2 && outcome.errors.contains(says), "\(outcome)")
    #expect(
      !FileManager.default.fileExists(atPath: repository.data.appendingPathComponent("data/apps/acme/shop/x.yml").path))
    if !says.contains("not there") {
      #expect(try repository.remit("validate").output.contains(says))
    }
  }

  @Test func aRepositoryWithoutCatalogue() throws {
    let example = Command.package.appendingPathComponent("examples/app-interface")
    for arguments in [["list"], ["install", "x"], ["upgrade", "x"]] {
      let outcome = try Command.run(["remit", "catalog"] + arguments, in: example)
      #expect(outcome.status == 2 && outcome.errors.contains(".remit.yml has no \"catalog\""), "\(outcome)")
    }
  }

  /// Errors that are there already keep nobody from installing; new ones do.
  @Test func oldErrorsDoNotCount() throws {
    let repository = try CatalogRepository()
    try repository.edit("data/users/pavel.yml", "name: ", "nam: ")
    #expect(try repository.install("x").status == 0)
    #expect(try repository.install("y", "--set", "nonsense=1").status == 1)
  }
}
