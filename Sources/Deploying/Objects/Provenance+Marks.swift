internal import DocumentModel
internal import JSONCoding
public import Kubernetes

extension Provenance {
  /// Reads what is written on an object; nil where nothing is.
  public init?(of object: KubernetesObject) {
    let notes = object.annotations
    guard notes[Marks.contentHash] != nil || notes[Marks.commit] != nil else { return nil }
    let (earlier, more) = Self.merges(notes[Marks.earlier])
    self.init(
      commit: notes[Marks.commit], mergeRequest: notes[Marks.mergeRequest], record: notes[Marks.record],
      inputs: Self.paths(notes[Marks.inputs]), gone: Self.paths(notes[Marks.gone]), earlier: earlier, more: more,
      isHidden: notes[Marks.hidden] != nil)
  }

  /// The annotations, without the content hash and the object's name.
  var annotations: [String: String] {
    var notes: [String: String] = [:]
    notes[Marks.commit] = commit
    notes[Marks.mergeRequest] = mergeRequest
    notes[Marks.record] = record
    notes[Marks.inputs] = Self.listed(inputs)
    notes[Marks.gone] = Self.listed(gone)
    notes[Marks.earlier] = listedMerges
    if isHidden { notes[Marks.hidden] = "true" }
    return notes
  }

  /// Paths as a JSON list; of very many, the last element says how many are left out. Nil: there are none.
  private static func listed(_ paths: [String]) -> String? {
    guard !paths.isEmpty else { return nil }
    var kept: [String] = []
    var bytes = 0
    for path in paths {
      bytes += path.utf8.count + 3
      guard bytes <= Marks.maximumInputBytes else {
        kept.append("… \(paths.count - kept.count) more")
        break
      }
      kept.append(path)
    }
    var writer = JSONWriter()
    writer.strings(kept)
    return writer.text
  }

  /// The earlier merges as a JSON list; the last element says how many are left out. Nil: there are none.
  private var listedMerges: String? {
    guard !earlier.isEmpty else { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    for merge in earlier {
      writer.beginObject()
      writer.member("commit", merge.commit)
      writer.member("mergeRequest", merge.mergeRequest)
      writer.member("record", merge.record)
      writer.endObject()
    }
    if more > 0 {
      writer.beginObject()
      writer.member("more", more)
      writer.endObject()
    }
    writer.endArray()
    return writer.text
  }

  private static func list(_ text: String?) -> Document? {
    let limits = JSONReader.Limits(bytes: 1 << 20, nodes: 10_000)
    guard let text, let document = JSONReader(limits: limits).read(Array(text.utf8), file: "annotation").document,
      document.kind(document.root) == .array
    else { return nil }
    return document
  }

  private static func paths(_ text: String?) -> [String] {
    guard let document = list(text) else { return [] }
    return document.children(document.root).compactMap(document.string)
  }

  private static func merges(_ text: String?) -> ([Merge], more: Int) {
    guard let document = list(text) else { return ([], 0) }
    var (merges, more): ([Merge], Int) = ([], 0)
    for node in document.children(document.root) where document.kind(node) == .object {
      func text(_ key: DocumentKey) -> String? { document.member(node, key).flatMap(document.string) }
      if let commit = text("commit") {
        merges.append(Merge(commit: commit, mergeRequest: text("mergeRequest"), record: text("record")))
      } else if let count = document.member(node, "more").flatMap({ Int(document.json($0)) }), count > 0 {
        more = min(count, 1_000_000)
      }
    }
    return (merges, more)
  }
}
