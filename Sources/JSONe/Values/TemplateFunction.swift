/// Something that expressions can call: one of the language's own functions, or one that the program adds.
public struct TemplateFunction: Sendable {
  /// What a function does with its arguments.
  public typealias Body = @Sendable ([TemplateValue]) throws(TemplateError) -> TemplateValue

  enum Kind: Sendable {
    case builtin(Builtin)
    case added(Added)
  }

  final class Added: Sendable {
    let name: String
    let body: Body

    init(name: String, body: @escaping Body) {
      self.name = name
      self.body = body
    }
  }

  let kind: Kind

  /// A function. It must give the same for the same arguments; the `name` is for messages.
  public init(_ name: String, _ body: @escaping Body) { kind = .added(Added(name: name, body: body)) }

  init(_ builtin: Builtin) { kind = .builtin(builtin) }

  var name: String {
    switch kind {
    case .builtin(let builtin): builtin.rawValue
    case .added(let added): added.name
    }
  }

  func isSame(as other: TemplateFunction) -> Bool {
    switch (kind, other.kind) {
    case (.builtin(let a), .builtin(let b)): a == b
    case (.added(let a), .added(let b)): a === b
    default: false
    }
  }
}

/// The language's own functions.
enum Builtin: String, CaseIterable, Sendable {
  case abs, ceil, defined, floor, fromNow, join, len, lowercase, lstrip, max, min, number, range, rstrip, split, sqrt,
    str, strip, typeof, uppercase
}
