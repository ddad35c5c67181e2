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

  /// Whether there is something at a path, be it a link to nowhere.
  static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether there is a symbolic link at a path.
  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Makes a folder and those around it, as far as they are not there; false where that fails.
  static func makeFolders(_ path: String) -> Bool {
    if isFolder(path) { return true }
    guard let end = path.lastIndex(of: "/"), end != path.startIndex else { return mkdir(path, 0o777) == 0 }
    return makeFolders(String(path[..<end])) && mkdir(path, 0o777) == 0
  }

  /// Writes a file that is not there yet; false where there is one, or where writing fails.
  static func create(_ path: String, _ bytes: [UInt8]) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return false }
    let isWritten = write(descriptor, bytes, bytes.count) == bytes.count
    return close(descriptor) == 0 && isWritten
  }

  /// The bytes of a file given on the command line: links are followed, and a pipe or terminal is read to its end.
  public static func read(_ path: String) throws(WorkflowError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .usage("\(path): cannot be opened: \(systemMessage())") }
    defer { close(descriptor) }
    return try read(descriptor, path)
  }

  /// The bytes of standard input.
  static func readStandardInput() throws(WorkflowError) -> [UInt8] { try read(STDIN_FILENO, "standard input") }

  private static func read(_ descriptor: Int32, _ name: String) throws(WorkflowError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(descriptor, &chunk, chunk.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .usage("\(name): cannot be read: \(systemMessage())") }
      if got == 0 { return bytes }
      bytes += chunk[..<got]
      guard bytes.count <= DiskReader.limit else {
        throw .usage("\(name): is larger than \(DiskReader.limit >> 20) MiB")
      }
    }
  }
}
