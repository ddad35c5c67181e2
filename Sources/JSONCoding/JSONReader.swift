public import Diagnostics
public import DocumentModel

/// Reads JSON text (RFC 8259) into a document: strictly, in one pass, and without recursion.
public struct JSONReader: Sendable {
  /// What a text may cost before it is refused (`json/limit`).
  public struct Limits: Sendable {
    /// The most bytes; never above 1 GiB, whatever is asked for.
    public var bytes: Int
    /// The most containers around a value; never above 1,000.
    public var depth: Int
    /// The most values.
    public var nodes: Int

    /// Limits from their parts.
    public init(bytes: Int = 64 << 20, depth: Int = 128, nodes: Int = 4_000_000) {
      self.bytes = min(bytes, 1 << 30)
      self.depth = min(depth, 1_000)
      self.nodes = nodes
    }
  }

  private let limits: Limits

  /// A reader with limits.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// Reads one text.
  ///
  /// - Returns: the document, with the place of every key and value, and what is wrong. Broken text (`json/syntax`) or
  ///   text above a limit (`json/limit`) gives no document and exactly one diagnostic. Where a key stands twice
  ///   (`json/duplicate-key`) the last value counts, at the place of the first, as in Python's `json` and PyYAML.
  ///
  /// Numbers get the text Python's `repr` gives them. `NaN` and `Infinity` are errors, and so are numbers too large for
  /// a double, half surrogate pairs and bytes that are not UTF-8. A byte order mark at the start is skipped.
  public func read(_ bytes: [UInt8], file: String) -> (document: Document?, diagnostics: [Diagnostic]) {
    do {
      let document = try JSONParser.parse(bytes, limits: limits)
      let duplicates = JSONDuplicates(of: document)
      return (duplicates.resolved(), duplicates.diagnostics(file: file))
    } catch {
      let place = Place(file: file, range: SourceRange(at: error.position))
      return (nil, [Diagnostic(error.code, at: place, error.message, help: error.help)])
    }
  }
}

/// Why a text cannot be read.
struct JSONFailure: Error {
  var code: DiagnosticCode = "json/syntax"
  var position: SourcePosition
  var message: String
  var help: String?
}
