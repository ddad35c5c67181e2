import Testing

@Suite struct DifferentialTests {
  /// Compares texts with PyYAML: the same JSON, or both refuse. At least `accepted` must be values, so that a test
  /// cannot pass because everything is refused.
  fileprivate func compare(_ texts: [String], accepted minimum: Int) throws {
    guard let verdicts = try PyYAMLOracle.load(texts.map { Array($0.utf8) }) else { return }
    var accepted = 0
    for (text, expected) in zip(texts, verdicts) {
      switch (Verdict.ours(Array(text.utf8)), expected) {
      case (.json(let mine), .json(let theirs)):
        #expect(mine == theirs, "\(text.debugDescription)")
        accepted += 1
      case (.refused, .refused): break
      // Python gets away with recursion where the value is merged into itself or overridden; the reader never does.
      case (.refused("yaml/recursive-alias"), .json): break
      case (let mine, let theirs): Issue.record("\(text.debugDescription): \(mine), PyYAML: \(theirs)")
      }
    }
    #expect(accepted >= minimum)
  }

  @Test func scalarsInEveryPosition() throws {
    var texts: [String] = []
    for scalar in ScalarTable.all {
      texts += [scalar, "- \(scalar)", "k: \(scalar)", "\(scalar): v", "? \(scalar)\n: v", "[\(scalar)]"]
      texts += ["{\(scalar): \(scalar)}", "- '\(scalar)'", "\"\(scalar)\": v", "k: |\n  \(scalar)\n"]
      texts += ["k: \(scalar) # c", "k: >-\n  \(scalar)\n", "- ! \(scalar)", "- ! '\(scalar)'"]
    }
    try compare(texts, accepted: texts.count * 9 / 10)
  }

  @Test(arguments: [
    ("str", 900), ("int", 150), ("float", 300), ("bool", 60), ("null", 900), ("timestamp", 50), ("map", 0), ("seq", 0),
    ("foo", 0), ("merge", 0), ("value", 300),
  ])
  func taggedScalars(tag: String, accepted: Int) throws {
    // Python takes two signs in a row for a number; the reader does not.
    let scalars = ScalarTable.all.filter { !["--1", "+-1", "- 1"].contains($0) }
    let texts = scalars.flatMap {
      ["- !!\(tag) \($0)", "- !!\(tag) '\($0)'", "? !!\(tag) \($0)\n: v", "- !<tag:yaml.org,2002:\(tag)> \($0)"]
    }
    try compare(texts, accepted: accepted)
  }
}

extension DifferentialTests {
  @Test func structures() throws {
    try compare(StructureTable.all, accepted: 195)
  }

  @Test func generatedDocuments() throws {
    var generator = DocumentGenerator(seed: 20_241_121)
    try compare((0..<4_000).map { _ in generator.document() }, accepted: 2_500)
  }
}
