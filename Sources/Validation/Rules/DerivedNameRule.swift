internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// The keyword `derivedName`: names that are computed from fields can be computed, are names, and nobody else has them;
/// and where names of others begin with one, nobody else's begins with it by chance.
struct DerivedNameRule {
  func check(_ context: RuleContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var spaces: [Space: [Holder]] = [:]
    var kept: [(holder: Holder, outside: String)] = []
    var declarations: [FileFacts.Declaration: [NameDeclaration]] = [:]
    for (file, use) in context.linked(.derivedName) {
      if declarations[use.declaration] == nil {
        let source = context.bundle.schemaSet.document(ofSource: use.declaration.source)
        declarations[use.declaration] = source.map { NameDeclaration.read(use.declaration.value, in: $0).0 } ?? []
      }
      for declaration in declarations[use.declaration] ?? [] {
        let datafile = context.bundle.datafiles[file]
        let named = NamedDatafile(context: context, datafile: datafile, node: use.node, declaration: declaration)
        found += named.problems
        guard let name = named.name else { continue }
        let holder = Holder(file: file, place: named.place, name: named.isSensitive ? nil : name, key: name)
        if let outside = declaration.outside { kept.append((holder, outside)) }
        guard let space = declaration.space, let region = named.region else { continue }
        spaces[Space(name: space, region: region, isPrefix: declaration.isPrefix), default: []].append(holder)
      }
    }
    for (space, holders) in spaces.sorted(by: { $0.key < $1.key }) {
      found += duplicates(holders, context)
      if space.isPrefix { found += shadowed(holders, context) }
    }
    for (outside, names) in Dictionary(grouping: kept, by: \.outside) {
      found += inside(names.map(\.holder), spaces.filter { $0.key.name == outside }.flatMap(\.value), context)
    }
    return found.sortedUnique()
  }

  /// Within which names are compared.
  private struct Space: Hashable, Comparable {
    var name: String
    var region: String
    var isPrefix: Bool

    static func < (a: Space, b: Space) -> Bool {
      (a.name, a.region, a.isPrefix ? 1 : 0) < (b.name, b.region, b.isPrefix ? 1 : 0)
    }
  }

  /// A datafile with a name.
  private struct Holder {
    var file: Int
    var place: Place
    /// The name, if it may be shown.
    var name: String?
    var key: String

    var shown: String { name ?? SensitivePlaces.mask }
  }

  private func duplicates(_ holders: [Holder], _ context: RuleContext) -> [Diagnostic] {
    var first: [String: Holder] = [:]
    return holders.compactMap { holder in
      guard let earlier = first[holder.key] else {
        first[holder.key] = holder
        return nil
      }
      if earlier.file == holder.file, earlier.place == holder.place { return nil }
      return Diagnostic(
        "name/duplicate", at: holder.place,
        "the name \"\(holder.shown)\" is that of \"\(context.bundle.datafiles[earlier.file].path)\" too",
        help: "rename one of the two: their names are made of their fields",
        notes: [.init("the other one", at: earlier.place)])
    }
  }

  /// Names that are a domain of others, or end in one.
  private func inside(_ holders: [Holder], _ domains: [Holder], _ context: RuleContext) -> [Diagnostic] {
    let owners = Dictionary(domains.map { ($0.key[...], $0) }, uniquingKeysWith: { first, _ in first })
    return holders.compactMap { holder in
      var rest = holder.key[...]
      while owners[rest] == nil {
        guard let dot = rest.firstIndex(of: ".") else { return nil }
        rest = rest[rest.index(after: dot)...]
      }
      guard let owner = owners[rest] else { return nil }
      return Diagnostic(
        "name/inside", at: holder.place,
        "the name \"\(holder.shown)\" is in \"\(owner.shown)\", which is that of "
          + "\"\(context.bundle.datafiles[owner.file].path)\"",
        help: "choose a name outside of it: the names in there are made by others",
        notes: [.init("what it is in", at: owner.place)])
    }
  }

  /// Sorted by bytes, whatever begins with a name stands right behind it.
  private func shadowed(_ holders: [Holder], _ context: RuleContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var beginnings: [Holder] = []
    for holder in holders.sorted(by: { ($0.key, $0.file) < ($1.key, $1.file) }) {
      while let last = beginnings.last, !holder.key.hasPrefix(last.key) { beginnings.removeLast() }
      if let outer = beginnings.last(where: { $0.key != holder.key }) {
        found.append(
          Diagnostic(
            "name/shadowed", at: holder.place,
            "\"\(holder.shown)\" begins with \"\(outer.shown)\", which is for the names of "
              + "\"\(context.bundle.datafiles[outer.file].path)\"",
            help: "rename one of the two, so that it is clear whose a name is",
            notes: [.init("the other one", at: outer.place)]))
      }
      if beginnings.last?.key != holder.key { beginnings.append(holder) }
    }
    return found
  }
}
