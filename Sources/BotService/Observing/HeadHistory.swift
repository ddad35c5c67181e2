internal import Forges

/// Which commit was the head of a merge request when, and who pushed it.
///
/// The forge's own account counts where it is complete. Elsewhere it is what Remit saw: while the head was the same at two
/// looks, it was that one in between. What neither tells is unknown, never guessed: an approval of that time has to be
/// repeated.
struct HeadHistory {
  /// A push, with the account that did it as far as anybody can tell.
  struct Push: Hashable {
    var at: Timestamp
    var by: ForgeUser?
  }

  private let told: [(at: Timestamp, head: String)]
  private let isComplete: Bool
  private let sightings: [Memory.Sighting]
  private let current: String
  /// The pushes, the one that opened the merge request among them where it is known.
  let pushes: [Push]

  init(_ observation: Observation, _ memory: Memory, head: String) {
    var told: [(at: Timestamp, head: String)] = []
    var pushes: [Push] = []
    var hasUnknown = false
    for activity in observation.activities {
      guard case .push(let head, let by) = activity.kind else { continue }
      // Which commit opened the merge request is often not told; what comes before the first that is told is unknown then.
      if let head { told.append((activity.at, head)) } else { hasUnknown = hasUnknown || !pushes.isEmpty }
      pushes.append(Push(at: activity.at, by: by))
    }
    self.told = told
    isComplete = !hasUnknown && told.last?.head == head
    current = head
    sightings = memory.sightings
    let isOpening = sightings.first.map { $0.head == head && $0.isOpening } ?? false
    // The head is nobody's that we know of: neither the forge nor what we saw says who pushed it.
    if told.last?.head != head, !(sightings.count == 1 && isOpening) {
      pushes.append(Push(at: sightings.last?.from ?? observation.mergeRequest.updatedAt, by: nil))
    }
    self.pushes = pushes
  }

  /// The head at a time; nil where it is not known.
  func head(at time: Timestamp) -> String? {
    if isComplete {
      // In the very moment of a push it is not clear which of the two heads somebody had before him.
      if told.contains(where: { $0.at == time }) && told.first?.at != time { return nil }
      if let last = told.last(where: { $0.at <= time }) { return last.head }
    }
    if let seen = sightings.last(where: { $0.from < time && time <= $0.to }) { return seen.head }
    if let first = sightings.first, first.isOpening, first.from <= time, time <= first.to { return first.head }
    if let last = sightings.last, last.head == current, time > last.to { return current }
    return nil
  }
}
