/// The entries of one raw tree object, read in place and checked.
///
/// A tree that git's own `fsck` refuses is refused here as well: with names out of order, twice the same name or names
/// such as `..`, two programs could see two different things in the same tree.
struct TreeItems {
  struct Item {
    let name: Range<Int>
    let mode: UInt32
    let id: ObjectID
    var isFolder: Bool { mode == 0o040000 }
  }

  let bytes: UnsafeRawBufferPointer
  let items: [Item]

  /// Reads `bytes`, which must outlive the value; throws `.malformedTree`, naming the tree.
  init(of tree: ObjectID, in bytes: UnsafeRawBufferPointer) throws(GitError) {
    self.bytes = bytes
    var items: [Item] = []
    items.reserveCapacity(bytes.count / 32)
    var position = 0
    while position < bytes.count {
      guard let item = Self.item(in: bytes, at: position) else { throw Self.malformed(tree, "an entry is cut off") }
      position = item.name.upperBound + 1 + ObjectID.byteCount
      guard item.isFolder || FileMode(mode: item.mode) != nil else {
        throw Self.malformed(tree, "an entry has the unknown mode 0\(String(item.mode, radix: 8))")
      }
      guard Self.isAllowed(bytes[item.name]) else {
        throw Self.malformed(tree, "an entry has the forbidden name “\(TreePath(bytes[item.name]).text)”")
      }
      if let last = items.last, Self.order(bytes, last, bytes, item) >= 0 {
        throw Self.malformed(tree, "its entries are out of order or not unique")
      }
      if item.isFolder, Self.hasFile(named: item, among: items, bytes) {
        throw Self.malformed(tree, "“\(TreePath(bytes[item.name]).text)” is both a file and a folder")
      }
      items.append(item)
    }
    self.items = items
  }

  /// Compares as git sorts: by the bytes of the names, those of folders with a slash at the end.
  static func order(
    _ left: UnsafeRawBufferPointer, _ a: Item, _ right: UnsafeRawBufferPointer, _ b: Item
  ) -> Int {
    let common = min(a.name.count, b.name.count)
    for offset in 0..<common {
      let difference = Int(left[a.name.lowerBound + offset]) - Int(right[b.name.lowerBound + offset])
      if difference != 0 { return difference }
    }
    return next(left, a, after: common) - next(right, b, after: common)
  }

  /// The byte after the first `count` of a name: a folder's slash at the end, 0 beyond.
  private static func next(_ bytes: UnsafeRawBufferPointer, _ item: Item, after count: Int) -> Int {
    if count < item.name.count { return Int(bytes[item.name.lowerBound + count]) }
    return item.isFolder ? 0x2F : 0
  }

  /// Reads octal digits, a space, the name, a NUL and the id; nil if the bytes end before.
  private static func item(in bytes: UnsafeRawBufferPointer, at start: Int) -> Item? {
    var mode: UInt32 = 0
    var position = start
    while position < bytes.count, bytes[position] != 0x20 {
      guard (0x30...0x37).contains(bytes[position]), position - start < 7 else { return nil }
      mode = mode << 3 | UInt32(bytes[position] - 0x30)
      position += 1
    }
    let nameStart = position + 1
    position = nameStart
    while position < bytes.count, bytes[position] != 0 { position += 1 }
    guard position + ObjectID.byteCount < bytes.count else { return nil }
    return Item(name: nameStart..<position, mode: mode, id: ObjectID(in: bytes, at: position + 1))
  }

  /// No empty name, no slash, nothing that leads elsewhere or into git's own folder.
  private static func isAllowed(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
    switch name.count {
    case 0: return false
    case 1: return name.first != 0x2E && name.first != 0x2F
    case 2: if name.allSatisfy({ $0 == 0x2E }) { return false }
    case 4: if name.elementsEqual(".git".utf8, by: { $0 | 0x20 == $1 | 0x20 }) && name.first == 0x2E { return false }
    default: break
    }
    return !name.contains(0x2F)
  }

  /// Whether an earlier entry is a file with the folder's name: it sorts before everything that begins with it.
  private static func hasFile(named folder: Item, among items: [Item], _ bytes: UnsafeRawBufferPointer) -> Bool {
    for item in items.reversed() {
      guard bytes[item.name].starts(with: bytes[folder.name]) else { return false }
      if item.name.count == folder.name.count { return true }
    }
    return false
  }

  private static func malformed(_ tree: ObjectID, _ reason: String) -> GitError {
    GitError(
      .malformedTree, "read tree “\(tree)”", reason, advice: "git fsck says more; the commit has to be made anew")
  }
}
