/// Finds the position of a path in a list by the path's bytes, so that looking up a reference needs no text of its own.
/// Where a path is there several times the first one counts.
struct PathIndex: Sendable {
  /// All paths, one after the other.
  private var pool: [UInt8] = []
  /// Where the path of each position begins in `pool`, and where the last one ends.
  private var starts: [UInt32] = [0]
  /// Open addressing, at most half full.
  private var slots: [Slot]
  private let mask: Int

  private struct Slot {
    /// The upper half of the hash: a filter in front of the comparison of bytes.
    var tag: UInt32 = 0
    /// -1: free.
    var position: Int32 = -1
  }

  init(_ paths: [String]) {
    var size = 8
    while size < paths.count * 2 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
    mask = size - 1
    starts.reserveCapacity(paths.count + 1)
    for (position, path) in paths.enumerated() {
      var path = path
      path.withUTF8 { bytes in
        let (slot, tag) = find(UnsafeRawBufferPointer(bytes))
        if slots[slot].position < 0 { slots[slot] = Slot(tag: tag, position: Int32(position)) }
        pool += bytes
        starts.append(UInt32(pool.count))
      }
    }
  }

  /// The position of a path.
  func position(of path: String) -> Int? {
    var path = path
    return path.withUTF8 { position(of: UnsafeRawBufferPointer($0)) }
  }

  /// The position of the path with these bytes.
  func position(of path: ArraySlice<UInt8>) -> Int? {
    path.withUnsafeBytes { position(of: $0) }
  }

  private func position(of path: UnsafeRawBufferPointer) -> Int? {
    let position = slots[find(path).slot].position
    return position < 0 ? nil : Int(position)
  }

  /// The slot of a path, or the free one where it would be. The hash is seeded: nobody can choose paths that collide.
  private func find(_ bytes: UnsafeRawBufferPointer) -> (slot: Int, tag: UInt32) {
    var hasher = Hasher()
    hasher.combine(bytes: bytes)
    let hash = hasher.finalize()
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = hash & mask
    while slots[slot].position >= 0, slots[slot].tag != tag || !isEqual(Int(slots[slot].position), bytes) {
      slot = (slot + 1) & mask
    }
    return (slot, tag)
  }

  private func isEqual(_ position: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let range = Int(starts[position])..<Int(starts[position + 1])
    guard range.count == bytes.count else { return false }
    return pool.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).elementsEqual(bytes) }
  }
}
