internal import DataBundle
internal import Glibc

/// Questions to the file system.
public enum Disk {
  /// The absolute path, links resolved; nil if there is nothing.
  public static func absolute(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is a folder at a path.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The bytes of a file given on the command line.
  public static func read(_ path: String) throws(WorkflowError) -> [UInt8] {
    do throws(SourceError) {
      let isAbsolute = path.hasPrefix("/")
      let file = SourceFile(path: isAbsolute ? String(path.dropFirst()) : path)
      return try DiskReader(root: isAbsolute ? "" : ".").bytes(of: file)
    } catch {
      throw .usage(error.description)
    }
  }
}
