/// Finds the position of a path in a list by the path's bytes, so that looking up a reference needs no text of its own.
/// Where a path is there several times the first one counts.
struct PathIndex: Sendable {
  private let paths: [String]
  /// Open addressing, at most half full; -1 is free.
  private var slots: [Int32]
  private let mask: Int

  init(_ paths: [String]) {
    self.paths = paths
    var size = 8
    while size < paths.count * 2 { size *= 2 }
    slots = Array(repeating: -1, count: size)
    mask = size - 1
    for (position, path) in paths.enumerated() {
      let slot = slot(of: path)
      if slots[slot] < 0 { slots[slot] = Int32(position) }
    }
  }

  /// The position of a path.
  func position(of path: String) -> Int? { entry(slot(of: path)) }

  /// The position of the path with these bytes.
  func position(of path: ArraySlice<UInt8>) -> Int? {
    path.withUnsafeBytes { entry(slot(of: $0)) }
  }

  private func entry(_ slot: Int) -> Int? { slots[slot] < 0 ? nil : Int(slots[slot]) }

  private func slot(of path: String) -> Int {
    var path = path
    return path.withUTF8 { slot(of: UnsafeRawBufferPointer($0)) }
  }

  /// The slot of a path, or the free one where it would be. The hash is seeded: nobody can choose paths that collide.
  private func slot(of bytes: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: bytes)
    var slot = hasher.finalize() & mask
    while slots[slot] >= 0, !isEqual(paths[Int(slots[slot])], bytes) { slot = (slot + 1) & mask }
    return slot
  }

  private func isEqual(_ path: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var path = path
    return path.withUTF8 { $0.count == bytes.count && UnsafeRawBufferPointer($0).elementsEqual(bytes) }
  }
}
