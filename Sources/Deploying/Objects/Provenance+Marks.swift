internal import DocumentModel
internal import JSONCoding
public import Kubernetes

extension Provenance {
  /// Reads what is written on an object; nil where nothing is.
  public init?(of object: KubernetesObject) {
    let notes = object.annotations
    guard notes[Marks.contentHash] != nil || notes[Marks.commit] != nil else { return nil }
    let (earlier, more) = Self.merges(notes[Marks.earlier])
    let (inputs, moreInputs) = Self.paths(notes[Marks.inputs])
    let (gone, moreGone) = Self.paths(notes[Marks.gone])
    self.init(
      commit: notes[Marks.commit], mergeRequest: notes[Marks.mergeRequest], record: notes[Marks.record],
      inputs: inputs, gone: gone, earlier: earlier, more: more, moreInputs: moreInputs, moreGone: moreGone,
      isHidden: notes[Marks.hidden] != nil)
  }

  /// The annotations, without the content hash and the object's name.
  var annotations: [String: String] {
    var notes: [String: String] = [:]
    notes[Marks.commit] = commit
    notes[Marks.mergeRequest] = mergeRequest
    notes[Marks.record] = record
    notes[Marks.inputs] = Self.listed(inputs, moreInputs)
    notes[Marks.gone] = Self.listed(gone, moreGone)
    notes[Marks.earlier] = listedMerges
    if isHidden { notes[Marks.hidden] = "true" }
    return notes
  }

  /// Paths as a JSON list; the last element says how many are left out. Nil: there are none. What was read is written again
  /// as it was.
  private static func listed(_ paths: [String], _ more: Int) -> String? {
    guard !paths.isEmpty || more > 0 else { return nil }
    var bytes = 0
    let kept = paths.prefix { path in
      bytes += path.utf8.count + 3
      return bytes <= Marks.maximumInputBytes
    }
    var writer = JSONWriter()
    writer.beginArray()
    for path in kept { writer.string(path) }
    write(more: paths.count - kept.count + more, to: &writer)
    writer.endArray()
    return writer.text
  }

  private static func write(more: Int, to writer: inout JSONWriter) {
    guard more > 0 else { return }
    writer.beginObject()
    writer.member("more", min(more, mostCounted))
    writer.endObject()
  }

  private static let mostCounted = 1_000_000

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
    Self.write(more: more, to: &writer)
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

  private static func paths(_ text: String?) -> ([String], more: Int) {
    guard let document = list(text) else { return ([], 0) }
    let items = document.children(document.root)
    return (items.compactMap(document.string), items.compactMap { more($0, document) }.first ?? 0)
  }

  /// How many are left out, if an element says that.
  private static func more(_ node: NodeID, _ document: Document) -> Int? {
    guard document.kind(node) == .object,
      let count = document.member(node, "more").flatMap({ Int(document.json($0)) }), count > 0
    else { return nil }
    return min(count, mostCounted)
  }

  private static func merges(_ text: String?) -> ([Merge], more: Int) {
    guard let document = list(text) else { return ([], 0) }
    var (merges, more): ([Merge], Int) = ([], 0)
    for node in document.children(document.root) where document.kind(node) == .object {
      func text(_ key: DocumentKey) -> String? { document.member(node, key).flatMap(document.string) }
      if let commit = text("commit") {
        merges.append(Merge(commit: commit, mergeRequest: text("mergeRequest"), record: text("record")))
      } else if let count = Self.more(node, document) {
        more = count
      }
    }
    return (merges, more)
  }
}
