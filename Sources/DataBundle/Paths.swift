/// Paths inside a repository, as plain text.
public enum Paths {
  /// Joins a folder and a relative path and removes `.` and `..`; nil where that would leave the repository.
  public static func join(_ folder: String, _ path: String) -> String? {
    var parts: [Substring] = folder.split(separator: "/")
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      switch part {
      case ".": continue
      case "..":
        guard !parts.isEmpty else { return nil }
        parts.removeLast()
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// The folder a file is in; `""` (or `/`'s text before the last slash) at the top.
  public static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  /// The last part of a path.
  public static func name(of path: String) -> Substring {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
    return path[path.utf8.index(after: slash)...]
  }
}
