import DocumentModel
import TestSupport
import Testing
import YAMLReader

/// Bytes nobody meant: the reader always comes to an end, and what it gives is well-formed.
@Suite struct FuzzTests {
  static let sample = """
    ---
    $schema: /openshift/namespace-1.yml
    labels: &labels {service: a, "on": true, n: 010}
    name: 'it''s' # comment
    other: {<<: *labels, x: 1.50}
    list:
    - !!str 12
    - "\\u00e9\\n"
    - 2024-01-02
    - [1, {a: b}, *labels]
    text: |
      line é
        more 😀
    folded: >-
      a
      b
    ? complex
    : 1:30
    """

  @Test func mutatedBytes() {
    var random = SeededGenerator(seed: 7)
    let sample = Array(FuzzTests.sample.utf8)
    let reader = YAMLReader(limits: .init(bytes: 4_096, nodes: 500, depth: 20, aliases: 20, diagnostics: 20))
    let pieces = [
      "&labels ", "*labels", "<<: ", "[", "]", "{", "}", "\n", "\t", "!!", "---\n", ": ", "- ", "\"", "\u{0}",
    ]
    var documents = 0
    for _ in 0..<20_000 {
      var bytes = sample
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 20, bytes.count)], at: place)
        }
      }
      let result = reader.read(bytes, file: "f")
      #expect(result.document != nil || !result.diagnostics.isEmpty || bytes.count < 40)
      if let document = result.document {
        documents += 1
        #expect(isWellFormed(document))
      }
    }
    #expect(documents > 2_000)
  }

  @Test func everyPrefix() {
    let sample = Array(FuzzTests.sample.utf8)
    for length in 0...sample.count { _ = YAMLReader().read(Array(sample.prefix(length)), file: "f") }
  }

  /// Children lie inside their parents, and no two members of an object have one key.
  private func isWellFormed(_ document: Document) -> Bool {
    func check(_ id: NodeID) -> Bool {
      var keys: Set<String> = []
      var count = 0
      for child in document.children(id) {
        guard document.parent(child) == id, document.end(child) <= document.end(id), check(child) else { return false }
        let key = document.key(child)
        guard (key != nil) == (document.kind(id) == .object), key.map({ keys.insert($0).inserted }) ?? true else {
          return false
        }
        count += 1
      }
      return count == document.count(id)
    }
    return check(document.root) && Int(document.end(document.root).index) == document.nodeCount
  }
}
