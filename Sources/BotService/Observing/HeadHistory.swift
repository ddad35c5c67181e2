internal import Forges

/// Which commit was the head of a merge request when, and who pushed it.
///
/// The forge's own account counts where it tells every push and all of them are there. Elsewhere a head is known only at the
/// very moment of which Remit saw it. Where the two contradict each other, or neither tells, it is unknown and never guessed:
/// an approval of that time has to be repeated.
struct HeadHistory {
  /// A push, with the account that did it as far as anybody can tell.
  struct Push: Hashable {
    var at: Timestamp
    var by: ForgeUser?
  }

  /// The pushes that the forge tells; the first one opened the merge request.
  private let told: [(at: Timestamp, head: String?)]
  private let tellsEveryPush: Bool
  private let sightings: [Memory.Sighting]
  private let current: String
  /// The pushes, the one that opened the merge request among them where it is known.
  let pushes: [Push]

  init(_ observation: Observation, _ memory: Memory, head: String) {
    var told: [(at: Timestamp, head: String?)] = []
    var pushes: [Push] = []
    for activity in observation.activities {
      guard case .push(let head, let by) = activity.kind else { continue }
      told.append((activity.at, head))
      pushes.append(Push(at: activity.at, by: by))
    }
    self.told = told
    tellsEveryPush = observation.tellsEveryPush
    sightings = memory.sightings
    current = head
    if !Self.saysWhoPushed(told, sightings, head: head, tellsEveryPush: tellsEveryPush) {
      pushes.append(Push(at: sightings.last?.from ?? observation.mergeRequest.updatedAt, by: nil))
    }
    self.pushes = pushes
  }

  /// Whether the present head is one that somebody is known to have pushed: the last push that is told, after all other heads
  /// that were seen, or what the author opened the merge request with.
  private static func saysWhoPushed(
    _ told: [(at: Timestamp, head: String?)], _ sightings: [Memory.Sighting], head: String, tellsEveryPush: Bool
  ) -> Bool {
    if sightings.count == 1, sightings[0].head == head, sightings[0].isOpening { return true }
    guard let last = told.last, last.head == head else { return false }
    guard !tellsEveryPush, let former = sightings.dropLast().last else { return true }
    return last.at > former.to
  }

  /// The head at a time; nil where it is not known. `seen` is the head that a look at that very moment found.
  func head(at time: Timestamp, seen: String?) -> String? {
    // In the very moment of a push it is not clear which of the two heads somebody had before him.
    guard !told.dropFirst().contains(where: { $0.at == time }), let found = found(at: time, seen: seen) else {
      return nil
    }
    return sightings.contains { $0.head != found && $0.from <= time && time <= $0.to } ? nil : found
  }

  private func found(at time: Timestamp, seen: String?) -> String? {
    if tellsEveryPush, let head = toldHead(at: time) ?? undisturbedHead(at: time) { return head }
    guard let seen, let run = sightings.last(where: { $0.head == seen && $0.from < time && time <= $0.to }) else {
      return nil
    }
    // Told later, and something else: what was seen is not what somebody else saw.
    let since = told.last { run.from < $0.at && $0.at <= time }
    return since == nil || since?.head == seen ? seen : nil
  }

  /// What the forge's own list says, where nothing is missing in it.
  private func toldHead(at time: Timestamp) -> String? {
    guard told.last?.head == current, told.dropFirst().allSatisfy({ $0.head != nil }) else { return nil }
    return told.last { $0.at <= time }?.head
  }

  /// A head that was seen before and after, if the forge tells of no push in between.
  private func undisturbedHead(at time: Timestamp) -> String? {
    guard let last = told.last?.head ?? sightings.last?.head, last == current,
      let run = sightings.last(where: { $0.from < time && time <= $0.to || $0.isOpening && $0.from == time })
    else { return nil }
    return told.dropFirst().contains { run.from < $0.at && $0.at <= run.to } ? nil : run.head
  }
}
