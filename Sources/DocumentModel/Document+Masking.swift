extension Document {
  /// The same document, value for value and place for place, where a text stands for every scalar at and below some
  /// values; a `null` stays.
  public func masking(_ roots: some Sequence<NodeID>, with text: String) -> Document {
    var nodes = storage.nodes
    var bytes = storage.bytes
    let (offset, length) = (UInt32(bytes.count), UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
    for root in roots {
      for index in Int(root.index)..<Int(nodes[Int(root.index)].end)
      where !nodes[index].kind.isContainer && nodes[index].kind != .null {
        nodes[index].kind = .string
        nodes[index].textOffset = offset
        nodes[index].textLength = length
      }
    }
    return Document(nodes: nodes, bytes: bytes)
  }
}
