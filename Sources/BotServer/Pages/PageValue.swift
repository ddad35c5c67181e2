internal import Mustache

/// What a template shows. Texts are escaped when they become one, so that no template can forget it.
struct PageValue: Sendable {
  private enum Content: Sendable {
    case text(String)
    case flag(Bool)
    case list([PageValue])
    case members([String: PageValue])
  }

  private let content: Content

  /// A text from anywhere.
  static func text(_ text: String) -> PageValue { PageValue(content: .text(HTMLText.escaped(text))) }

  /// A text from anywhere; nil: a section about it is left out.
  static func text(_ text: String?) -> PageValue { text.map { .text($0) } ?? .flag(false) }

  /// A link; one that is not of the web is left out.
  static func link(_ url: String?) -> PageValue { .text(url.flatMap { HTMLText.link($0) }) }

  /// A whole number.
  static func number(_ number: Int) -> PageValue { .text(String(number)) }

  /// Whether a section is there.
  static func flag(_ flag: Bool) -> PageValue { PageValue(content: .flag(flag)) }

  /// A section for each.
  static func list(_ values: [PageValue]) -> PageValue { PageValue(content: .list(values)) }

  /// Names in a section.
  static func members(_ values: [String: PageValue]) -> PageValue { PageValue(content: .members(values)) }
}

extension PageValue: MustacheCustomRepresentation {
  /// The library asks for values of any type here.
  var representation: Any? {
    switch content {
    case .text(let text): text
    case .flag(let flag): flag
    case .list(let values): values
    case .members(let values): values
    }
  }
}
