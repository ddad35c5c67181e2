import Glibc

/// The files below a folder, read with the C library: Foundation's walk would cost more than what is measured.
enum FolderWalk {
  /// Paths of all regular files, sorted.
  static func files(below folder: String) -> [String] {
    var found: [String] = []
    var pending = [folder]
    while let next = pending.popLast() {
      guard let handle = opendir(next) else { continue }
      defer { closedir(handle) }
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        if Int32(entry.pointee.d_type) == Int32(DT_DIR) { pending.append(next + "/" + name) }
        if Int32(entry.pointee.d_type) == Int32(DT_REG) { found.append(next + "/" + name) }
      }
    }
    return found.sorted()
  }

  /// The bytes of a file; nil if it cannot be read.
  static func read(_ path: String, into buffer: inout [UInt8]) -> Int? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var length = 0
    while true {
      if length == buffer.count { buffer.append(contentsOf: repeatElement(0, count: max(65_536, buffer.count))) }
      let free = buffer.count - length
      let got = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: length), free) }
      if got < 0 { return nil }
      if got == 0 { return length }
      length += got
    }
  }
}
