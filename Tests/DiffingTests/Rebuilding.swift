import Diffing
import DocumentModel

/// A change with the part of its paths that is still ahead.
struct PendingChange {
  let change: ValueChange
  var oldPath: ArraySlice<PathStep>?
  var newPath: ArraySlice<PathStep>?

  init(_ change: ValueChange) {
    self.change = change
    oldPath = change.oldPath?[...]
    newPath = change.newPath?[...]
  }

  var isHere: Bool { oldPath?.isEmpty ?? false || newPath?.isEmpty ?? false }
  var isForChild: Bool { (oldPath ?? newPath)?.count == 1 }

  func stepped() -> PendingChange {
    var next = self
    next.oldPath = oldPath?.dropFirst()
    next.newPath = newPath?.dropFirst()
    return next
  }
}

/// Rebuilds the new value from the old one and the changes. The new document is asked for values that were added or
/// changed, and for the order of lists that are reordered; nil if the changes do not fit.
struct Rebuilder {
  let new: Document

  func rebuild(_ old: Value, _ changes: [PendingChange]) -> Value? {
    if let whole = changes.first(where: { $0.isHere && $0.change.kind == .changed }) {
      return changes.count == 1 ? whole.change.new.map { Value($0, of: new) } : nil
    }
    switch old {
    case .scalar: return changes.isEmpty ? old : nil
    case .object(let members): return rebuildObject(members, changes)
    case .list(let items): return rebuildList(items, changes)
    }
  }

  private func rebuildObject(_ members: [String: Value], _ changes: [PendingChange]) -> Value? {
    var result = members
    let groups = Dictionary(grouping: changes) { ($0.newPath ?? $0.oldPath)?.first }
    for (step, group) in groups {
      guard case .field(let key)? = step else { return nil }
      if let only = group.first, only.isForChild, only.change.kind == .added || only.change.kind == .removed {
        guard group.count == 1, (result[key] == nil) == (only.change.kind == .added) else { return nil }
        result[key] = only.change.new.map { Value($0, of: new) }
        continue
      }
      guard let member = members[key], let value = rebuild(member, group.map { $0.stepped() }) else { return nil }
      result[key] = value
    }
    return .object(result)
  }

  private func rebuildList(_ items: [Value], _ changes: [PendingChange]) -> Value? {
    var added: [Int: Value] = [:]
    var removed: Set<Int> = []
    var byOld: [Int: [PendingChange]] = [:]
    var byNew: [Int: [PendingChange]] = [:]
    var order: [Value]?
    for change in changes {
      if change.isHere {
        guard change.change.kind == .reordered, let id = change.change.new, order == nil else { return nil }
        order = new.children(id).map { Value($0, of: new) }
      } else if change.isForChild, change.change.kind == .added, case .index(let position)? = change.newPath?.first {
        added[position] = change.change.new.map { Value($0, of: new) }
      } else if change.isForChild, change.change.kind == .removed, case .index(let position)? = change.oldPath?.first {
        removed.insert(position)
      } else if case .index(let position)? = change.oldPath?.first {
        byOld[position, default: []].append(change.stepped())
      } else if case .index(let position)? = change.newPath?.first {
        byNew[position, default: []].append(change.stepped())
      } else {
        return nil
      }
    }
    var rest = items.indices.filter { !removed.contains($0) }
    var result: [Value] = []
    for position in 0..<(rest.count + added.count) {
      if let value = added[position] {
        result.append(value)
        continue
      }
      let fits = { (i: Int) -> Value? in rebuild(items[i], (byOld[i] ?? []) + (byNew[position] ?? [])) }
      let choice = order == nil ? rest.first : rest.first { fits($0) == order?[position] }
      guard let choice, let value = fits(choice) else { return nil }
      result.append(value)
      rest.removeAll { $0 == choice }
    }
    return .list(result)
  }
}
