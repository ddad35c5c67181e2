import DocumentModel

/// Changes documents at random, the same way each time.
enum Mutation {
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// The document with one to three changes.
  static func changed(_ document: Document, _ generator: inout Generator) -> Document {
    var current = document
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let target = Int.random(in: 1..<max(2, current.nodeCount), using: &generator)
      let kind = Int.random(in: 0..<7, using: &generator)
      var builder = DocumentBuilder()
      var position = -1
      copy(current.root, of: current, target, kind, &position, &builder)
      if let next = builder.finish() { current = next }
    }
    return current
  }

  private static func copy(
    _ node: NodeID, of document: Document, _ target: Int, _ kind: Int, _ position: inout Int,
    _ builder: inout DocumentBuilder
  ) {
    position += 1
    if position == target, kind >= 3 {
      position += Int(document.end(node).index - node.index) - 1
      switch kind {
      case 3: builder.scalar(.int, "7".utf8)
      case 4: builder.scalar(.string, "x-y z".utf8)
      case 5: builder.scalar(.null, "null".utf8)
      default:
        builder.begin(.object)
        builder.end()
      }
      return
    }
    guard document.kind(node).isContainer else {
      return builder.scalar(document.kind(node), document.text(node))
    }
    builder.begin(document.kind(node))
    for child in document.children(node) {
      if position + 1 == target, kind == 0 {
        position += Int(document.end(child).index - child.index)
        continue
      }
      let isTarget = position + 1 == target
      if document.kind(node) == .object {
        builder.key(isTarget && kind == 1 ? Array(document.keyBytes(child)) + [0x78] : Array(document.keyBytes(child)))
      }
      copy(child, of: document, target, kind, &position, &builder)
    }
    builder.end()
  }
}
