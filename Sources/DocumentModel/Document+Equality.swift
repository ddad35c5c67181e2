extension Document {
  /// Whether two values are the same JSON value: members in any order, numbers by value (`1` equals `1.0`), and never
  /// a number equal to a truth value or a text.
  public static func equal(_ a: NodeID, in left: Document, _ b: NodeID, in right: Document) -> Bool {
    let kind = left.kind(a)
    let other = right.kind(b)
    if kind != other {
      guard kind == .int && other == .float || kind == .float && other == .int else { return false }
      return left.numbersEqual(a, right, b)
    }
    switch kind {
    case .null: return true
    case .bool, .string, .int: return left.text(a) == right.text(b)
    case .float: return left.text(a) == right.text(b) || left.numbersEqual(a, right, b)
    case .array:
      guard left.count(a) == right.count(b) else { return false }
      var others = right.children(b)
      for child in left.children(a) {
        guard let other = others.next(), equal(child, in: left, other, in: right) else { return false }
      }
      return true
    case .object:
      guard left.count(a) == right.count(b) else { return false }
      for child in left.children(a) {
        guard let other = right.member(b, sameKeyAs: child, of: left), equal(child, in: left, other, in: right)
        else { return false }
      }
      return true
    }
  }

  /// The member under the same key as `child` of another document.
  public func member(_ id: NodeID, sameKeyAs child: NodeID, of other: Document) -> NodeID? {
    guard kind(id) == .object else { return nil }
    let hash = other.keyHash(child)
    let bytes = other.keyBytes(child)
    for candidate in children(id) where keyHash(candidate) == hash && keyBytes(candidate) == bytes {
      return candidate
    }
    return nil
  }

  private func numbersEqual(_ a: NodeID, _ other: Document, _ b: NodeID) -> Bool {
    guard let x = double(a), let y = other.double(b), x == y else { return false }
    // Integers beyond 2^53 are only equal to a float that is exactly that integer.
    guard abs(x) >= 9_007_199_254_740_992 else { return true }
    func digits(_ document: Document, _ id: NodeID, _ value: Double) -> String? {
      if document.kind(id) == .int { return String(decoding: document.text(id), as: UTF8.self) }
      return Int64(exactly: value).map(String.init)
    }
    guard kind(a) != other.kind(b), let p = digits(self, a, x), let q = digits(other, b, y) else {
      return kind(a) == other.kind(b)
    }
    return p == q
  }
}
