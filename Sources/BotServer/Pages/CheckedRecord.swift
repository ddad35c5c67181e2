internal import BotService
internal import ServiceStore
internal import Workflows

/// A record with what can be said of it without git: whether its bytes are those that its digest is of, and whether it
/// follows the record before it.
struct CheckedRecord: Sendable {
  let stored: StoredRecord
  /// What the record says; nil where it cannot be read.
  let record: DecisionRecord?
  /// What is wrong with it; nothing: it is as it was written.
  let faults: [String]

  /// Checks a record. `before` is the one before it; nil where that is not at hand: then only the record is checked.
  init(_ stored: StoredRecord, after before: StoredRecord?) {
    self.stored = stored
    record = try? DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    var faults: [String] = []
    if let record {
      if record.text != stored.text || record.digest != stored.digest {
        faults.append("the text is not the one that the digest is of")
      }
      if record.sequence != stored.sequence || record.previous != stored.previous || record.repository != stored.chain
        || String(record.number) != stored.name
      {
        faults.append("the text says another place in the chain")
      }
    } else {
      faults.append("the text cannot be read")
    }
    if stored.sequence == 1, stored.previous != nil { faults.append("the first record names one before it") }
    if let before, before.digest != stored.previous || before.sequence + 1 != stored.sequence {
      faults.append("it does not follow the record before it")
    }
    self.faults = faults
  }
}

extension Site {
  /// Records of a chain after a place, each checked against the one before it, and the place to go on from (nil: end).
  func records(
    of repository: String, after: Int64, limit: Int
  ) async throws(StoreError) -> (records: [CheckedRecord], next: Int64?) {
    // One before and one after what is shown.
    let hasBefore = after > 0
    let stored = try await context.store.records(
      in: repository, after: hasBefore ? after - 1 : 0, limit: limit + (hasBefore ? 2 : 1))
    var before = hasBefore ? stored.first { $0.sequence == after } : nil
    var checked: [CheckedRecord] = []
    let rest = stored.filter { $0.sequence > after }
    for record in rest.prefix(limit) {
      checked.append(CheckedRecord(record, after: before))
      before = record
    }
    return (checked, rest.count > limit ? checked.last?.stored.sequence : nil)
  }

  /// The record of a merge request; nil where there is none.
  func record(_ ask: Ask) async throws(StoreError) -> CheckedRecord? {
    guard let repository = repository(ask.parameters["repository"]), let number = ask.number,
      let stored = try await context.store.record(in: repository.name, named: String(number))
    else { return nil }
    let before =
      stored.sequence > 1
      ? try await context.store.records(in: repository.name, after: stored.sequence - 2, limit: 1).first : nil
    return CheckedRecord(stored, after: before)
  }
}
