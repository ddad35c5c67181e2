internal import Forges

/// That the merge of a head did not succeed.
struct Setback: Hashable, Sendable, Codable {
  var head: String
  var reason: String
  /// The last comment there was then: a later one may ask to try again.
  var after: Int64
  /// How often in a row it did not succeed.
  var count: Int?
  /// When it is tried again by itself; nil: the forge refused it for good, as far as anybody can tell.
  var until: Timestamp?

  /// The setback after one more attempt that may succeed later: after 15 s, 30 s, 1 min … 10 min.
  init(_ head: String, _ reason: String, after: Int64, former: Setback?, now: Timestamp) {
    let count = (former?.count ?? 0) + 1
    self.init(
      head: head, reason: reason, after: after, count: count,
      until: now.adding(min(600_000, 15_000 << Int64(min(count - 1, 10)))))
  }

  /// A setback from its parts.
  init(head: String, reason: String, after: Int64, count: Int? = nil, until: Timestamp? = nil) {
    self.head = head
    self.reason = reason
    self.after = after
    self.count = count
    self.until = until
  }

  /// What stands in the way of the merge; nil: what happened once may be nothing.
  var obstacle: Obstacle? {
    if until == nil { return Obstacle(.people, "the forge refused the merge: \(reason); say /recheck to try again") }
    return count ?? 0 > 1 ? Obstacle(.forge, "the merge does not succeed and is tried again later: \(reason)") : nil
  }
}
