/// A text that nobody may see: tokens, passwords, keys. Whatever prints it prints `(secret)`.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The text itself. Never to be printed.
  public let value: String

  /// A secret with this text.
  public init(_ value: String) { self.value = value }

  /// Not the text.
  public var description: String { "(secret)" }

  /// Not the text.
  public var debugDescription: String { description }

  /// Nothing to see.
  public var customMirror: Swift.Mirror { Swift.Mirror(self, children: []) }
}
