internal import Mustache

/// The pages as Mustache templates, made from texts in this program, so that it needs no files.
struct PageTemplates: Sendable {
  private let library: MustacheLibrary

  /// All templates; throws where one is broken.
  init() throws(BotServerError) {
    var library = MustacheLibrary()
    for (name, text) in Self.texts {
      do {
        // Values are escaped already (`PageValue`).
        try library.register("{{% CONTENT_TYPE:TEXT}}\n" + text, named: name)
      } catch {
        throw .template(name)
      }
    }
    self.library = library
  }

  func index(_ values: [String: PageValue]) -> String { page("index", values) }
  func mergeRequest(_ values: [String: PageValue]) -> String { page("mergeRequest", values) }
  func records(_ values: [String: PageValue]) -> String { page("records", values) }
  func record(_ values: [String: PageValue]) -> String { page("record", values) }
  func problem(_ values: [String: PageValue]) -> String { page("problem", values) }

  private func page(_ name: String, _ values: [String: PageValue]) -> String {
    library.render(values, withTemplate: name) ?? ""
  }

  /// The templates by name.
  static let texts: [String: String] = [
    "head": head, "foot": foot, "verdict": verdict, "index": IndexPage.template, "rows": IndexPage.rows,
    "mergeRequest": MergeRequestPage.template, "records": RecordPages.list, "record": RecordPages.single,
    "problem": problem,
  ]

  private static let head = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}} · Remit</title>
    <link rel="stylesheet" href="/style.css">
    </head>
    <body>
    <a class="skip" href="#main">Skip to content</a>
    <header><div class="bar">
    <a class="brand" href="/">Remit</a>
    <nav aria-label="Pages"><a href="/">Merge requests</a> <a href="/records">Records</a> <a href="/api/v1/openapi.json">API</a></nav>
    </div></header>
    <main id="main">
    """

  private static let foot = """
    </main>
    <footer>Remit {{version}} · read-only: decisions are made by comments and approvals on the forge{{#time}} · as of <time datetime="{{time}}">{{time}}</time>{{/time}}</footer>
    </body>
    </html>

    """

  private static let verdict = #"<span class="verdict v-{{verdict}}">{{verdict}}</span>"#

  private static let problem = """
    {{>head}}
    <h1>{{title}}</h1>
    <p class="lead">{{detail}}.</p>
    <p><a href="/">All merge requests</a></p>
    {{>foot}}
    """
}
