internal import DocumentModel
public import GitObjects
internal import Rendering
internal import YAMLReader

/// Which merges changed which files: what the provenance of objects is made from.
public struct ChangeIndex: Sendable {
  /// A file that a merge changed.
  private struct Change: Hashable {
    var merge: Int
    var path: String
  }

  /// The oldest first.
  private let merges: [RecordedMerge]
  /// The places of the merges, by commit.
  private var places: [String: Int] = [:]
  /// What changed an input, the oldest first.
  private var changes: [String: [Change]] = [:]
  /// The last merge that added a file.
  private var added: [String: Int] = [:]

  /// The changes of merges, the oldest first. Paths are from the top of the repository. `lists`: whether objects are asked for
  /// that depend on which datafiles of a schema there are.
  public init(_ merges: [RecordedMerge], repository path: String, lists: Bool = true) throws(GitError) {
    self.merges = merges
    let git = try Repository(opening: path)
    for (number, merge) in merges.enumerated() {
      let id = try git.resolve(merge.commit)
      places[merge.commit] = number
      var before = try git.parents(of: id).first
      if let known = merge.before { before = try git.resolve(known) }
      guard let before else { continue }
      for change in try git.objects.diff(from: try git.tree(of: before), to: try git.tree(of: id))
      where change.path.isUTF8 {
        let entry = Change(merge: number, path: change.path.text)
        changes[entry.path, default: []].append(entry)
        if change.old == nil { added[entry.path] = number }
        guard lists else { continue }
        let (old, new) = (try Self.schema(change.old, git), try Self.schema(change.new, git))
        for schema in Set([old, new].compactMap(\.self)) where old != new {
          changes[DatafileList.input(ofSchema: schema), default: []].append(entry)
        }
      }
    }
  }

  /// The schema that a file names, if it is a datafile.
  private static func schema(_ file: FileVersion?, _ git: Repository) throws(GitError) -> String? {
    guard let file, file.mode == .regular || file.mode == .executable,
      try git.objects.size(ofBlob: file.id) < 1 << 20,
      let document = YAMLReader().read(try git.objects.blob(file.id), file: "datafile").document
    else { return nil }
    let schema = document.member(document.root, "$schema").flatMap(document.string)
    return schema.map { $0.hasPrefix("/") ? $0 : "/" + $0 }
  }

  /// Where an object that is made from some inputs comes from; nil where no merge that is known changed one of them.
  ///
  /// It may be any of the merges that changed an input since it was last applied: `former` is what was said of it then. What it
  /// was made from then, and is no more now, counts as well. For an object that was not there, `file` is its datafile:
  /// nothing before that was added made it.
  public func provenance(of inputs: [String], file: String? = nil, since former: Provenance? = nil) -> Provenance? {
    let start = former.map { after($0, inputs) } ?? file.flatMap { added[$0] } ?? 0
    let all = Set(inputs).union(former?.inputs ?? [])
    let found = Set(all.flatMap { changes[$0] ?? [] }.filter { $0.merge >= start })
    let newest = Set(found.map(\.merge)).sorted(by: >).map { merges[$0] }
    guard let first = newest.first else { return nil }
    return Provenance(
      commit: first.commit, mergeRequest: first.mergeRequest, record: first.digest, inputs: inputs,
      gone: Array(Set(found.map(\.path)).subtracting(inputs)),
      earlier: newest.dropFirst().map { .init(commit: $0.commit, mergeRequest: $0.mergeRequest, record: $0.digest) })
  }

  /// Where the merges begin that came after the one that a provenance names. What is written on an object is only believed if
  /// it names a merge with its record, and that changed an input; else all count.
  private func after(_ former: Provenance, _ inputs: [String]) -> Int {
    guard let place = former.commit.flatMap({ places[$0] }), merges[place].digest == former.record,
      inputs.contains(where: { changes[$0]?.contains { $0.merge == place } ?? false })
    else { return 0 }
    return place + 1
  }
}
