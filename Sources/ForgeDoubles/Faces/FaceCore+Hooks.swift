internal import Forges
internal import Synchronization

/// Webhooks: who wants to hear, and what they are sent.
extension FaceCore {
  func setHook(_ id: Int64?, url: String, secret: String, events: Set<String>) -> ForgeHook {
    let hook = model.change { state in
      let hook = ForgeHook(id: id ?? state.newID(), url: url, isActive: true, events: events)
      state.hooks.removeAll { $0.id == hook.id }
      state.hooks.append(hook)
      return hook
    }
    state.withLock { $0.secrets[hook.id] = secret }
    return hook
  }

  func noteEvent(_ number: Int) {
    let (hooks, item, now, unique) = model.change { ($0.hooks, $0.items[number], $0.now, $0.newID()) }
    guard let item else { return }
    for hook in hooks where hook.isActive {
      let (count, secret) = state.withLock { state in
        (state.commentCounts.updateValue(item.comments.count, forKey: number) ?? 0, state.secrets[hook.id] ?? "")
      }
      let comment = item.comments.count > count ? item.comments.last : nil
      let event = HookEvent(
        id: "delivery-\(unique)-\(hook.id)", url: hook.url, secret: secret, mergeRequest: item.mergeRequest,
        comment: comment, at: now)
      let delivery = rules.delivery(event, self)
      state.withLock { $0.deliveries.append(delivery) }
    }
  }
}
