internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// What the schema says may not change: `immutable` values stay, `appendOnly` lists only grow at their end. Judged by
/// the target's schema and the target's value.
struct ChangeRule {
  let target: RuleContext

  func check(_ context: RuleContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, before) in target.bundle.datafiles.enumerated() where !target.facts[index].guarded.isEmpty {
      guard let after = context.bundle.datafile(before.path), after.content == nil || after.content != before.content
      else { continue }
      for guarded in target.facts[index].guarded {
        if let problem = problem(guarded, before, after) { found.append(problem) }
      }
    }
    return found
  }

  private func problem(_ guarded: FileFacts.GuardedValue, _ before: Datafile, _ after: Datafile) -> Diagnostic? {
    guard let old = before.document.resolve(guarded.pointer) else { return nil }
    let new = after.document.resolve(guarded.pointer)
    let place = new.map { after.place($0) } ?? after.place(after.document.root)
    if guarded.marker == .immutable {
      if let new, Document.equal(old, in: before.document, new, in: after.document) { return nil }
      return Diagnostic(
        "change/immutable", at: place, "\"\(guarded.pointer)\" may not change once it is set",
        help: "restore the value; to rename something, create it anew and delete the old one")
    }
    let items = Array(before.document.children(old))
    let present = new.map { Array(after.document.children($0)) } ?? []
    let isPrefix =
      items.count <= present.count
      && zip(items, present).allSatisfy { Document.equal($0, in: before.document, $1, in: after.document) }
    return isPrefix
      ? nil
      : Diagnostic(
        "change/append-only", at: place, "items of \"\(guarded.pointer)\" may only be added at the end",
        help: "restore the items that were there, in their order")
  }
}
