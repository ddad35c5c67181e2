internal import DataBundle
internal import GitObjects
internal import HTTPTransport
public import Kubernetes
public import Workflows

/// Reads from clusters and records where objects come from.
public struct Tracer: Sendable {
  private let repository: String
  private let notes: String
  private let trust: RecordTrust
  private let roots: [String]

  /// A tracer with the records in the git repository of a data repository. `notes`: where they are. `trust`: which of
  /// them are believed. Throws where there is no repository.
  public init(
    _ workspace: Workspace, notes: String = Gate.notes, trust: RecordTrust = .everything
  ) throws(WorkflowError) {
    self.trust = trust
    guard let git = workspace.repository else {
      throw .usage("\(workspace.root) is in no git repository, where records would be")
    }
    repository = git.gitDirectory
    self.notes = notes
    let source = try workspace.source(.commit("HEAD"))
    do throws(SourceError) {
      let configuration = try Bundle.configuration(in: workspace.folder, of: source).0
      roots = configuration.dataRoots + configuration.resourceRoots
    } catch { throw .failure(error.description) }
  }

  /// Where one object comes from; nil where there is none. `kind`: `Deployment.apps`.
  public func origin(
    of name: String, kind: GroupKind, namespace: String?, on cluster: String, _ api: any KubernetesAPI
  ) async throws(KubernetesError) -> ObjectOrigin? {
    let discovery = try await api.discover()
    guard let resource = discovery.resource(for: kind) else {
      throw KubernetesError(
        .notFound, "get \(kind)", message: "the cluster serves no \(kind): write Kind.group, as Deployment.apps")
    }
    let place = resource.isNamespaced ? namespace ?? "default" : nil
    guard let object = try await api.get(resource, namespace: place, name: name) else { return nil }
    let seals = try await seals(for: object, api)
    return origin(of: object, ObjectKey(kind, namespace: place, name: name), seals, on: cluster)
  }

  /// The seals that may be on an object: that of its set, or all where it has the label of none; nil where whoever asks may not
  /// read them.
  private func seals(for object: KubernetesObject, _ api: any KubernetesAPI) async throws(KubernetesError) -> [Seal]? {
    let id = ApplySet.membership(of: object).map { "=\($0)" } ?? ""
    do throws(KubernetesError) {
      let options = ListOptions(namespace: SetParent.namespace, labelSelector: ApplySet.idLabel + id)
      return try await api.list(SetParent.resource, options).objects.map { Seal(parent: $0.uid) }
    } catch {
      // A label that is none cannot be asked for.
      if [.badRequest, .notFound].contains(error.kind) { return [] }
      if error.kind == .forbidden { return nil }
      throw error
    }
  }

  /// All objects on a cluster that a merge request put there, or may have, sorted. `mergeRequest`: its page or its number.
  public func objects(
    of mergeRequest: String, on cluster: String, _ api: any KubernetesAPI
  ) async throws(KubernetesError) -> (origins: [ObjectOrigin], unread: [GroupKind: String]) {
    let live = try await LiveReader(api: api, clock: .system).read(for: [])
    func isAsked(_ written: String?) -> Bool { written.map { Self.isSame($0, mergeRequest) } ?? false }
    let found = live.members.filter { object in
      guard let provenance = Provenance(of: object.value) else { return false }
      return isAsked(provenance.mergeRequest) || provenance.earlier.contains { isAsked($0.mergeRequest) }
    }
    let seals = live.parents.values.map(\.seal)
    let origins = found.map { origin(of: $0.value, $0.key, seals, on: cluster, only: mergeRequest) }.filter { origin in
      isAsked(origin.provenance?.mergeRequest)
        || origin.earlier.contains { $0.record != nil && isAsked($0.merge.mergeRequest) }
    }
    return (origins.sorted { $0.key < $1.key }, live.unread)
  }

  /// Whether a merge request is meant by its page, `!12`, `#12` or `12`.
  static func isSame(_ written: String, _ asked: String) -> Bool {
    if written == asked { return true }
    let number = asked.hasPrefix("!") || asked.hasPrefix("#") ? asked.dropFirst() : asked[...]
    guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    return written == "!\(number)" || written.hasSuffix("/\(number)")
  }

  /// Why what is written on an object is not about it; nil: it was applied with it.
  private static func problem(of object: KubernetesObject, _ key: ObjectKey, _ seals: [Seal]?) -> String? {
    guard Seal.isMark(object.annotations[Marks.object], of: key) else {
      return "what is written on it is about another object: it is a copy"
    }
    let isApplied = object.managers.contains { $0.name == Marks.fieldManager && $0.operation == .apply }
    guard isApplied else { return "it has the marks of Remit, and was not applied by it" }
    guard let seals else { return nil }
    return seals.contains { $0.parent != nil && $0.covers(object, key) }
      ? nil
      : "what is written on it is not what Remit wrote: the next run writes it anew, if somebody asks for the object"
  }

  /// `mergeRequest`: of the earlier merges only this one is of interest; nil: all are.
  private func origin(
    of object: KubernetesObject, _ key: ObjectKey, _ seals: [Seal]?, on cluster: String,
    only mergeRequest: String? = nil
  ) -> ObjectOrigin {
    var origin = ObjectOrigin(cluster: cluster, key: key, provenance: Provenance(of: object), roots: roots)
    guard let provenance = origin.provenance else { return origin }
    if let problem = Self.problem(of: object, key, seals) {
      origin.provenance = nil
      origin.problem = problem
      return origin
    }
    guard let commit = provenance.commit else {
      origin.problem = "no merge since the baseline changed what it is made of"
      return origin
    }
    let newest = look(
      .init(commit: commit, mergeRequest: provenance.mergeRequest, record: provenance.record))
    origin.provenance?.mergeRequest = newest.merge.mergeRequest
    (origin.record, origin.problem) = (newest.record, newest.problem)
    if seals == nil, origin.problem == nil {
      origin.problem = "whether Remit wrote this: the ConfigMaps in \(SetParent.namespace) cannot be read"
    }
    origin.earlier = provenance.earlier.filter { merge in
      mergeRequest.map { asked in merge.mergeRequest.map { Self.isSame($0, asked) } ?? false } ?? true
    }.map(look)
    return origin
  }

  /// What the record of a merge says: that counts, as anybody who may edit the object can write something else on it.
  private func look(_ merge: Provenance.Merge) -> MergeOrigin {
    var origin = MergeOrigin(merge: merge)
    let commit = Lines.safe(merge.commit)
    do throws(GitError) {
      let git = try Repository(opening: repository)
      guard let text = try git.note(on: try git.resolve(merge.commit), reference: notes) else {
        origin.problem = "there is no note on \(commit): git fetch origin \(notes):\(notes)"
        return origin
      }
      let records = RecordNote(text).records
      guard let record = records.first(where: { $0.digest == merge.record }) else {
        origin.problem = "the note on \(commit) is another record than the one that the object names"
        return origin
      }
      guard trust.covers(record) else {
        origin.problem =
          "the note on \(commit) is signed by none of the keys, or is about another branch or repository"
        return origin
      }
      let page = RecordedMerge(record)?.mergeRequest
      if let written = merge.mergeRequest, written != page {
        origin.problem = "the object names the merge request \(Lines.safe(written)), and the record another one"
      }
      origin.merge.mergeRequest = page
      origin.record = record
    } catch { origin.problem = "\(commit): \(error)" }
    return origin
  }
}
