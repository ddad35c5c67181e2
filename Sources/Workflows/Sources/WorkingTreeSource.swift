public import DataBundle
internal import GitObjects
internal import Glibc

/// The files of a folder on disk, as they are now. Symbolic links are listed, never followed.
public struct WorkingTreeSource: FileSource {
  private let root: String
  private let namesContent: Bool

  /// A source below a folder. With `namesContent` every listed file gets its blob id, which means reading it; that is
  /// needed where it is compared with a commit.
  public init(root: String, namesContent: Bool = false) {
    self.root = root
    self.namesContent = namesContent
  }

  /// All files below a folder, `.git` left out.
  public func files(under folder: String) throws(SourceError) -> [SourceFile] {
    var found: [SourceFile] = []
    try walk(folder, depth: 0, &found)
    return found
  }

  /// The file at a path.
  public func file(at path: String) throws(SourceError) -> SourceFile? {
    var status = stat()
    guard lstat(absolute(path), &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return try named(SourceFile(path: path, isExecutable: status.st_mode & S_IXUSR != 0))
    case S_IFLNK: return SourceFile(path: path, kind: .symbolicLink)
    default: return nil
    }
  }

  /// A reader of files on disk.
  public func makeReader() -> any FileReader { DiskReader(root: root) }

  private func absolute(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

  private func walk(_ folder: String, depth: Int, _ found: inout [SourceFile]) throws(SourceError) {
    guard depth < 64 else { throw SourceError("\(folder): folders are nested too deeply (64)") }
    guard let directory = opendir(absolute(folder)) else {
      if errno == ENOENT || errno == ENOTDIR { return }
      throw SourceError("\(folder): cannot be listed: \(systemMessage())")
    }
    defer { closedir(directory) }
    var folders: [String] = []
    while let entry = readdir(directory) {
      let length = strlen(entryName(entry))
      let bytes = UnsafeRawBufferPointer(start: entryName(entry), count: length)
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw SourceError("\(folder): the name of a file is not UTF-8: \(String(decoding: bytes, as: UTF8.self))")
      }
      if name == "." || name == ".." || name == ".git" { continue }
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      switch Int32(entry.pointee.d_type) {
      case Int32(DT_DIR): folders.append(path)
      case Int32(DT_REG): found.append(try named(SourceFile(path: path)))
      case Int32(DT_LNK): found.append(SourceFile(path: path, kind: .symbolicLink))
      default: if let file = try file(at: path) { found.append(file) } else { folders.append(path) }
      }
    }
    for path in folders.sorted() { try walk(path, depth: depth + 1, &found) }
  }

  private func entryName(_ entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
    UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0)
      .assumingMemoryBound(to: CChar.self)
  }

  private func named(_ file: SourceFile) throws(SourceError) -> SourceFile {
    guard namesContent else { return file }
    var file = file
    let bytes = try DiskReader(root: root).bytes(of: file)
    do throws(GitError) {
      file.content = ContentID(try ObjectID(hashingBlob: bytes).description)
    } catch {
      throw SourceError("\(file.path): \(error)")
    }
    return file
  }
}

/// Reads files below a folder.
struct DiskReader: FileReader {
  let root: String
  /// Larger files are refused: they are no datafiles, and everything read is held in memory.
  static let limit = 64 << 20

  func bytes(of file: SourceFile) throws(SourceError) -> [UInt8] {
    let descriptor = open("\(root)/\(file.path)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw SourceError("\(file.path): cannot be opened: \(systemMessage())") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SourceError("\(file.path): is not a regular file")
    }
    guard status.st_size <= DiskReader.limit else {
      throw SourceError("\(file.path): is larger than \(DiskReader.limit >> 20) MiB")
    }
    let size = Int(status.st_size)
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        if got < 0 {
          if errno == EINTR { continue }
          failure = systemMessage()
        }
        if got <= 0 { return }
        count += got
      }
    }
    if let failure { throw SourceError("\(file.path): cannot be read: \(failure)") }
    return bytes
  }
}

/// What the last failed system call said.
func systemMessage() -> String { String(cString: strerror(errno)) }
