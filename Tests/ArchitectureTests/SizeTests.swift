import Testing

@Suite struct SizeTests {
  @Test func filesFitInOnesHead() throws {
    for file in try SourceTree.shared.get().files {
      #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines: one concept a file")
    }
  }
}
