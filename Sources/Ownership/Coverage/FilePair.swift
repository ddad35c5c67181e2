internal import DataBundle
internal import DocumentModel
internal import JSONPath

/// The two states that ownership compares: the target and the merge result.
struct BundlePair: Sendable {
  var target: Bundle
  var result: Bundle

  /// A datafile on both sides.
  func sides(_ path: String) -> FileSides {
    FileSides(
      file: FileReference(.datafile, path), schema: (result.datafile(path) ?? target.datafile(path))?.schema,
      targetSchema: target.datafile(path)?.schema, old: target.datafile(path)?.document,
      new: result.datafile(path)?.document)
  }
}

/// A file on both sides, as context selectors see it.
struct FileSides: Sendable {
  var file: FileReference
  var schema: String?
  /// The schema in the target, where it is known.
  var targetSchema: String?
  var old: Document?
  var new: Document?
  /// Its schema changes with this merge request: as a context it restricts, but grants nothing.
  var isUnsettled = false
}
