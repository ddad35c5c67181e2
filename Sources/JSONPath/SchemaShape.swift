/// What a schema says about the shape of a value, as far as selectors ask. Whatever a schema cannot say must be
/// answered with too much rather than too little: then "can never match" is certain.
public protocol SchemaShape: Hashable {
  /// Nothing is known of the value and of all below it: anything may be there.
  var isOpen: Bool { get }
  /// The kinds of value there may be.
  var kinds: ShapeKinds { get }
  /// The shapes a member of this name may have; none if there cannot be such a member.
  func members(named name: String) -> [Self]
  /// The shapes any member may have.
  func anyMember() -> [Self]
  /// The shapes the elements of a list may have; none if there cannot be any.
  func elements() -> [Self]
}

/// Kinds of value, as far as steps of selectors treat them differently.
public struct ShapeKinds: OptionSet, Hashable, Sendable {
  /// One bit a kind.
  public let rawValue: UInt8

  /// Kinds from their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A mapping.
  public static let object = ShapeKinds(rawValue: 1)
  /// A list.
  public static let array = ShapeKinds(rawValue: 2)
  /// A text, a number or a truth value.
  public static let scalar = ShapeKinds(rawValue: 4)
  /// Null.
  public static let null = ShapeKinds(rawValue: 8)
  /// Every kind.
  public static let any: ShapeKinds = [.object, .array, .scalar, .null]
}

/// Whether a selector can match.
public enum Matchability: Hashable, Sendable {
  /// There may be matches, for all that is known.
  case yes
  /// There is never a match; `offset` is where the first step stands that cannot match, in UTF-8 bytes of the source.
  case no(offset: Int)
}
