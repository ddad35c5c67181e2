extension Selector {
  /// Whether somebody who may change what this selector selects can change what a condition reads, also of items that
  /// the condition does not select. No where that cannot be told (`..`, alternatives, `` `parent` ``).
  public func mayEdit(_ read: SelectorRead) -> Bool {
    let mine = Selector.withoutPrefix(steps)
    let path = Selector.withoutPrefix(read.steps)
    guard mine.count <= path.count else { return false }
    return zip(mine, path).allSatisfy { step, other in Selector.mayMeet(step.kind, other.kind, read) }
  }

  private static func withoutPrefix(_ steps: [SelectorStep]) -> [SelectorStep] {
    steps.filter { $0.kind != .this && $0.kind != .root }
  }

  private static func mayMeet(_ a: SelectorStep.Kind, _ b: SelectorStep.Kind, _ read: SelectorRead) -> Bool {
    switch (a, b) {
    case (.fields(let names), .fields(let others)): !Set(names).isDisjoint(with: others)
    case (.fields, .anyField), (.anyField, .fields), (.anyField, .anyField): true
    case (.indices, .indices), (.indices, .slice), (.slice, .indices), (.slice, .slice): true
    case (.indices, .filter), (.slice, .filter): true
    // What is selected by the value of that very field cannot be given another one.
    case (.filter(let conditions), .filter), (.filter(let conditions), .slice), (.filter(let conditions), .indices):
      !conditions.contains {
        withoutPrefix($0.path) == Array(withoutPrefix(read.steps).suffix(withoutPrefix($0.path).count))
      }
    default: false
    }
  }
}
