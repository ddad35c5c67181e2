internal import DataBundle
internal import Deciding
internal import Diagnostics
internal import Diffing
internal import Ownership

extension Scenario.Expectation {
  /// In what a decision is not as expected.
  func failures(of decision: Decision) -> [String] {
    var failures: [String] = []
    if decision.verdict.rawValue != verdict {
      failures.append("the verdict is \(decision.verdict.rawValue), expected \(verdict)")
    }
    for code in diagnostics where !decision.diagnostics.contains(where: { $0.code.rawValue == code }) {
      let found = Set(decision.diagnostics.map(\.code.rawValue)).sorted().joined(separator: ", ")
      failures.append("expected a diagnostic \(code), found \(found.isEmpty ? "none" : found)")
    }
    for item in items where !item.isAmong(decision) {
      let near = decision.files.filter { item.file == nil || $0.change.file.path == item.file }.flatMap { file in
        file.items.map { "\n      \(file.change.file.path) \(Scenario.ExpectedItem.describe($0))" }
      }
      failures.append("no item is like line \(item.place.range?.start.line ?? 0): \(item); there are:\(near.joined())")
    }
    return failures
  }
}

extension Scenario.ExpectedItem: CustomStringConvertible {
  var description: String {
    [
      file, pointer.map { "\"\($0)\"" }, kind, covered.map { $0 ? "covered" : "not covered" },
      approved.map { $0 ? "approved" : "not approved" }, changeTypes.map { "change-types \($0)" },
      approvers.map { "approvers \($0)" },
    ].compactMap { $0 }.joined(separator: " ")
  }

  /// Whether some item of a decision is as this says.
  func isAmong(_ decision: Decision) -> Bool {
    decision.files.contains { candidate in
      (file == nil || candidate.change.file.path == file) && candidate.items.contains { matches($0) }
    }
  }

  private func matches(_ item: DecidedItem) -> Bool {
    func fits<Value: Equatable>(_ wanted: Value?, _ found: Value) -> Bool { wanted == nil || wanted == found }
    let owners = item.coverage.owners.filter { !$0.disabled }
    return fits(pointer, item.coverage.item.pointer) && fits(kind, item.coverage.item.kind.rawValue)
      && fits(covered, item.coverage.isCovered) && fits(approved, item.isApproved)
      && fits(changeTypes.map { Set($0) }, Set(owners.map(\.changeType)))
      && fits(approvers.map { Set($0) }, Set(owners.flatMap(\.approvers)))
  }

  static func describe(_ item: DecidedItem) -> String {
    let owners = item.coverage.owners.filter { !$0.disabled }
    return "\"\(item.coverage.item.pointer)\" \(item.coverage.item.kind.rawValue) "
      + "\(item.coverage.isCovered ? "covered" : "not covered") \(item.isApproved ? "approved" : "not approved") "
      + "change-types \(Set(owners.map(\.changeType)).sorted()) approvers \(Set(owners.flatMap(\.approvers)).sorted())"
  }
}
