public import DataBundle
public import Diagnostics
internal import JSONCoding

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
    results = unreadable + QontractValidator(files).results()
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
