/// Something in a selector that is allowed but probably does not mean what its author thinks.
public struct SelectorWarning: Hashable, Sendable {
  /// What is suspicious: lower case, no final stop, user values in quotes.
  public let message: String
  /// Where in the source, in UTF-8 bytes from 0.
  public let offset: Int
  /// What to do about it.
  public let help: String

  init(_ message: String, at offset: Int, help: String) {
    self.message = message
    self.offset = offset
    self.help = help
  }
}
