import DocumentModel

/// The members of two objects, matched by key.
struct MatchedMembers {
  /// Members only in the new object, in its order.
  private(set) var added: [NodeID] = []
  /// Members only in the old object, in its order.
  private(set) var removed: [NodeID] = []
  /// Members in both, in the order of the new object.
  private(set) var common: [(old: NodeID, new: NodeID)] = []

  /// How many members there are.
  var count: Int { added.count + removed.count + common.count }

  /// Matches the members whose keys are not skipped.
  init(_ a: NodeID, of old: Document, _ b: NodeID, of new: Document, skipping: (ArraySlice<UInt8>) -> Bool) {
    var others: [NodeID] = []
    var (lefts, rights) = (old.children(a), new.children(b))
    // Mostly the keys are the same, in the same order.
    var (left, right) = (lefts.next(), rights.next())
    while let x = left, let y = right, old.keyHash(x) == new.keyHash(y), old.keyBytes(x) == new.keyBytes(y) {
      if !skipping(old.keyBytes(x)) { common.append((x, y)) }
      (left, right) = (lefts.next(), rights.next())
    }
    while let x = left {
      if !skipping(old.keyBytes(x)) { removed.append(x) }
      left = lefts.next()
    }
    while let y = right {
      if !skipping(new.keyBytes(y)) { others.append(y) }
      right = rights.next()
    }
    if removed.isEmpty || others.isEmpty {
      added = others
      return
    }
    var isCommon = Array(repeating: false, count: removed.count)
    let find = MatchedMembers.finder(removed, of: old)
    for child in others {
      if let index = find(child, new), !isCommon[index] {
        isCommon[index] = true
        common.append((removed[index], child))
      } else {
        added.append(child)
      }
    }
    removed = zip(removed, isCommon).filter { !$0.1 }.map(\.0)
  }

  /// Finds a member by the key of a member of another document: few by looking at each, many by a table.
  private static func finder(_ members: [NodeID], of document: Document) -> (NodeID, Document) -> Int? {
    guard members.count > 12 else {
      return { child, other in
        let (hash, key) = (other.keyHash(child), other.keyBytes(child))
        return members.firstIndex { document.keyHash($0) == hash && document.keyBytes($0) == key }
      }
    }
    var table: [DocumentKey: Int] = [:]
    for (index, member) in members.enumerated() { table[DocumentKey(utf8: document.keyBytes(member))] = index }
    return { child, other in table[DocumentKey(utf8: other.keyBytes(child))] }
  }
}

extension Document {
  /// All values, every container before what is in it; without recursion.
  func valuesByLevel() -> (values: [NodeID], depth: Int) {
    var values = [root]
    values.reserveCapacity(nodeCount)
    var (next, levelEnd, depth) = (0, 1, 0)
    while next < values.count {
      values.append(contentsOf: children(values[next]))
      next += 1
      if next == levelEnd {
        levelEnd = values.count
        depth += 1
      }
    }
    return (values, depth)
  }
}
