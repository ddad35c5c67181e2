internal import DataBundle
internal import JSONSchema

/// What all renderings of a bundle have in common.
final class World: Sendable {
  let bundle: Bundle
  let options: RenderingOptions
  let referrers: ReferrerIndex
  var limits: RenderingLimits { options.limits }

  init(_ bundle: Bundle, _ options: RenderingOptions) {
    self.bundle = bundle
    self.options = options
    referrers = ReferrerIndex(bundle)
  }

  /// Whether something that was read has values which no output may show. What is in a resource is not known.
  func hides(_ reads: Reads.Snapshot) -> Bool {
    let sets = ([bundle.schemaSet] + options.maskedBy).filter(\.hasSensitivePlaces)
    guard !sets.isEmpty else { return false }
    return reads.hasResources
      || reads.positions.contains { position in
        let datafile = bundle.datafiles[position]
        return sets.contains { set in
          let schema = datafile.schema.flatMap { set.schema($0) }
          return schema.map { !set.sensitivePlaces(of: datafile.document, against: $0).roots.isEmpty } ?? false
        }
      }
  }
}
