internal import DataBundle
internal import Diffing
internal import DocumentModel
internal import GitObjects
internal import Ownership

/// What a set of changed files writes, and what it depends on.
struct Footprint: Hashable, Sendable {
  /// The files that are written, on either side.
  var written: Set<FileReference> = []
  /// What those refer to, directly or through others.
  var needed: Set<FileReference> = []
  /// Schemas or the configuration are written: that concerns every file.
  var isEverything = false

  /// Whether one writes what the other writes or depends on.
  func meets(_ other: Footprint) -> Bool {
    isEverything && !other.written.isEmpty || other.isEverything && !written.isEmpty
      || isEverything && other.isEverything
      || !written.isDisjoint(with: other.written) || !written.isDisjoint(with: other.needed)
      || !needed.isDisjoint(with: other.written)
  }

  /// The footprint of changed files, by the references of a bundle in which all the changes are.
  init(_ changed: [ChangedFile], target: Bundle, result: Bundle) {
    var pending: [String] = []
    for file in changed {
      let sides = [target.datafile(inFile: file.path), result.datafile(inFile: file.path)].compactMap { $0?.path }
      let resources = [target.resource(inFile: file.path), result.resource(inFile: file.path)].compactMap { $0?.path }
      written.formUnion(sides.map { FileReference(.datafile, $0) })
      written.formUnion(resources.map { FileReference(.resource, $0) })
      pending += sides
      guard sides.isEmpty, resources.isEmpty else { continue }
      written.insert(FileReference(.other, file.path))
      let configuration = target.configuration
      isEverything =
        isEverything || file.path == Paths.join(configuration.folder, Configuration.fileName)
        || file.path == configuration.graphql
        || configuration.schemaRoots.contains { file.path.hasPrefix($0.isEmpty ? "" : $0 + "/") }
    }
    var seen = Set(pending)
    while let path = pending.popLast() {
      guard let datafile = result.datafile(path) else { continue }
      for reference in datafile.references {
        let found = datafile.target(reference)
        needed.insert(FileReference(.datafile, found))
        if seen.insert(found).inserted { pending.append(found) }
      }
      guard !result.resources.isEmpty else { continue }
      var id = datafile.document.root
      let end = datafile.document.end(id)
      while id < end {
        if datafile.document.kind(id) == .string, let resource = result.resource(id, of: datafile) {
          needed.insert(FileReference(.resource, resource.path))
        }
        id = datafile.document.next(after: id)
      }
    }
  }
}

extension Workspace {
  /// Whether what has come into the target since a branch left it meets what the branch changes: one writes what the
  /// other writes or depends on, directly or through references, in the merge result.
  public func isTouchedByTarget(head: String, on target: PreparedTarget) throws(WorkflowError) -> Bool {
    let plan = try plan(target.commit, .commit(head), .strict)
    guard let commit = plan.headCommit else { return true }
    let since: [ChangedFile]? = try reading { (repository: Repository) throws(GitError) in
      guard let base = try repository.mergeBase(commit, plan.targetCommit) else { return nil }
      guard base != plan.targetCommit else { return [] }
      return try repository.objects.diff(
        from: try repository.tree(of: base), to: try repository.tree(of: plan.targetCommit)
      ).map { ChangedFile($0) }
    }
    guard let since, plan.conflicts.isEmpty else { return true }
    return since.isEmpty ? false : try target.maker.meet(since, plan.proposal)
  }
}
