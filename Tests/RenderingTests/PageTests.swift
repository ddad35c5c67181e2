import DataBundle
import Diagnostics
import Foundation
import Rendering
import Testing

/// `docs/deploy.md` shows a template that works.
@Suite struct DeployPageTests {
  @Test func theTemplateOfThePageIsRendered() throws {
    let page = try String(contentsOf: Example.package.appendingPathComponent("docs/deploy.md"), encoding: .utf8)
    let template = try #require(
      page.components(separatedBy: "```yaml\n").first { $0.hasPrefix("$schema: /deploy/template-1.yml") })
    let text = try #require(template.components(separatedBy: "```").first)
    let rendering = try Fleet().with("data/templates/page.yml", text).rendered()
    #expect(rendering.diagnostics == [])
    #expect(
      rendering.summary == [
        "one red Namespace red-web", "one red RoleBinding.rbac.authorization.k8s.io view in red-web",
      ])
    #expect(rendering.objects.last?.json("/subjects/0/name") == "\"red-devs\"")
  }

  /// The page names everything that templates see.
  @Test func everyNameIsThere() throws {
    let page = try String(contentsOf: Example.package.appendingPathComponent("docs/deploy.md"), encoding: .utf8)
    for name in ["datafile", "cluster", "path", "names", "commit"] { #expect(page.contains("\n| `\(name)` |")) }
    for name in [
      "namesOf(x)", "pathOf(x)", "backrefs(x, schema)", "backrefs(x, schema, field)", "datafiles(schema)",
      "resource(path)", "sha256(text)", "base64(text)",
    ] {
      #expect(page.contains("`\(name)`"))
    }
  }
}
