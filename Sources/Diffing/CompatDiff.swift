public import DocumentModel

/// The difference between two datafiles exactly as qontract's change-owners sees it (`extract_diffs`, which is DeepDiff 9
/// with `ignore_order`), its blind spots included: list order, repeated list items and keys that begin with `__` are
/// invisible, and paths through reordered lists may name another item. `docs/qontract-compatibility.md` lists them all.
public struct CompatDiff: Sendable {
  /// One difference.
  public struct Item: Hashable, Sendable {
    /// `added`, `removed` or `changed`.
    public var kind: ValueChange.Kind
    /// Where qontract says it is: positions in lists are the old ones, except that the last step of an item that was
    /// added to a list is the new one.
    public var path: [PathStep]
    /// What qontract takes for the old value; nil if there is none.
    public var old: NodeID?
    /// What qontract takes for the new value: where `path` leads in the new document for a member that was added, which
    /// may be another value or none; otherwise the value itself.
    public var new: NodeID?
    /// Where it really is.
    public var place: ValueChange
  }

  /// Why there is no trustworthy answer. Whoever sees one must refuse the change.
  public enum Refusal: Hashable, Sendable {
    /// The comparison costs more than its budget.
    case budgetExceeded
    /// qontract itself fails on these values, or what it does with them is not followed here; the text says why.
    case notComparable(String)
  }

  /// The differences, in the order in which qontract lists them.
  public private(set) var items: [Item] = []
  /// Set if the items cannot be relied on.
  public private(set) var refusal: Refusal?

  /// Compares two documents.
  ///
  /// - Parameters:
  ///   - oldIdentity: the `__identifier` that qontract's validator would put into an object of the old document. It
  ///     counts like a real member of that name, which serves where the closure gives nil.
  ///   - newIdentity: the same for the new document.
  ///   - budget: the most members and items to look at, about a tenth of a second for a million.
  public init(
    old: Document, new: Document, oldIdentity: ItemIdentity = { _ in nil }, newIdentity: ItemIdentity = { _ in nil },
    budget: Int = 20_000_000
  ) {
    let isThere = { (document: Document, identity: ItemIdentity) in
      CompatValues.isTruthy(document.root, document)
        || document.kind(document.root) == .object && identity(document.root) != nil
    }
    switch (isThere(old, oldIdentity), isThere(new, newIdentity)) {
    case (false, false): return
    case (true, false):
      let place = ValueChange(.removed, oldPath: [], newPath: nil, old: old.root, new: nil)
      items = [Item(kind: .removed, path: [], old: old.root, new: nil, place: place)]
    case (false, true):
      let place = ValueChange(.added, oldPath: nil, newPath: [], old: nil, new: new.root)
      items = [Item(kind: .added, path: [], old: nil, new: new.root, place: place)]
    case (true, true):
      var classes = CompatClasses()
      let left = CompatValues(of: old, identity: oldIdentity, &classes)
      let right = CompatValues(of: new, identity: newIdentity, &classes)
      var report = CompatReport(CompatComparison(left, right, exactClasses: classes.areExact, budget: budget))
      if left.isTooDeep || right.isTooDeep {
        refusal = .budgetExceeded
      } else {
        report.run()
        items = report.items
        refusal = report.comparison.refusal
      }
    }
  }
}
