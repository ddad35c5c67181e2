internal import DataBundle
internal import Diffing
internal import DocumentModel
internal import JSONPath

/// A context in which a change-type judges a changed file.
struct ResolvedContext {
  /// The file the grant is on, at the end of the expansion.
  var owned: FileReference
  var ownedSchema: String?
  /// The context of the judging change-type itself, for `{{ ctx_file_path }}`.
  var context: FileReference
  /// The granted change-type.
  var changeType: Int
  /// Some change-type on the way is disabled.
  var disabled: Bool
  /// Which detector led here; nil: the changed file is the context itself.
  var detector: Int?
  /// The context is there on one side only: what the first hop's `when` says, and the places it was found at.
  var presence: Presence
}

/// On which sides a context is found.
enum Presence: Hashable {
  case both
  case added([ElementPath])
  case removed([ElementPath])
  /// On one side of a hop that must lead to the same contexts on both: it restricts, but grants nothing.
  case unsettled

  /// The same, of a hop that begins in another file than the changed one.
  var elsewhere: Presence {
    switch self {
    case .both: .both
    case .added: .added([])
    case .removed: .removed([])
    case .unsettled: .unsettled
    }
  }
}

/// Finds the contexts of changed files (qontract, change_types.py `find_context_file_refs`).
struct ContextResolver {
  let policy: Policy
  let bundles: BundlePair
  let mode: OwnershipMode
  /// The positions of each change-type's detectors that have a context.
  let leading: [[Int]]
  /// The datafiles that refer to a file, on either side.
  let referrers: (FileReference) -> Set<String>

  private struct Step: Hashable {
    var changeType: Int
    var file: FileReference
  }

  /// All contexts in which a change-type judges a file.
  func contexts(of changeType: Int, for sides: FileSides) throws(OwnershipError) -> [ResolvedContext] {
    var search = Search()
    return try contexts(of: changeType, for: sides, &search)
  }

  /// The way from the changed file to where the search is, and how much it may still look at: references come from
  /// merge requests, so both the length of a way and the number of ways are bounded.
  private struct Search {
    /// As deep as the search may nest; every hop needs another change-type or file.
    static let maximumDepth = 256
    var trail: Set<Step> = []
    var steps = 20_000
  }

  private func contexts(
    of index: Int, for sides: FileSides, _ search: inout Search
  ) throws(OwnershipError) -> [ResolvedContext] {
    let step = Step(changeType: index, file: sides.file)
    guard !search.trail.contains(step) else { return [] }
    search.steps -= 1
    guard search.steps > 0, search.trail.count < Search.maximumDepth else {
      throw OwnershipError(
        description:
          "the contexts of \(sides.file.path) under \(policy.changeTypes[index].name) are too many or too far")
    }
    search.trail.insert(step)
    defer { search.trail.remove(step) }
    let changeType = policy.changeTypes[index]
    var found: [ResolvedContext] = []
    func add(_ file: FileReference, _ schema: String?, _ detector: Int?, _ presence: Presence) {
      found.append(
        ResolvedContext(
          owned: file, ownedSchema: schema, context: file, changeType: index, disabled: changeType.disabled,
          detector: detector, presence: presence))
    }
    if changeType.contextSchema == nil || changeType.contextSchema == sides.schema {
      add(sides.file, sides.schema, nil, .both)
      found += try expand(changeType, sides, detector: nil, presence: .both, &search)
    }
    for position in leading[index] {
      let detector = changeType.detectors[position]
      guard let context = detector.context, detector.changeSchema == sides.schema else { continue }
      for hit in try contextFiles(context, sides) {
        let next = contextSides(hit.file.path, changeType.contextSchema)
        if mode == .strict, let wanted = changeType.contextSchema, next.schema != wanted { continue }
        let presence = next.isUnsettled ? .unsettled : hit.presence
        add(hit.file, next.schema, position, presence)
        found += try expand(changeType, next, detector: position, presence: presence, &search)
      }
    }
    return found
  }

  /// From a file in the context of a change-type to the contexts of the change-types that reuse it.
  private func expand(
    _ changeType: ChangeType, _ sides: FileSides, detector: Int?, presence: Presence, _ search: inout Search
  ) throws(OwnershipError) -> [ResolvedContext] {
    var found: [ResolvedContext] = []
    for expansion in changeType.expansions {
      if mode == .strict, let wanted = expansion.changeSchema, wanted != sides.schema { continue }
      let outer = policy.changeTypes[expansion.outer]
      for hit in try contextFiles(expansion.context, sides) {
        let next = contextSides(hit.file.path, outer.contextSchema)
        for inner in try contexts(of: expansion.outer, for: next, &search) {
          var context = inner
          context.context = sides.file
          context.disabled = inner.disabled || changeType.disabled || expansion.disabled
          context.detector = detector
          // Only places in the changed file itself say what is new in it.
          let second = next.isUnsettled ? .unsettled : detector == nil ? hit.presence : hit.presence.elsewhere
          context.presence = combine(presence, second, inner.presence.elsewhere)
          found.append(context)
        }
      }
    }
    return found
  }

  /// A context file on both sides. qontract takes its schema on trust; strictly it must be what it is said to be.
  private func contextSides(_ path: String, _ schema: String?) -> FileSides {
    var sides = bundles.sides(path)
    if mode == .compat {
      sides.schema = schema
    } else if sides.targetSchema != nil, sides.schema != sides.targetSchema {
      // It stays what it was for guards only.
      (sides.schema, sides.isUnsettled) = (sides.targetSchema, true)
    }
    return sides
  }

  /// A way that is one-sided anywhere is one-sided as a whole; the places are those in the changed file.
  private func combine(_ first: Presence, _ second: Presence, _ third: Presence) -> Presence {
    if [first, second, third].contains(.unsettled) { return .unsettled }
    if first != .both { return first }
    if second != .both { return second }
    return third
  }

  private struct Hit {
    var file: FileReference
    var presence: Presence
  }

  /// The files a context selector leads to, in order of their paths.
  private func contextFiles(
    _ context: ContextSelector, _ sides: FileSides
  ) throws(OwnershipError) -> [Hit] {
    let old: [String: [ElementPath]]
    let new: [String: [ElementPath]]
    if context.location == .backrefs {
      var before: [String: [ElementPath]] = [:]
      var after: [String: [ElementPath]] = [:]
      for path in referrers(sides.file).sorted() {
        let other = bundles.sides(path)
        if try values(context.selector, other.old, from: path)[sides.file.path] != nil { before[path] = [] }
        if try values(context.selector, other.new, from: path)[sides.file.path] != nil { after[path] = [] }
      }
      (old, new) = (before, after)
    } else {
      old = try values(context.selector, sides.old, from: sides.file.path)
      new = try values(context.selector, sides.new, from: sides.file.path)
    }
    let hits: [(String, Presence)]
    switch context.when {
    case .added: hits = new.filter { old[$0.key] == nil }.map { ($0.key, .added($0.value)) }
    case .removed: hits = old.filter { new[$0.key] == nil }.map { ($0.key, .removed($0.value)) }
    case nil where Set(old.keys) == Set(new.keys): hits = old.keys.map { ($0, .both) }
    // Who is the context is what the merge request changes: nobody gains by that, and no restriction is lost.
    case nil: hits = mode == .compat ? [] : Set(old.keys).union(new.keys).map { ($0, .unsettled) }
    }
    return hits.sorted { $0.0 < $1.0 }.map { Hit(file: FileReference(.datafile, $0.0), presence: $0.1) }
  }

  /// The texts a selector finds and where; what stands under `$ref` is a path, relative ones resolved.
  private func values(
    _ selector: Selector, _ document: Document?, from path: String
  ) throws(OwnershipError) -> [String: [ElementPath]] {
    guard let document else { return [:] }
    var found: [String: [ElementPath]] = [:]
    for match in try selector.places(in: document) {
      guard let text = document.string(match.node) else { continue }
      let isReference = mode == .strict && document.hasKey(match.node, "$ref")
      found[isReference ? Datafile.resolve(text, from: path) : text, default: []].append(match.path)
    }
    return found
  }
}
