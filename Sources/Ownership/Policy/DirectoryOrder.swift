/// The order in which qontract's bundler finds files: Python's `os.walk` from the bottom up, on ext4.
///
/// qontract takes change-types as the file system lists their folder, and what it decides depends on it. So that compat
/// mode gives one answer everywhere, the folder is always taken to be on ext4 with its standard seed: there, entries come
/// by the half-MD4 hash of their names (Linux, "ext4 Data Structures and Algorithms", Hash Tree Directories), whatever
/// the files of this clone lie on.
struct DirectoryOrder: Comparable {
  private let folders: [NameHash]
  private let file: NameHash

  /// The place of a path in that order.
  init(_ path: String) {
    var names = path.utf8.split(separator: UInt8(ascii: "/")).map { NameHash(Array($0)) }
    file = names.popLast() ?? NameHash([])
    folders = names
  }

  static func < (a: DirectoryOrder, b: DirectoryOrder) -> Bool {
    for (one, other) in zip(a.folders, b.folders) where one != other { return one < other }
    // What is in a folder's subfolders comes before its own files.
    if a.folders.count != b.folders.count { return a.folders.count > b.folders.count }
    return a.file < b.file
  }
}

/// What ext4 sorts the name of a directory entry by: two words of its hash, then (here) the name.
private struct NameHash: Comparable {
  private let major: UInt32
  private let minor: UInt32
  private let name: [UInt8]

  init(_ name: [UInt8]) {
    self.name = name
    var state = HalfMD4()
    var rest = name[...]
    while !rest.isEmpty {
      state.mix(NameHash.block(rest))
      rest = rest.dropFirst(32)
    }
    major = state.words[1] & ~1
    minor = state.words[2]
  }

  /// The next 32 bytes as eight words, filled up with words made of the number of bytes that were left.
  private static func block(_ rest: ArraySlice<UInt8>) -> [UInt32] {
    let count = UInt32(truncatingIfNeeded: rest.count) & 0xFF
    let filler = count | count << 8 | count << 16 | count << 24
    var words: [UInt32] = []
    var bytes = rest.prefix(32)
    while words.count < 8, !bytes.isEmpty {
      words.append(
        bytes.prefix(4).reduce(filler) { UInt32(bitPattern: Int32(Int8(bitPattern: $1))) &+ $0 << 8 })
      bytes = bytes.dropFirst(4)
    }
    return words + Array(repeating: filler, count: 8 - words.count)
  }

  static func < (a: NameHash, b: NameHash) -> Bool {
    if a.major != b.major { return a.major < b.major }
    return a.minor != b.minor ? a.minor < b.minor : a.name.lexicographicallyPrecedes(b.name)
  }
}

/// MD4 (RFC 1320) with eight steps a round instead of sixteen.
private struct HalfMD4 {
  private(set) var words: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]

  mutating func mix(_ block: [UInt32]) {
    var (a, b, c, d) = (words[0], words[1], words[2], words[3])
    func step(_ index: Int, _ shift: UInt32, _ value: UInt32) {
      let sum = a &+ value &+ block[index]
      (a, b, c, d) = (d, sum << shift | sum >> (32 - shift), b, c)
    }
    for (position, index) in [0, 1, 2, 3, 4, 5, 6, 7].enumerated() {
      step(index, [3, 7, 11, 19][position % 4], d ^ (b & (c ^ d)))
    }
    for (position, index) in [1, 3, 5, 7, 0, 2, 4, 6].enumerated() {
      step(index, [3, 5, 9, 13][position % 4], (b & c) &+ ((b ^ c) & d) &+ 0x5A82_7999)
    }
    for (position, index) in [3, 7, 2, 6, 1, 5, 0, 4].enumerated() {
      step(index, [3, 9, 11, 15][position % 4], (b ^ c ^ d) &+ 0x6ED9_EBA1)
    }
    for (index, word) in [a, b, c, d].enumerated() { words[index] &+= word }
  }
}
