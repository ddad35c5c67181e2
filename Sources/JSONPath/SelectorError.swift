/// Why a text is no selector.
public struct SelectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong: lower case, no final stop, user values in quotes.
  public let message: String
  /// Where in the source, in UTF-8 bytes from 0; the length of the source where something is missing at its end.
  public let offset: Int
  /// What to do about it, if there is something to say.
  public let help: String?

  /// An error from its parts.
  public init(_ message: String, at offset: Int, help: String? = nil) {
    self.message = message
    self.offset = offset
    self.help = help
  }

  /// The message.
  public var description: String { message }
}

/// An evaluation was given up because it took more steps than allowed; there is no partial result.
public struct SelectorLimitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number of steps that was allowed.
  public let limit: Int

  /// What happened: lower case, no final stop.
  public var description: String { "the selector needs more than \(limit) steps on this document" }
}

/// What an evaluation may cost.
public struct SelectorLimits: Hashable, Sendable {
  /// Values visited, plus a part of a step for each member or element looked through on the way.
  public var steps: Int

  /// Limits from their values; the default is ample for a `..` over the largest documents of a data repository.
  public init(steps: Int = 1_000_000) { self.steps = steps }

  /// The longest selector, in UTF-8 bytes.
  public static let sourceBytes = 4096

  /// How deep parentheses and filters may nest in a selector.
  public static let nesting = 64
}
