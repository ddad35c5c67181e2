import DocumentModel
import Foundation
import JSONCoding
import JSONe
import Testing
import TestSupport

/// What holds for every template.
@Suite struct PropertyTests {
  private static let snippets = [
    "$", "${", "}", "{", "[", "]", "'", "\\\"", ":", ",", "$eval", "$map", "each(x)", "$let", "in", "(", ")", ".", "-",
    "9",
    "0", "**", "range(0,9)", "true", "null", "$$", "\\u0000", "é", "$if", "$sort", "by(x)", "/", "$default", "$switch",
  ]

  private static func document(_ text: String) -> Document? {
    JSONReader().read(Array(text.utf8), file: "case.json").document
  }

  private static func outcome(_ template: Document, _ context: Document) -> String {
    let budget = TemplateBudget(steps: 20_000, nodes: 5_000, bytes: 100_000, textBytes: 10_000)
    do throws(TemplateError) {
      let variables = try TemplateContext(object: TemplateValue(context))
      return String(decoding: try Template(template).render(variables, budget: budget).json(), as: UTF8.self)
    } catch { return "error \(error)" }
  }

  /// Nothing traps, whatever is done to a template, and the same gives the same.
  @Test func damagedTemplatesDoNoHarm() throws {
    var generator = TemplateGenerator(seed: 7)
    var source = SeededGenerator(seed: 8)
    var tally = (read: 0, rendered: 0)
    for _ in 0..<6_000 {
      var text = Array(generator.template(3))
      for _ in 0...source.below(3) {
        let place = source.below(text.count + 1)
        let end = min(text.count, place + source.below(3))
        text.replaceSubrange(place..<end, with: Array(source.pick(Self.snippets)))
      }
      let context = try #require(Self.document(generator.context()))
      guard let template = Self.document(String(text)) else { continue }
      tally.read += 1
      let first = Self.outcome(template, context)
      if !first.hasPrefix("error") { tally.rendered += 1 }
      #expect(first == Self.outcome(template, context))
    }
    #expect(tally.read > 2_000)
    #expect(tally.rendered > 300)
  }

  private static let hostile = [
    "${secret}", "$${x}", "{$eval: secret}", "$eval", "\"", "'", "\n- a: b\n", "}}", "{{x}}", "\\", "# c", ": ",
    "\u{0}",
    "${", "$", "&a *a", "<<", "é\u{301}", "\u{2028}", "---", "|", "true", "1", "null", "~", "", " ",
  ]

  /// A text of the context comes out as it went in, wherever it is put.
  @Test(arguments: hostile)
  func aTextIsNeverReadAgain(_ text: String) throws {
    let template = try Case.document(
      """
      plain: ${v}
      within: a ${v} b
      '${"k" + v}': 1
      eval: {$eval: v}
      map: {$map: {$eval: '[v]'}, each(x): '${x}'}
      find: {$find: {$eval: '[v]'}, each(x): 'true'}
      reduce: {$reduce: {$eval: '[v]'}, initial: '', "each(a,x)": {$eval: a + x}}
      let: {$let: {w: {$eval: v}}, in: '${w}'}
      merge: {$merge: [{$eval: o}]}
      sort: {$sort: {$eval: '[v]'}}
      if: {$if: 'true', then: {$eval: v}}
      """)
    let object = TemplateValue.object([(key: text, value: .string(text)), (key: "$eval", value: .string("secret"))])
    let context = try TemplateContext([("v", .string(text)), ("o", object), ("secret", .string("SECRET"))])
    let result = try Template(template).render(context)
    #expect(try result.member("plain")?.text == text)
    #expect(try result.member("within")?.text == "a " + text + " b")
    #expect(try result.member("k" + text) != nil)
    for key in ["eval", "reduce", "let", "if", "find"] { #expect(try result.member(key)?.text == text, "\(key)") }
    for key in ["map", "sort"] { #expect(try result.member(key)?.elements?.first?.text == text, "\(key)") }
    #expect(try result.member("merge")?.member("$eval")?.text == "secret")
    #expect(try result.members()?.count == 11)
    let json = String(decoding: try result.json(), as: UTF8.self)
    #expect(!json.contains("SECRET"))
    #expect(Self.document(json) != nil)
  }

  /// Prints how fast a template of Kubernetes size is rendered; `swift test -c release` says what counts.
  @Test func speed() throws {
    let containers = (0..<4).map { "{name: c\($0), image: 'a/b', tag: '1.\($0)', port: 80\($0), cpu: 100}" }
    let context = try Case.context(
      "{app: {name: web, team: red, replicas: 3, containers: [\(containers.joined(separator: ","))]}}")
    let template = try Template(
      try Case.document(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: '${app.name}', labels: {app: '${app.name}', team: '${app.team}'}}
        spec:
          replicas: {$eval: app.replicas}
          selector: {matchLabels: {app: '${app.name}'}}
          template:
            metadata: {labels: {app: '${app.name}'}}
            spec:
              containers:
                $map: {$eval: app.containers}
                each(c):
                  name: ${c.name}
                  image: registry/${c.image}:${c.tag}
                  ports: [{containerPort: {$eval: c.port}, protocol: TCP}]
                  env: [{name: LOG, value: {$if: app.replicas > 2, then: info, else: debug}}]
                  resources: {limits: {cpu: '${c.cpu * 2}m'}}
        """))
    let clock = ContinuousClock()
    let count = 2_000
    var nodes = 0
    let time = try clock.measure {
      for _ in 0..<count { nodes = try template.render(context).document().nodeCount }
    }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    print("\(Int(Double(count) / seconds)) objects of \(nodes) values a second")
    #expect(nodes > 60)
  }
}
