public import DataBundle
public import Diffing
internal import DocumentModel
internal import JSONPath

/// Finds the owners of every changed item.
public struct CoverageBuilder: Sendable {
  private let policy: Policy
  private let bundles: BundlePair
  private let mode: OwnershipMode
  private let referrers: @Sendable (FileReference) -> Set<String>
  /// The positions of each change-type's detectors that lead to a context: few, where much is inherited.
  private let leading: [[Int]]

  /// A builder over the target's policy and the two bundles. `referrers` gives the paths of the datafiles that refer
  /// to a file on either side.
  public init(
    policy: Policy, target: Bundle, result: Bundle, mode: OwnershipMode,
    referrers: @escaping @Sendable (FileReference) -> Set<String>
  ) {
    self.policy = policy
    bundles = BundlePair(target: target, result: result)
    self.mode = mode
    self.referrers = referrers
    leading = policy.changeTypes.map { changeType in
      changeType.detectors.indices.filter { changeType.detectors[$0].context != nil }
    }
  }

  /// The coverage of some changes. Throws where a selector exceeds its budget: then nothing is decided.
  public func coverage(of changes: [FileChange]) throws(OwnershipError) -> Coverage {
    var files: [FileCoverage] = []
    for change in changes {
      guard change.file.type != .other else {
        files.append(FileCoverage(change: change, items: change.items.map { ItemCoverage(item: $0, owners: []) }))
        continue
      }
      let contexts = try contexts(of: change)
      let allowed = AllowedPaths(policy: policy, mode: mode)
      let items: [ItemCoverage]
      switch mode {
      case .compat:
        var coverage = CompatCoverage(change)
        for context in contexts { try coverage.cover(context, allowed) }
        items = coverage.items
      case .strict:
        items = try StrictCoverage(change, contexts, allowed, policy).items
      }
      files.append(FileCoverage(change: change, items: items))
    }
    return Coverage(files: files)
  }

  /// The strict judge of one file.
  func judge(_ change: FileChange) throws(OwnershipError) -> FileJudge {
    let allowed = AllowedPaths(policy: policy, mode: .strict)
    return FileJudge(coverage: try StrictCoverage(change, try contexts(of: change), allowed, policy))
  }

  /// Everybody who may have a say in a file, in qontract's order: change-types by path, roles, then implicit owners.
  private func contexts(of change: FileChange) throws(OwnershipError) -> [JudgingContext] {
    let sides = FileSides(file: change.file, schema: change.schema, old: change.old, new: change.new)
    let resolver = ContextResolver(policy: policy, bundles: bundles, mode: mode, leading: leading, referrers: referrers)
    var found: [JudgingContext] = []
    var implicit: [JudgingContext] = []
    for index in policy.changeTypes.indices {
      let resolved = try resolver.contexts(of: index, for: sides)
      for context in resolved {
        for role in roles(of: context) { found.append(judging(index, context, policy.roles[role])) }
      }
      implicit += try implicitContexts(index, resolved, change)
    }
    return found + implicit
  }

  /// The roles a context belongs to; where two have one name the later one counts in compat mode (qontract keys by it).
  private func roles(of context: ResolvedContext) -> [Int] {
    policy.roles(granting: context.changeType, on: context.owned, schema: context.ownedSchema, mode: mode)
  }

  private func judging(_ index: Int, _ context: ResolvedContext, _ role: Role) -> JudgingContext {
    let changeType = policy.changeTypes[index]
    return JudgingContext(
      changeType: index,
      owner: Owner(
        changeType: changeType.name, origin: policy.changeTypes[context.changeType].name, role: role.name,
        rolePath: role.path, context: context.owned.path,
        approvers: policy.approvers(among: role.approvers, mode: mode),
        disabled: mode == .compat ? changeType.disabled : context.disabled, restrictive: changeType.restrictive,
        isBroken: changeType.isBroken, priority: changeType.priority, labels: role.labels,
        reachability: role.reachability),
      contextPath: context.context.path, detector: context.detector, presence: context.presence)
  }

  /// Owners that the changed file names itself; strictly only what the target says about them counts.
  private func implicitContexts(
    _ index: Int, _ resolved: [ResolvedContext], _ change: FileChange
  ) throws(OwnershipError) -> [JudgingContext] {
    let changeType = policy.changeTypes[index]
    guard !changeType.implicitOwners.isEmpty, let document = change.old ?? (mode == .compat ? change.new : nil)
    else { return [] }
    let content = document.withMetadata(path: change.file.path, schema: change.schema)
    var found: [JudgingContext] = []
    for context in resolved where context.context == change.file {
      for selector in changeType.implicitOwners {
        let paths = Set(try selector.places(in: content).compactMap { content.string($0.node) })
        let approvers = policy.approvers(among: Set(paths.compactMap { account($0, change) }).sorted(), mode: mode)
        guard !approvers.isEmpty else { continue }
        found.append(
          JudgingContext(
            changeType: index,
            owner: Owner(
              changeType: changeType.name, origin: policy.changeTypes[context.changeType].name, role: nil,
              rolePath: nil, context: change.file.path, approvers: approvers,
              disabled: mode == .compat ? changeType.disabled : context.disabled, restrictive: changeType.restrictive,
              priority: changeType.priority, labels: [], reachability: []),
            contextPath: context.context.path, detector: context.detector, presence: context.presence))
      }
    }
    return found
  }

  private func account(_ reference: String, _ change: FileChange) -> String? {
    if mode == .strict { return policy.account(ofDatafile: Datafile.resolve(reference, from: change.file.path)) }
    return policy.account(ofDatafile: reference)
      ?? policy.accountField.flatMap { bundles.result.account(ofPerson: reference, in: $0) }
  }
}

extension Bundle {
  /// The account name of the user or bot at a path.
  fileprivate func account(ofPerson path: String, in field: String) -> String? {
    guard let person = datafile(path), person.schema == Role.userSchema || person.schema == Role.botSchema else {
      return nil
    }
    return person.accountName(in: field)
  }
}

extension Document {
  /// The document with `path` and `$schema` as members of its root, as qontract's server presents files.
  func withMetadata(path: String, schema: String?) -> Document {
    guard kind(root) == .object else { return self }
    var builder = DocumentBuilder(sourceBytes: nodeCount * 16)
    builder.begin(.object)
    for child in children(root) where !hasKey(child, "path") && !hasKey(child, "$schema") {
      builder.key(keyBytes(child))
      builder.copy(child, of: self)
    }
    builder.key("path".utf8)
    builder.scalar(.string, path.utf8)
    if let schema {
      builder.key("$schema".utf8)
      builder.scalar(.string, schema.utf8)
    }
    builder.end()
    return builder.finish() ?? self
  }
}
