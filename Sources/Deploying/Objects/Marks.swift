public import Kubernetes
internal import DocumentModel
internal import JSONCoding

/// What is written on objects about themselves: annotations of `remit.dev`.
public enum Marks {
  /// The field manager of all that is applied.
  public static let fieldManager = "remit"
  /// The field manager of the parents of apply sets, as the proposal (KEP 3659) wants it.
  public static let parentManager = "remit-applyset"
  /// The tool in the annotation of a parent.
  public static let tool = "remit"

  /// The paths that the object was made from: a JSON list.
  public static let inputs = "remit.dev/inputs"
  /// The commit that last changed what it is made of.
  public static let commit = "remit.dev/commit"
  /// The merge request that brought it.
  public static let mergeRequest = "remit.dev/merge-request"
  /// The digest of the record of the decision that allowed it.
  public static let record = "remit.dev/record"
  /// The digest of what was rendered, without what is said here.
  public static let contentHash = "remit.dev/content-hash"
  /// Which object this was written on, and by whom (`Seal`): a copy has the name of the original.
  public static let object = "remit.dev/object"
  /// That annotation as a field.
  static let objectPath = FieldPath("metadata", "annotations", object).description

  /// All annotations.
  static let all: Set<String> = [inputs, commit, mergeRequest, record, contentHash, object]

  /// How many bytes of paths are written on an object. The API takes 256 KiB in all annotations.
  static let maximumInputBytes = 16 * 1024
}

extension Provenance {
  /// Reads what is written on an object; nil where nothing is.
  public init?(of object: KubernetesObject) {
    let notes = object.annotations
    guard notes[Marks.contentHash] != nil || notes[Marks.commit] != nil else { return nil }
    self.init(
      commit: notes[Marks.commit], mergeRequest: notes[Marks.mergeRequest], record: notes[Marks.record],
      inputs: notes[Marks.inputs].map(Self.paths) ?? [])
  }

  /// The annotations, without the content hash and the object's name.
  var annotations: [String: String] {
    var notes: [String: String] = [:]
    notes[Marks.commit] = commit
    notes[Marks.mergeRequest] = mergeRequest
    notes[Marks.record] = record
    if !inputs.isEmpty { notes[Marks.inputs] = listed }
    return notes
  }

  /// The paths as a JSON list; of very many, the last element says how many are left out.
  private var listed: String {
    var kept: [String] = []
    var bytes = 0
    for path in inputs {
      bytes += path.utf8.count + 3
      guard bytes <= Marks.maximumInputBytes else {
        kept.append("… \(inputs.count - kept.count) more")
        break
      }
      kept.append(path)
    }
    var writer = JSONWriter()
    writer.strings(kept)
    return writer.text
  }

  private static func paths(_ text: String) -> [String] {
    let limits = JSONReader.Limits(bytes: 1 << 20, nodes: 10_000)
    guard let document = JSONReader(limits: limits).read(Array(text.utf8), file: Marks.inputs).document else {
      return []
    }
    return document.children(document.root).compactMap(document.string)
  }
}
