public import DocumentModel

/// A parsed selector of the jsonpath-ng dialect, as qontract's change-types use it.
///
/// The grammar is that of jsonpath-ng 1.8.0: `$`, `@`, fields, quoted fields, `*`, `..`, positions, slices, filters,
/// unions, `where`, `wherenot`, `` `this` `` and `` `parent` ``. Refused are arithmetic, sorting, functions in
/// backquotes, `=~`, and `&` between paths (which jsonpath-ng reads but cannot evaluate).
///
/// Where jsonpath-ng raises an exception in an evaluation, there is no match here: positions of numbers, of objects and
/// before the beginning of a list; comparisons of different types. Further differences: a position never matches a
/// character of a text; `` `parent` `` of the outermost value matches nothing; a filter on an object leaves the document
/// as it is; where `` `parent` `` or `$` climbs to a list that jsonpath-ng made up for `[*]` or a filter, the match is the
/// value the list was made of; digits are ASCII digits.
public struct Selector: Hashable, Sendable, CustomStringConvertible {
  /// The text of the selector.
  public let source: String
  /// Traps in the selector that can be seen without knowing the documents; see also `warnings(for:)`.
  public let warnings: [SelectorWarning]
  let steps: [SelectorStep]
  let dialect: SelectorDialect

  /// Parses a selector; throws what is wrong with it and where.
  public init(_ source: String) throws(SelectorError) {
    try self.init(source, dialect: SelectorDialect(of: source))
  }

  init(_ source: String, dialect: SelectorDialect) throws(SelectorError) {
    (steps, warnings) = try SelectorParser.parse(source, dialect: dialect)
    self.source = source
    self.dialect = dialect
  }

  /// The text of the selector.
  public var description: String { source }

  /// All matches in a document, in the order and with the repetitions of jsonpath-ng.
  ///
  /// `from` is the value that the selector takes for the outermost one, the root of the document if absent; paths of
  /// matches begin there. Throws when the evaluation needs more steps than the limits allow.
  public func matches(
    in document: Document, from: NodeID? = nil, limits: SelectorLimits = SelectorLimits()
  ) throws(SelectorLimitError) -> [Match] {
    try SelectorEvaluator.matches(steps, in: document, from: from, limits: limits)
  }

  /// The values of `matches(in:from:limits:)`, for callers that do not need the paths: several times faster.
  public func nodes(
    in document: Document, from: NodeID? = nil, limits: SelectorLimits = SelectorLimits()
  ) throws(SelectorLimitError) -> [NodeID] {
    try SelectorEvaluator.nodes(steps, in: document, from: from, limits: limits)
  }

  /// Two selectors are equal when their texts are (and were read alike, see `SelectorTemplate`).
  public static func == (a: Selector, b: Selector) -> Bool { a.source == b.source && a.dialect == b.dialect }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// A value that a selector selects.
public struct Match: Hashable, Sendable {
  /// The value.
  public let node: NodeID
  /// The path as jsonpath-ng gives it. Where a list step met something else (`[*]` on an object, which stands for a list
  /// of it; a filter on an object, which filters its values; `[-1]`) it is not the place of the value: for that see
  /// `ElementPath.init(of:in:)`.
  public let path: ElementPath

  /// A match from its parts.
  public init(node: NodeID, path: ElementPath) {
    self.node = node
    self.path = path
  }
}
