internal import Forges
internal import Foundation

extension GiteaTimelineEntry {
  /// What was pushed; nil for entries of other types.
  var push: GiteaPush? {
    guard type == "pull_push" else { return nil }
    return (try? JSONDecoder().decode(GiteaPush.self, from: Data((body ?? "").utf8))) ?? GiteaPush()
  }

  /// What happened, if it is anything that Remit looks at.
  var activity: ForgeActivity? {
    if let push {
      return ForgeActivity(
        at: created_at.value, kind: .push(head: push.commit_ids?.last, by: user?.user))
    }
    return type == "change_target_branch" ? ForgeActivity(at: created_at.value, kind: .retarget) : nil
  }
}
