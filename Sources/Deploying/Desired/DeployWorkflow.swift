public import Diagnostics
internal import GitObjects
internal import Kubernetes
internal import Rendering
public import Workflows

/// What is to be on clusters, by a commit of the data repository: as far as the gate lets it.
public struct DeployWorkflow {
  /// What a commit asks for.
  public struct Answer {
    /// The commit that is deployed: the one that was asked for, or the last one before it that everything is allowed of.
    public var commit: String
    /// What the gate said; nil: there is none.
    public var verdict: Gate.Verdict?
    /// What is to be on each cluster, by name. Where the commit is not in order, each says so and nothing is written.
    public var states: [DesiredState]
    /// What is wrong with the commit.
    public var diagnostics: [Diagnostic]
    /// The lines of its files.
    public var lines: SourceLines
  }

  /// The data repository. The index and the working tree do not count.
  private let workspace: Workspace
  /// The commit that is trusted: what has come since needs decision records. Nil: no records are asked for.
  private let baseline: String?
  /// Which records count.
  let trust: RecordTrust

  /// Deployments of a repository. `trust`: which records count.
  public init(_ workspace: Workspace, baseline: String?, trust: RecordTrust) {
    self.trust = trust
    self.workspace = workspace
    self.baseline = baseline
  }

  /// What a commit asks for, on one cluster or on all. `today`: the day, `YYYY-MM-DD`.
  public func desired(_ name: String, cluster: String? = nil, today: String) throws(WorkflowError) -> Answer {
    let path = try repositoryPath()
    var commit = try id(of: name)
    var (verdict, changes): (Gate.Verdict?, ChangeIndex?) = (nil, nil)
    if let baseline {
      do throws(Gate.Failure) {
        let found = try Gate(repository: path, trust: trust).check(deployed: baseline, wanted: commit)
        (verdict, commit) = (found, found.deployable)
      } catch { throw .failure("the gate cannot say anything: \(error)") }
    }
    let result = try workspace.render(.commit(commit), cluster: cluster, today: today)
    if let verdict {
      let lists = result.rendering.objects.contains { $0.inputs.contains(where: DatafileList.isList) }
      changes = try index(verdict.merges, path, lists: lists)
    }
    let problem = Self.problem(result.diagnostics)
    let committedAt = time(of: commit, path)
    var states: [DesiredState] = []
    for name in result.rendering.clusters {
      states.append(
        try Self.state(
          of: name, result.rendering, commit: commit, problem: problem, changes, hidden: result.hiddenFiles))
    }
    for index in states.indices {
      states[index].committedAt = committedAt
      states[index].orphanRules = result.orphans.map { OrphanRule($0) }
    }
    return Answer(
      commit: commit, verdict: verdict, states: states, diagnostics: result.diagnostics, lines: result.lines)
  }

  /// Whether the clone has any records of decisions: git fetches none by itself.
  public var hasRecords: Bool {
    guard let path = try? repositoryPath(), let repository = try? Repository(opening: path) else { return false }
    return (try? repository.resolve(Gate.notes)) != nil
  }

  /// Whether a commit comes after another one, or is the same.
  public func descends() throws(WorkflowError) -> @Sendable (_ commit: String, _ deployed: String) -> Bool {
    let gate = Gate(repository: try repositoryPath())
    return { commit, deployed in gate.descends(commit, from: deployed) }
  }

  func repositoryPath() throws(WorkflowError) -> String {
    guard let repository = workspace.repository else {
      throw .usage("\(workspace.root) is in no git repository: only what is committed is deployed")
    }
    return repository.gitDirectory
  }

  /// The id of the commit that a name stands for.
  public func id(of name: String) throws(WorkflowError) -> String {
    let path = try repositoryPath()
    do throws(GitError) { return try Repository(opening: path).resolve(name).description } catch {
      throw .usage("\(name): \(error)")
    }
  }

  /// When a commit was made; nil where the repository does not say.
  private func time(of commit: String, _ path: String) -> Int64? {
    do throws(GitError) {
      let repository = try Repository(opening: path)
      return try repository.commit(try repository.resolve(commit)).committer.time
    } catch { return nil }
  }

  private func index(
    _ merges: [RecordedMerge], _ path: String, lists: Bool
  ) throws(WorkflowError) -> ChangeIndex {
    do throws(GitError) { return try ChangeIndex(merges, repository: path, lists: lists) } catch {
      throw .failure("the history cannot be read: \(error)")
    }
  }

  /// What a rendering asks for on a cluster. `hidden`: the files with values that no output may show.
  static func state(
    of cluster: String, _ rendering: Rendering, commit: String, problem: String?, _ changes: ChangeIndex? = nil,
    hidden: Set<String> = []
  ) throws(WorkflowError) -> DesiredState {
    var objects: [DesiredObject] = []
    for object in rendering.objects where object.cluster == cluster {
      objects.append(try desired(object, changes, isSensitive: object.inputs.contains { hidden.contains($0) }))
    }
    return DesiredState(
      cluster: cluster, commit: commit, objects: objects, incompleteSets: incomplete(rendering.gaps, cluster, objects),
      problem: problem)
  }

  /// What keeps everything from being written: errors of the commit.
  static func problem(_ diagnostics: [Diagnostic]) -> String? {
    let errors = diagnostics.filter { $0.severity == .error }
    guard let first = errors.first else { return nil }
    let line = first.place.range.map { ":\($0.start.line)" } ?? ""
    return "the commit has \(errors.count) error\(errors.count == 1 ? "" : "s"), the first in "
      + "\(first.place.file)\(line): \(first.message)"
  }

  static func desired(
    _ object: RenderedObject, _ changes: ChangeIndex? = nil, isSensitive: Bool = false
  ) throws(WorkflowError) -> DesiredObject {
    guard let content = KubernetesObject(object.document) else {
      throw .failure("\(object.datafile): what is rendered is no object")
    }
    do throws(DesiredObjectError) {
      var wanted = try DesiredObject(
        content, set: object.set, isTombstone: object.isTombstone,
        provenance: changes?.provenance(of: object.inputs, file: object.place.file)
          ?? Provenance(inputs: object.inputs), datafile: object.datafile)
      (wanted.isSensitive, wanted.changes) = (isSensitive, changes)
      return wanted
    } catch { throw .failure(error.description) }
  }

  /// The sets of a cluster that are not wholly known. A gap that may be anywhere is in all of them.
  private static func incomplete(
    _ gaps: [RenderingGap], _ cluster: String, _ objects: [DesiredObject]
  ) -> [String: String] {
    var sets: [String: String] = [:]
    for gap in gaps where gap.cluster == nil || gap.cluster == cluster {
      let reason = "\(gap.template) could not be rendered for \(gap.datafile ?? "anything")"
      for set in gap.set.map({ [$0] }) ?? Set(objects.map(\.set)).sorted() { sets[set] = sets[set] ?? reason }
    }
    return sets
  }
}
