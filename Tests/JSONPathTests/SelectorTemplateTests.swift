import DocumentModel
import JSONPath
import Testing

@Suite struct SelectorTemplateTests {
  @Test(arguments: ["{{ ctx_file_path }}", "{{ctx_file_path}}", "{{\tctx_file_path\n}}", "{{   ctx_file_path}}"])
  func putsThePathIn(_ variable: String) throws {
    let template = try SelectorTemplate("list[?(@.'$ref'=='\(variable)')].k")
    #expect(template.variables == ["ctx_file_path"])
    let selector = try template.selector(contextFilePath: "/n1.yml")
    #expect(selector.source == "list[?(@.'$ref'=='/n1.yml')].k")
    #expect(try selector == Selector("list[?(@.'$ref'=='/n1.yml')].k"))
  }

  @Test func plainTextIsPlain() throws {
    let template = try SelectorTemplate("a[*].b")
    #expect(template.variables.isEmpty)
    #expect(try template.selector(contextFilePath: "/x") == Selector("a[*].b"))
    #expect(try SelectorTemplate("a.'{b}'").selector(contextFilePath: "/x") == Selector("a.'{b}'"))
  }

  @Test(arguments: ["/a'b", "/a\"b", "/a\\", "/a' | $ | '", "/x') & (@.k=='w", "/?", "/{{ x }}", "/é"])
  func hostilePathsStayText(_ path: String) throws {
    let document = JSONValue.array([["r": .string(path), "k": 1], ["r": "/other", "k": 2]]).document
    for quote in ["'", "\""] {
      let template = try SelectorTemplate("$[?(@.r==\(quote){{ ctx_file_path }}\(quote))].k")
      let selector = try template.selector(contextFilePath: path)
      #expect(try selector.matches(in: document).map(\.path.jsonPathText) == ["[0].k"])
    }
  }

  @Test func namesMayHoldThePath() throws {
    let document = JSONValue.object([("pre/a?'", ["true_x": 1])]).document
    // A question mark in the path does not change the dialect of the template.
    let template = try SelectorTemplate("'pre{{ ctx_file_path }}'.true_x")
    #expect(try template.selector(contextFilePath: "/a?'").matches(in: document).count == 1)
  }

  @Test(arguments: [
    ("a.'{{ other }}'", 3, "\"{{ other }}\" is not supported in selectors"),
    ("a.'{{ ctx_file_path | upper }}'", 3, "\"{{ ctx_file_path | upper }}\" is not supported in selectors"),
    ("a.'{{- ctx_file_path -}}'", 3, "\"{{ - ctx_file_path - }}\" is not supported in selectors"),
    ("a.'{{ }}'", 3, "\"{{  }}\" is not supported in selectors"),
    ("a.'{% if x %}'", 3, "statements and comments of Jinja are not supported in selectors"),
    ("a.'{# x #}'", 3, "statements and comments of Jinja are not supported in selectors"),
    ("a.{{ ctx_file_path }}", 2, "the variable must stand in quotes"),
    ("a.'\\'' . {{ ctx_file_path }}", 9, "the variable must stand in quotes"),
    ("a.'{{ ctx_file_path'", 3, "\"{{\" is never closed"),
    ("a[?(@.b=='{{ ctx_file_path }}')].", 33, "unexpected the end"),
    ("'{{ctx_file_path}}'.'{{ctx_file_path}}'+", 39, "arithmetic (\"+\") is not supported in selectors"),
    ("a.$ref.'{{ctx_file_path}}'", 3, "unexpected \"ref\""),
  ])
  func refuses(_ source: String, _ offset: Int, _ message: String) throws {
    let error = try #require(throws: SelectorError.self) { try SelectorTemplate(source) }
    #expect(error.message == message)
    #expect(error.offset == offset)
  }

  @Test func offsetsOfWarningsCountInTheTemplate() throws {
    let template = try SelectorTemplate("a[?(@.b=='{{ ctx_file_path }}')].0")
    #expect(template.warnings.map(\.offset) == [33])
  }

  @Test func longPathsAreRefused() throws {
    let template = try SelectorTemplate("'{{ ctx_file_path }}'")
    #expect(throws: SelectorError.self) {
      try template.selector(contextFilePath: String(repeating: "/", count: 5000))
    }
  }
}
