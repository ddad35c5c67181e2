internal import Foundation

/// Where secrets are: in files and in the environment.
public struct SecretSource: Sendable {
  /// The environment, by name.
  public var environment: [String: String]
  /// The folder that relative paths start from.
  public var folder: String
  /// The most bytes that a secret has.
  static let limit = 64 << 10

  /// A source with an environment; relative paths start from `folder`.
  public init(environment: [String: String], folder: String) {
    self.environment = environment
    self.folder = folder
  }

  /// Why there is no secret, for people.
  struct Failure: Error, Hashable, Sendable {
    var message: String
    var help: String
  }

  /// The secret in a variable.
  func variable(_ name: String) throws(Failure) -> Secret {
    guard let text = environment[name] else {
      throw Failure(message: "the environment has no variable \"\(name)\"", help: "set it, or use {file: PATH}")
    }
    return try secret(text, "the variable \"\(name)\"")
  }

  /// The secret in a file, and whether users besides its owner and group may read it.
  func file(_ path: String) throws(Failure) -> (secret: Secret, isOpen: Bool) {
    let full = path.hasPrefix("/") ? path : folder + "/" + path
    var status = stat()
    guard stat(full, &status) == 0 else {
      throw Failure(
        message: "\"\(path)\" cannot be read: \(String(cString: strerror(errno)))", help: "look at the path")
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.limit else {
      throw Failure(
        message: "\"\(path)\" is no secret: not a file, or of more than \(Self.limit >> 10) KiB",
        help: "look at the path")
    }
    guard let data = FileManager.default.contents(atPath: full) else {
      throw Failure(message: "\"\(path)\" cannot be read", help: "let the user that Remit runs as read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Failure(message: "\"\(path)\" is not text in UTF-8", help: "write the secret as text")
    }
    return (try secret(text, "\"\(path)\""), status.st_mode & 0o004 != 0)
  }

  /// The text without line ends at its end, if there is anything else.
  private func secret(_ text: String, _ place: String) throws(Failure) -> Secret {
    var text = text[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    guard !text.allSatisfy(\.isWhitespace) else {
      throw Failure(message: "\(place) is empty", help: "put the secret there")
    }
    guard !text.utf8.contains(0) else {
      throw Failure(message: "\(place) holds a NUL character", help: "write the secret as text")
    }
    return Secret(String(text))
  }
}
