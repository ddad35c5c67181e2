import Testing

@testable import DocumentModel

/// Documents are kept by the ten thousand, with a record for every value.
@Suite struct LayoutTests {
  @Test func aRecordHasSevenWords() {
    #expect(MemoryLayout<NodeRecord>.stride <= 56)
  }
}
