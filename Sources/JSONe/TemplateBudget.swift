/// What compiling a template may cost. What reaches a limit is an error of kind `budget` that names it.
public struct TemplateLimits: Hashable, Sendable {
  /// How many values the template may have.
  public var nodes: Int
  /// How deep the template may be nested.
  public var depth: Int
  /// How deep one expression may be nested.
  public var expressionDepth: Int
  /// How many bytes one text with expressions may have.
  public var expressionBytes: Int

  /// Limits from their numbers; the depths are never more than 200.
  public init(nodes: Int = 100_000, depth: Int = 100, expressionDepth: Int = 50, expressionBytes: Int = 65_536) {
    self.nodes = nodes
    self.depth = min(depth, 200)
    self.expressionDepth = min(expressionDepth, 200)
    self.expressionBytes = expressionBytes
  }

  /// 100,000 values, 100 levels, 50 levels in an expression, 64 KiB for one text with expressions.
  public static let standard = TemplateLimits()
}

/// What one rendering may cost. What reaches a limit is an error of kind `budget` that names it.
public struct TemplateBudget: Hashable, Sendable {
  /// How many steps: values looked at, operators, elements made or compared.
  public var steps: Int
  /// How many values the result may have.
  public var nodes: Int
  /// How many bytes of text the result may have.
  public var bytes: Int
  /// How many bytes one text may have.
  public var textBytes: Int
  /// How deep values may be nested.
  public var depth: Int

  /// Budgets from their numbers; the depth is never more than 500.
  public init(
    steps: Int = 1_000_000, nodes: Int = 100_000, bytes: Int = 8 << 20, textBytes: Int = 1 << 20, depth: Int = 200
  ) {
    self.steps = steps
    self.nodes = nodes
    self.bytes = bytes
    self.textBytes = textBytes
    self.depth = min(depth, 500)
  }

  /// A million steps, 100,000 values, 8 MiB of text, 1 MiB for one text, 200 levels.
  public static let standard = TemplateBudget()
}
