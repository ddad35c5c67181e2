internal import DataBundle
internal import Diagnostics
internal import GitObjects
public import Validation

extension Workspace {
  /// What qontract-validator would report on a revision.
  public func qontractReport(_ revision: Revision) throws(WorkflowError) -> QontractReport {
    let (bundle, _) = try load(try source(revision))
    let lines = SourceLines(bundle.source, Masking(bundle))
    do throws(SourceError) { return try QontractReport(bundle, loading: lines.masked(bundle.diagnostics)) } catch {
      throw .failure(error.description)
    }
  }

  /// A revision as one file, as qontract-bundler writes it. The commit and its time are HEAD's where the files on disk
  /// are taken, unless they are given.
  public func qontractBundle(
    _ revision: Revision, commit: String? = nil, timestamp: String? = nil
  ) throws(WorkflowError) -> [UInt8] {
    let (bundle, diagnostics) = try load(try source(revision))
    let schemas = Set(bundle.schemas.map(\.file))
    if let first = diagnostics.first(where: { $0.severity == .error && !schemas.contains($0.place.file) }) {
      let line = first.place.range.map { ":\($0.start.line)" } ?? ""
      let first = SourceLines(bundle.source, Masking(bundle)).masked([first])[0]
      throw .failure(
        "\(first.place.file)\(line): \(first.message); run 'remit validate' to see everything that is wrong")
    }
    var identity = (commit: commit ?? "", timestamp: timestamp ?? "")
    if commit == nil || timestamp == nil {
      let name = if case .commit(let name) = revision { name } else { "HEAD" }
      let found = try reading { (repository) throws(GitError) in
        try repository.commit(try repository.resolve(name))
      }
      identity = (commit ?? found.id.description, timestamp ?? String(found.committer.time))
    }
    do throws(SourceError) {
      return try QontractBundleText(bundle, commit: identity.commit, timestamp: identity.timestamp).bytes
    } catch {
      throw .failure(error.description)
    }
  }
}
