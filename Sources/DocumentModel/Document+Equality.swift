extension Document {
  /// Whether two values are the same JSON value: members in any order, numbers by value however large (`1` equals `1.0`),
  /// and never a number equal to a truth value or a text.
  public static func equal(_ a: NodeID, in left: Document, _ b: NodeID, in right: Document) -> Bool {
    ValueEquality.equal(a, in: left, b, in: right)
  }
}
