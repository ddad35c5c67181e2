internal import DataBundle
internal import JSONSchema
internal import Rendering

/// Which files have values that no output may show.
struct HiddenFiles {
  private let bundles: [Bundle]
  private let masking: Masking
  private var known: [String: Bool] = [:]

  init(_ bundles: Bundle...) {
    self.bundles = bundles
    masking = Masking(bundles.map(\.schemaSet))
  }

  mutating func contains(_ file: String) -> Bool {
    guard masking.hidesAnything, !DatafileList.isList(file) else { return false }
    if let answer = known[file] { return answer }
    let datafiles = bundles.compactMap { $0.datafile(inFile: file) }
    // What is in a resource is not known.
    let answer =
      datafiles.isEmpty
      || datafiles.contains { !masking.places(of: $0.document, schemas: [$0.schema]).roots.isEmpty }
    known[file] = answer
    return answer
  }

  /// Those of the files that objects are made of.
  static func all(of objects: [RenderedObject], in bundle: Bundle) -> Set<String> {
    var hidden = HiddenFiles(bundle)
    guard hidden.masking.hidesAnything else { return [] }
    return Set(objects.flatMap(\.inputs)).filter { hidden.contains($0) }
  }
}
