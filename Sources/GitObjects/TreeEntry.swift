/// What an entry of a tree is; the raw value is git's mode.
public enum FileMode: UInt32, Hashable, Sendable {
  /// A file.
  case regular = 0o100644
  /// A file with the executable bit.
  case executable = 0o100755
  /// A symbolic link; its blob is the target.
  case symbolicLink = 0o120000
  /// A submodule; its id is a commit of another repository and not to be found in this one.
  case submodule = 0o160000

  /// What a mode means, or nil for folders and modes that git does not know.
  init?(mode: UInt32) {
    switch mode & 0o170000 {
    case 0o100000: self = mode & 0o111 == 0 ? .regular : .executable
    case 0o120000: self = .symbolicLink
    case 0o160000: self = .submodule
    default: return nil
    }
  }

  /// Whether it is a file with content of its own.
  public var isFile: Bool { self == .regular || self == .executable }
}

/// What one path holds: a blob (or, for a submodule, a commit elsewhere) and its mode.
public struct FileVersion: Hashable, Sendable {
  /// The blob.
  public let id: ObjectID
  /// File, executable, link or submodule.
  public let mode: FileMode
}

/// A path of a repository as git has it: bytes, which need not be text.
public struct TreePath: Hashable, Sendable {
  /// The path from the root of the tree without a leading slash; bytes that are not UTF-8 are written `\xNN`.
  public let text: String
  /// Whether the path is UTF-8. If not, `text` is only for showing, and may be the same for two different paths.
  public let isUTF8: Bool

  init(_ bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) {
      (self.text, isUTF8) = (text, true)
    } else {
      (self.text, isUTF8) = (Self.escaped(bytes), false)
    }
  }

  /// Keeps printable ASCII and writes every other byte as `\xNN`.
  private static func escaped(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for byte in bytes {
      if byte >= 0x20 && byte < 0x7F {
        result.append(byte)
      } else {
        result += [0x5C, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// A file, link or submodule of a tree or of the index.
public struct TreeEntry: Hashable, Sendable {
  /// Where it is, from the root of the tree.
  public let path: TreePath
  /// What is there.
  public let version: FileVersion
}

/// A path that differs between two trees. A renamed file is one path removed and one added.
public struct TreeChange: Hashable, Sendable {
  /// Where it is, from the root of both trees.
  public let path: TreePath
  /// What was there; nil if the path is added.
  public let old: FileVersion?
  /// What is there now; nil if the path is removed.
  public let new: FileVersion?
}
