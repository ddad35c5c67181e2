/// What is wrong with the configuration of a cluster's access. Never holds a value of it.
public struct KubeconfigError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file; nil where it is about none.
  public var file: String?
  /// The context that was asked for; nil where it is about none.
  public var context: String?
  /// The key: `users[name=admin].user.token`; nil where it is about none.
  public var key: String?
  /// What is wrong.
  public var message: String
  /// What to do.
  public var help: String

  /// An error from its parts.
  public init(file: String? = nil, context: String? = nil, key: String? = nil, _ message: String, help: String) {
    self.file = file
    self.context = context
    self.key = key
    self.message = message
    self.help = help
  }

  /// `FILE: context NAME: KEY: what is wrong: what to do`.
  public var description: String {
    [file, context.map { "context \"\($0)\"" }, key, "\(message); \(help)"].compactMap(\.self).joined(separator: ": ")
  }
}
