internal import DataBundle
internal import Glibc

/// Writes one file below the top of the repository, whole or not at all.
struct DatafileWriter {
  /// Absolute path of the top.
  let root: String

  /// Writes a file. `known` is what it held when it was read; nil where there was none. A file that has come or changed
  /// since is left alone, and so are links, and folders that are links.
  func write(_ bytes: [UInt8], to file: String, known: [UInt8]?) throws(WorkflowError) {
    let path = "\(root)/\(file)"
    let folder = Paths.folder(of: path)
    let made = missing(folder)
    // Before anything is made: a folder that is a link would lead elsewhere.
    let present = made.last.map { Paths.folder(of: $0) } ?? folder
    guard Disk.absolute(present) == present, Disk.makeFolders(folder), Disk.absolute(folder) == folder else {
      removeEmpty(made)
      throw .failure("\(Paths.folder(of: file)): cannot be made, or is a link that leads elsewhere")
    }
    let draft = "\(folder)/.remit-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    do throws(WorkflowError) {
      try writeDraft(bytes, draft, like: known == nil ? nil : path)
      try put(draft, path, file, known)
    } catch {
      unlink(draft)
      removeEmpty(made)
      throw error
    }
  }

  private func writeDraft(_ bytes: [UInt8], _ draft: String, like path: String?) throws(WorkflowError) {
    var status = stat()
    let mode = path.map { lstat($0, &status) == 0 ? status.st_mode & 0o777 : 0o666 } ?? 0o666
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .failure("\(draft): cannot be written: \(systemMessage())") }
    var place = 0
    while place < bytes.count {
      let written = bytes[place...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { break }
      place += written
    }
    let isKept = place == bytes.count && (path == nil || fchmod(descriptor, mode) == 0) && fsync(descriptor) == 0
    guard close(descriptor) == 0, isKept else { throw .failure("\(draft): cannot be written: \(systemMessage())") }
  }

  /// Puts the draft in its place.
  private func put(_ draft: String, _ path: String, _ file: String, _ known: [UInt8]?) throws(WorkflowError) {
    guard let known else {
      // Fails where there is something, which renaming would replace.
      if link(draft, path) == 0 {
        unlink(draft)
        return
      }
      // Some file systems have no hard links.
      let hasLinks = errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS
      if errno == EEXIST || Disk.isThere(path) {
        throw .failure("\(file): has been written by somebody else meanwhile, and is left alone")
      }
      guard !hasLinks, rename(draft, path) == 0 else {
        throw .failure("\(file): cannot be written: \(systemMessage())")
      }
      return
    }
    guard !Disk.isLink(path), try Disk.read(path) == known else {
      throw .failure("\(file): has been changed by somebody else meanwhile, and is left alone")
    }
    guard rename(draft, path) == 0 else { throw .failure("\(file): cannot be written: \(systemMessage())") }
  }

  /// The folders that are not there, the innermost first.
  private func missing(_ folder: String) -> [String] {
    var found: [String] = []
    var current = folder
    while current.utf8.count > root.utf8.count, !Disk.isThere(current) {
      found.append(current)
      current = Paths.folder(of: current)
    }
    return found
  }

  private func removeEmpty(_ folders: [String]) { for folder in folders { rmdir(folder) } }
}
