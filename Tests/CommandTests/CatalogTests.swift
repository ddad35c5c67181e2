import Foundation
import Testing

/// `remit catalog` on a copy of the example KubeNova.
@Suite struct CatalogTests {
  private static let landing = "data/apps/acme/shop/landing.yml"
  private static let pages = "data/apps/acme/shop/pages.yml"

  @Test func installing() throws {
    let repository = try CatalogRepository()
    let outcome = try repository.install(
      "pages", "--set", "containerImage.replicas=3", "--set", #"containerImage.env=[{"name":"A","value":"no"}]"#)
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("installed: /apps/acme/shop/pages.yml: nginx 1.24.0\n"), "\(outcome.output)")
    let text = try repository.text(Self.pages)
    let id = try #require(
      text.firstMatch(of: /\nid: ([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\n/))
    #expect(
      text == """
        ---
        $schema: /kubenova/app-1.yml
        id: \(id.1)
        name: pages
        description: Pages
        project: {$ref: /projects/acme/shop.yml}
        cluster: {$ref: /clusters/dc1.yml}
        catalogRef: {$ref: /catalog/nginx.yml}
        catalogItemId: 1a3d3f2c-5a44-4d2e-8f0b-2f1f0e6f7b33
        catalogVersion: 1.24.0
        overrides:
          containerImage:
            replicas: 3
            env:
            - name: A
              value: "no"

        """)
    #expect(try repository.remit("validate", "--quiet").output == "no problems\n")
    // Again: one file, as it is. Without a release it stays at the one it has.
    let before = try repository.snapshot()
    for more in [[], ["--release", "1.24.0"], ["--set", "containerImage.replicas=3"]] {
      let again = try Command.run(
        ["remit", "catalog", "install", "/catalog/nginx.yml"] + CatalogRepository.fields("pages") + more,
        in: repository.data)
      #expect(
        again.status == 0 && again.output == "/apps/acme/shop/pages.yml: nginx 1.24.0, nothing to do\n", "\(again)")
    }
    #expect(try repository.snapshot() == before)
  }

  /// The source that is shown is the one that the template makes.
  @Test(arguments: [
    [], ["--set", "containerImage.replicas=0"],
    ["--set", #"containerImage={"cpu":"1","env":[{"name":"A","value":"1"}]}"#, "--set", "containerImage.memory=1Gi"],
  ])
  func sourceIsWhatTheTemplateMakes(_ arguments: [String]) throws {
    let repository = try CatalogRepository()
    let outcome = try Command.run(
      ["remit", "catalog", "install", "nginx", "--format", "json"] + CatalogRepository.fields("pages") + arguments,
      in: repository.data)
    let source = try #require(try report(outcome)["source"] as? NSDictionary, "\(outcome)")
    #expect(try repository.renderedSource("pages") == source)
    // Lists are put one behind the other, and mappings merged deeply.
    try repository.edit(
      "data/catalog/nginx.yml", "      memory: 128Mi\n",
      "      memory: 128Mi\n      env:\n      - name: B\n        value: b\n")
    let upgrade = try report(try repository.catalog("upgrade", Self.landing, "--format", "json"))
    let merged = try #require(upgrade["source"] as? NSDictionary)
    #expect(try repository.renderedSource("landing") == merged)
    let image = try #require(merged["containerImage"] as? [String: Any])
    #expect((image["env"] as? [[String: String]])?.map { $0["name"] } == ["B", "LOG_LEVEL"])
  }

  /// Of a variable and a Secret that the release has as well, the override's counts, where it is shown and where it is rendered.
  @Test func overridesReplaceItemsOfTheSameName() throws {
    let repository = try CatalogRepository()
    try repository.edit(
      "data/catalog/nginx.yml", "      memory: 128Mi\n",
      "      memory: 128Mi\n      env:\n      - {name: LOG_LEVEL, value: info}\n      - {name: B, value: b}\n"
        + "    imagePullSecretRefs: [{name: one}, {name: two}]\n")
    try repository.edit(
      Self.landing, "overrides:\n", "overrides:\n  imagePullSecretRefs: [{name: two}, {name: three}]\n")
    let upgrade = try report(try repository.catalog("upgrade", Self.landing, "--format", "json"))
    let source = try #require(upgrade["source"] as? NSDictionary)
    #expect(try repository.renderedSource("landing") == source)
    let image = try #require(source["containerImage"] as? [String: Any])
    #expect(
      image["env"] as? [[String: String]] == [["name": "B", "value": "b"], ["name": "LOG_LEVEL", "value": "warn"]])
    let secrets = try #require(source["imagePullSecretRefs"] as? [[String: String]])
    #expect(secrets.map { $0["name"] } == ["one", "two", "three"])
  }

  /// An upgrade is one line; comments, order and everything else stay.
  @Test func upgrading() throws {
    let repository = try CatalogRepository()
    try repository.edit(Self.landing, "catalogVersion: 1.23.0\n", "# pinned\ncatalogVersion: '1.23.0'   # by us\n\n")
    try repository.edit(Self.landing, "    replicas: 2\n", "    replicas: 2 # two\n")
    let before = try repository.text(Self.landing)
    let outcome = try repository.catalog("upgrade", Self.landing)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      outcome.output == """
        upgraded: /apps/acme/shop/landing.yml: nginx 1.23.0 → 1.24.0

        examples/kubenova/data/apps/acme/shop/landing.yml
          - catalogVersion: '1.23.0'   # by us
          + catalogVersion: 1.24.0   # by us

        what changes in the source
          /containerImage/tag: "1.23.0" → "1.24.0"

        who has to approve it: remit decide --working-tree --author NAME

        """)
    let after = try repository.text(Self.landing)
    #expect(after == before.replacingOccurrences(of: "'1.23.0'", with: "1.24.0"))
    #expect(try repository.catalog("upgrade", "/apps/acme/shop/landing.yml").output.contains("nothing to do"))
    #expect(try repository.text(Self.landing) == after)
    let back = try repository.catalog("upgrade", "/apps/acme/shop/landing.yml", "--release", "1.23.0")
    #expect(back.output.hasPrefix("rolled back: ") && back.output.contains("the newest release is 1.24.0"))
    #expect(try repository.text(Self.landing) == before.replacingOccurrences(of: "'1.23.0'", with: "1.23.0"))
  }

  @Test func overridesAreKeptSetAndTakenOut() throws {
    let repository = try CatalogRepository()
    let before = try repository.text(Self.landing)
    let outcome = try repository.catalog(
      "upgrade", Self.landing, "--release", "1.23.0", "--set", "containerImage.cpu=lots", "--unset",
      "containerImage.env")
    #expect(outcome.status == 1 && outcome.output == "" && outcome.errors.contains("refused: nothing is written."))
    #expect(try repository.text(Self.landing) == before)
    let changed = try repository.catalog(
      "upgrade", Self.landing, "--release", "1.23.0", "--set", "containerImage.cpu=200m", "--unset",
      "containerImage.env")
    #expect(changed.output.hasPrefix("changed: "), "\(changed)")
    let env = "    env:\n    - name: LOG_LEVEL\n      value: warn\n"
    #expect(try repository.text(Self.landing) == before.replacingOccurrences(of: env, with: "    cpu: 200m\n"))
    // A file says all of them; none is no member at all.
    try repository.write("o.yml", "containerImage:\n  memory: 1Gi # much\n")
    #expect(try repository.catalog("upgrade", Self.landing, "--release", "1.23.0", "--overrides", "o.yml").status == 0)
    let all = try repository.text(Self.landing)
    #expect(all.hasSuffix("overrides:\n  containerImage:\n    memory: 1Gi\n"), "\(all)")
    try repository.write("o.json", "{}")
    #expect(try repository.catalog("upgrade", Self.landing, "--release", "1.23.0", "--overrides", "o.json").status == 0)
    #expect(
      try repository.text(Self.landing)
        == String(before.prefix(upTo: try #require(before.range(of: "overrides:")).lowerBound)))
  }

  @Test func overridesThatNoLongerApply() throws {
    let repository = try CatalogRepository()
    try repository.edit(
      "data/catalog/nginx.yml", "      tag: 1.24.0\n      port: 80\n      replicas: 1\n",
      "      tag: 1.24.0\n      port: 80\n")
    let gone = try repository.catalog("upgrade", Self.landing, "--dry-run", "--set", "containerImage.cpu=100m")
    #expect(gone.output.hasPrefix("would be upgraded: "))
    #expect(
      gone.output.contains(
        "\noverrides\n  /containerImage/replicas: no longer applies: 1.23.0 had a value there, 1.24.0 has none\n")
        && gone.output.contains("  /containerImage/cpu: the release says the same\n"), "\(gone.output)")
    let json = try report(try repository.catalog("upgrade", Self.landing, "--dry-run", "--format", "json"))
    #expect(json["overrides"] as? [[String: String]] == [["pointer": "/containerImage/replicas", "remark": "gone"]])
    #expect(json["written"] as? Bool == false && json["action"] as? String == "upgraded")
    #expect(try repository.text(Self.landing).contains("catalogVersion: 1.23.0"))
  }

  @Test func listing() throws {
    let repository = try CatalogRepository()
    let text = try repository.catalog("list")
    #expect(text.status == 0 && text.output.contains("nginx  /catalog/nginx.yml  1.24.0, 1.23.0\n"), "\(text)")
    #expect(text.output.contains("  /apps/acme/shop/landing.yml: 1.23.0, behind 1.24.0\n"))
    #expect(try repository.catalog("list", "--quiet").output == "acme-queue\nnginx\n")
    let items = try #require(
      try report(try repository.catalog("list", "--format", "json"))["items"] as? [[String: Any]])
    #expect(items.map { $0["releases"] as? [String] } == [["3.2.0"], ["1.23.0", "1.24.0"]])
  }

  /// Who has to approve it is decided on the merge request, as for every change.
  @Test func theMergeRequestDecides() throws {
    let repository = try CatalogRepository()
    for line in ["add -A", "commit -qm start"] {
      _ = try Command.run(["git"] + line.split(separator: " ").map(String.init), in: repository.root)
    }
    let written = try repository.install("pages", "--set", "containerImage.replicas=2")
    #expect(
      written.output.hasSuffix("who has to approve it: remit decide --working-tree --author NAME\n"), "\(written)")
    #expect(try repository.catalog("upgrade", Self.landing).status == 0)
    #expect(try repository.remit("decide", "--working-tree", "--author", "pavel").status == 0)
    #expect(try repository.remit("decide", "--working-tree", "--author", "rita").status == 1)
  }
}
