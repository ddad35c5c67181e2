/// A token of the selector language and where it begins.
struct SelectorToken: Hashable, Sendable {
  let kind: Kind
  let offset: Int

  enum Kind: Hashable, Sendable {
    /// A name, bare or quoted.
    case name(String)
    /// An integer in canonical form: no leading zeros, no `-0`.
    case number(String)
    /// A number with a fraction, as written.
    case decimal(String)
    case truth(Bool)
    /// What stands in backquotes.
    case named(String)
    case comparison(SelectorComparison.Operator)
    case keywordWhere(negated: Bool)
    case doubleDot
    /// One of `* . [ ] ( ) $ , : | & ~ ? @`.
    case symbol(Unicode.Scalar)
    case end
  }

  /// The token as an error message shows it.
  var shown: String {
    switch kind {
    case .name(let text), .number(let text), .decimal(let text): "\"\(text)\""
    case .truth(let value): "\"\(value)\""
    case .named(let text): "\"`\(text)`\""
    case .comparison(let comparison): "\"\(comparison.rawValue)\""
    case .keywordWhere(let negated): negated ? "\"wherenot\"" : "\"where\""
    case .doubleDot: "\"..\""
    case .symbol(let symbol): "\"\(symbol)\""
    case .end: "the end"
    }
  }
}

/// Which of the two grammars of jsonpath-ng a text is read with. qontract takes the extended one if, and only if, the
/// text has a question mark anywhere (`reconcile/utils/jsonpath.py`); its fallback from the standard to the extended
/// one only ever adds arithmetic, sorting and functions, which are refused here.
enum SelectorDialect: Hashable, Sendable {
  case standard
  case extended

  init(of source: some StringProtocol) {
    self = source.utf8.contains(UInt8(ascii: "?")) ? .extended : .standard
  }
}
