internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// The keyword `claimWithin`: what a file claims lies in the pool that it refers to, and nobody else claims it there.
struct ClaimRule {
  func check(_ context: RuleContext) -> [Diagnostic] {
    var (found, state): ([Diagnostic], State) = ([], State())
    for (file, use) in context.linked(.claimWithin) {
      if state.declarations[use.declaration] == nil {
        let source = context.bundle.schemaSet.document(ofSource: use.declaration.source)
        state.declarations[use.declaration] = .some(
          source.flatMap { ClaimDeclaration.read(use.declaration.value, in: $0).0 })
      }
      guard let declaration = state.declarations[use.declaration].flatMap(\.self) else { continue }
      let datafile = context.bundle.datafiles[file]
      let values = datafile.document.values(at: declaration.value, from: use.node)
        .filter { datafile.document.kind($0) != .null }
      guard !values.isEmpty else { continue }
      switch pool(declaration, use.node, datafile, context, &found, &state) {
      case .dangling: continue
      case .missing(let diagnostic): found.append(diagnostic)
      case .found(let key):
        for value in values {
          claim(value, datafile, key, isShared: declaration.isShared, context, &found, &state)
        }
      }
    }
    return found.sortedUnique()
  }

  private struct State {
    var declarations: [FileFacts.Declaration: ClaimDeclaration?] = [:]
    var pools: [PoolKey: Pool] = [:]
    var claims: [Claim: (datafile: Datafile, node: NodeID)] = [:]
  }

  /// A pool: a datafile and its field that says what it holds.
  private struct PoolKey: Hashable {
    var path: String
    var ranges: FieldPath
  }

  private struct Claim: Hashable {
    var pool: PoolKey
    var value: PoolValue
  }

  private enum PoolSearch {
    case found(PoolKey)
    case missing(Diagnostic)
    case dangling
  }

  /// The pool that a declaration at a value leads to, read when it is first asked for.
  private func pool(
    _ declaration: ClaimDeclaration, _ node: NodeID, _ datafile: Datafile, _ context: RuleContext,
    _ found: inout [Diagnostic], _ state: inout State
  ) -> PoolSearch {
    let resolution = context.bundle.resolve(declaration.pool, from: node, of: datafile)
    guard case .found(let owner, let field) = resolution, owner.document.member(field, .reference) != nil else {
      if case .dangling = resolution { return .dangling }
      return .missing(
        Diagnostic(
          "claim/pool", at: datafile.place(node),
          "something is claimed here, and \"\(declaration.pool)\" names no pool",
          help: "refer to the pool with {$ref: …}"))
    }
    guard let target = context.bundle.datafile(referredToBy: field, of: owner) else { return .dangling }
    let key = PoolKey(path: target.path, ranges: declaration.ranges)
    if state.pools[key] == nil {
      let values = target.document.values(at: declaration.ranges, from: target.document.root)
      let (pool, problems) = Pool.read(values, in: target.document)
      state.pools[key] = pool
      found += problems.map { Diagnostic("claim/range", at: target.place($0.node), $0.message) }
      if values.isEmpty {
        found.append(
          Diagnostic(
            "claim/pool", at: target.place(target.document.root),
            "something is claimed from this file, and it has no \"\(declaration.ranges)\""))
      }
    }
    return .found(key)
  }

  private func claim(
    _ node: NodeID, _ datafile: Datafile, _ key: PoolKey, isShared: Bool, _ context: RuleContext,
    _ found: inout [Diagnostic], _ state: inout State
  ) {
    let shown = context.shown(node, of: datafile)
    let place = datafile.place(node)
    guard let value = PoolValue(node, in: datafile.document), state.pools[key]?.contains(value) == true else {
      let ranges = context.bundle.datafile(key.path).flatMap { pool in
        pool.document.values(at: key.ranges, from: pool.document.root).first.map { pool.place($0) }
      }
      found.append(
        Diagnostic(
          "claim/outside", at: place, "\(shown) is not in the pool \"\(key.path)\"",
          help: "claim something that the pool holds",
          notes: ranges.map { [.init("what it holds begins here", at: $0)] } ?? []))
      return
    }
    if isShared { return }
    let claim = Claim(pool: key, value: value)
    guard let earlier = state.claims[claim] else {
      state.claims[claim] = (datafile, node)
      return
    }
    if earlier.datafile === datafile, earlier.node == node { return }
    found.append(
      Diagnostic(
        "claim/duplicate", at: place,
        "\(shown) of the pool \"\(key.path)\" is claimed by \"\(earlier.datafile.path)\" too",
        help: "claim another one", notes: [.init("the other claim", at: earlier.datafile.place(earlier.node))]))
  }
}
