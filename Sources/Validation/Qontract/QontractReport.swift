public import DataBundle
public import Diagnostics
internal import JSONCoding
internal import JSONSchema

/// The report that qontract-validator would print for a bundle.
public struct QontractReport: Sendable {
  private let results: [QontractResult]

  /// Validates a bundle by qontract's rules. Throws where a resource cannot be read.
  ///
  /// A file that cannot be loaded stops qontract's bundler with a traceback; here it is an entry with the reason
  /// `LOAD_ERROR`, before all others.
  /// `loading` is what loading the bundle found, as it may be shown.
  public init(_ bundle: Bundle, loading: [Diagnostic]) throws(SourceError) {
    let schemas = Set(bundle.schemas.map(\.file))
    var seen: Set<String> = []
    var unreadable: [QontractResult] = []
    for diagnostic in loading where diagnostic.severity == .error {
      let file = diagnostic.place.file
      guard !schemas.contains(file), seen.insert(file).inserted else { continue }
      unreadable.append(
        QontractResult(kind: .file, filename: file, reason: "LOAD_ERROR", message: diagnostic.message))
    }
    let files = try QontractBundle(bundle, readingAllResources: false)
    results = unreadable + QontractValidator(files, hidden: QontractReport.hidden(bundle)).results()
  }

  /// What must not be shown of each datafile, in their order; nothing where no schema hides anything.
  private static func hidden(_ bundle: Bundle) -> [SensitivePlaces] {
    let schemas = bundle.schemaSet
    guard schemas.hasSensitivePlaces else { return [] }
    return Parallel.map(bundle.datafiles, makeWorker: {}) { _, datafile in
      let schema = datafile.schema.flatMap { schemas.schema($0) }
      return schema.map { schemas.sensitivePlaces(of: datafile.document, against: $0) } ?? SensitivePlaces()
    }
  }

  /// Whether anything is wrong: exit code 1.
  public var hasErrors: Bool { results.contains(where: \.isError) }

  /// The report as JSON; with `onlyErrors` without what is fine.
  public func json(onlyErrors: Bool = false) -> String {
    var writer = JSONWriter(style: .init(sortedKeys: true, asciiOnly: true, indent: 2, bareNonFinite: true))
    writer.beginArray()
    for result in results where result.isError || !onlyErrors { result.write(&writer) }
    writer.endArray()
    return writer.text + "\n"
  }
}
