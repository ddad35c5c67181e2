public import Diagnostics
public import DocumentModel

/// Why a template cannot be compiled or rendered, and where.
public struct TemplateError: Error, Hashable, Sendable {
  /// The kind of mistake; the language's own names are the raw values.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An operator is not used as it must be, or a value does not fit it.
    case template = "TemplateError"
    /// An expression cannot be read.
    case syntax = "SyntaxError"
    /// An expression cannot be evaluated.
    case interpreter = "InterpreterError"
    /// A function does not take such arguments.
    case builtin = "BuiltinError"
    /// A limit of `TemplateLimits` or `TemplateBudget` is reached.
    case budget = "BudgetError"
  }

  /// A place in an expression.
  public struct Excerpt: Hashable, Sendable {
    /// The text that the expression is, or stands in.
    public var text: String
    /// The column in it, from 1, in Unicode scalars.
    public var column: Int
  }

  /// The kind of mistake.
  public var kind: Kind
  /// What is wrong: values of the template in quotes, no final stop.
  public var message: String
  /// What was probably meant, or what to do.
  public var help: String?
  /// The value of the template; nil where the mistake is not in the template.
  public var pointer: JSONPointer?
  /// Where it is in the template's file: exactly where the text stands on one line, else where the text begins.
  public var position: SourcePosition?
  /// Where it is in an expression.
  public var excerpt: Excerpt?

  /// An error without a place: what a function or a lazy object throws; rendering adds the place.
  public init(_ kind: Kind, _ message: String, help: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
  }

  /// The error as something to show, in the template's file.
  public func diagnostic(_ code: DiagnosticCode, file: String) -> Diagnostic {
    let range = position.map { SourceRange(at: $0) }
    let notes = excerpt.map { [Diagnostic.Note("in '\($0.text)', column \($0.column)")] } ?? []
    return Diagnostic(
      code, at: Place(file: file, range: range, pointer: pointer?.description), message, help: help, notes: notes)
  }
}

extension TemplateError: CustomStringConvertible {
  /// Place, message and help in one line: `12:7: unknown context value nmae (did you mean 'name'?)`.
  public var description: String {
    var text = position.map { "\($0.line):\($0.column): " } ?? ""
    text += message
    if let help { text += " (\(help))" }
    return text
  }
}

/// Where in a template something stands: a value, or the key it stands under.
struct Site: Sendable {
  var node: NodeID
  var isKey = false
}

/// An error on its way out of compiling or rendering, one word large.
struct Failure: Error {
  let detail: Detail

  final class Detail: Sendable {
    let error: TemplateError
    let site: Site?
    /// The byte in the text of the site.
    let offset: Int?

    init(_ error: TemplateError, _ site: Site?, _ offset: Int?) {
      self.error = error
      self.site = site
      self.offset = offset
    }
  }

  init(_ error: TemplateError, at site: Site? = nil, offset: Int? = nil) {
    detail = Detail(error, site, offset)
  }

  init(_ kind: TemplateError.Kind, _ message: String, help: String? = nil, at site: Site? = nil, offset: Int? = nil) {
    self.init(TemplateError(kind, message, help: help), at: site, offset: offset)
  }

  static func budget(_ name: String, _ limit: Int) -> Failure {
    Failure(.budget, "more than \(limit) \(name): the budget is used up")
  }

  /// The same with a place, unless it has one.
  func at(_ site: Site) -> Failure {
    detail.site == nil ? Failure(detail.error, at: site, offset: detail.offset) : self
  }

  /// The same with an offset in an expression, unless it has one.
  func at(offset: Int) -> Failure {
    detail.offset == nil ? Failure(detail.error, at: detail.site, offset: offset) : self
  }

  /// The error with its place in a template.
  func located(in document: Document) -> TemplateError {
    var error = detail.error
    guard let site = detail.site else { return error }
    error.pointer = document.pointer(site.node)
    let isText = site.isKey || document.kind(site.node) == .string
    guard isText, let offset = detail.offset else {
      error.position = (site.isKey ? document.keyRange(site.node) : document.range(site.node)).start
      return error
    }
    let bytes = site.isKey ? document.keyBytes(site.node) : document.text(site.node)
    let column = bytes.prefix(offset).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    error.excerpt = TemplateError.Excerpt(text: String(decoding: bytes, as: UTF8.self), column: column + 1)
    error.position = Failure.position(column, of: bytes, site, document)
    return error
  }

  /// The text's place plus the column, if the text is written as it is, without or within quotes, on one line.
  private static func position(
    _ column: Int, of bytes: ArraySlice<UInt8>, _ site: Site, _ document: Document
  ) -> SourcePosition {
    let range = site.isKey ? document.keyRange(site.node) : document.range(site.node)
    guard range.start.line == range.end.line else { return range.start }
    let width = range.end.column - range.start.column
    let length = bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    switch width - length {
    case 0: return SourcePosition(line: range.start.line, column: range.start.column + column)
    case 2: return SourcePosition(line: range.start.line, column: range.start.column + 1 + column)
    default: return range.start
    }
  }
}
