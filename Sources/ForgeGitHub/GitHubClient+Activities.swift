public import Forges

extension GitHubClient {
  /// Forced pushes and changes of the target from the timeline, and all pushes that the source repository's events still
  /// tell of: they come late (up to hours) and go after 90 days or 300 events. A push that neither tells is missing.
  /// Commits in the timeline are no help: their times are what their authors wrote.
  public func activities(of number: Int) async throws(ForgeError) -> [ForgeActivity] {
    let pull = try await pull(number)
    let timeline = try await session.pages(
      GitHubTimelineEntry.self, "\(repository)/issues/\(number)/timeline?per_page=100")
    let pushes = try await pushes(to: pull.head)
    let opened = pull.created_at.value

    let before = pushes.last { $0.at <= opened }
    let author = (pull.user ?? .ghost).user
    var all = [ForgeActivity(at: opened, kind: .push(head: before?.head, by: author))]
    if let before, before.by?.id != author.id {
      all.append(ForgeActivity(at: opened, kind: .push(head: before.head, by: before.by)))
    }
    let forced = timeline.compactMap(\.activity)
    all += forced
    all += pushes.filter { $0.at > opened && !forced.contains(pushOf: $0.head, near: $0.at) }
      .map { ForgeActivity(at: $0.at, kind: .push(head: $0.head, by: $0.by)) }
    return all.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// What the events of the source repository tell of pushes to the source branch, oldest first; nothing where it is
  /// gone or not to be seen.
  private func pushes(to side: GitHubPull.Side) async throws(ForgeError) -> [Push] {
    guard let source = side.repo else { return [] }
    let name = source.full_name.split(separator: "/").map { String($0).percentEncoded }.joined(separator: "/")
    let events: [GitHubEvent]
    do throws(ForgeError) {
      events = try await session.pages(GitHubEvent.self, "/repos/\(name)/events?per_page=100", most: 10)
    } catch {
      guard error.kind == .notFound || error.kind == .forbidden else { throw error }
      return []
    }
    return events.compactMap { event in
      guard event.type == "PushEvent", event.payload?.ref == "refs/heads/\(side.ref)",
        let head = event.payload?.head, let at = event.created_at
      else { return nil }
      return Push(at: at.value, head: head, by: event.actor?.user)
    }.sorted { $0.at < $1.at }
  }
}

private struct Push {
  var at: Timestamp
  var head: String
  var by: ForgeUser?
}

extension GitHubTimelineEntry {
  fileprivate var activity: ForgeActivity? {
    guard let at = created_at?.value else { return nil }
    switch event {
    case "head_ref_force_pushed": return ForgeActivity(at: at, kind: .push(head: commit_id, by: actor?.user))
    case "base_ref_changed", "automatic_base_change_succeeded": return ForgeActivity(at: at, kind: .retarget)
    default: return nil
    }
  }
}

extension [ForgeActivity] {
  /// Whether the push to that commit is there, within a minute: the two lists note one push at slightly different times.
  fileprivate func contains(pushOf head: String, near time: Timestamp) -> Bool {
    contains { activity in
      guard case .push(head, _) = activity.kind else { return false }
      return abs(activity.at.milliseconds - time.milliseconds) <= 60_000
    }
  }
}
