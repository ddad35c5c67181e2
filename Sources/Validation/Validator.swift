public import DataBundle
public import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// A bundle with what every file of it says; the next bundle only looks at files that differ.
public struct ValidatedBundle: Sendable {
  /// The bundle.
  public let bundle: Bundle
  private let facts: [FileFacts]

  /// Looks at every datafile, on all cores. Facts of files whose content and schemas `previous` has already seen are
  /// taken from there.
  public init(_ bundle: Bundle, reusing previous: ValidatedBundle? = nil) {
    self.bundle = bundle
    let reader = FactReader(bundle: bundle)
    let known = previous?.bundle.schemaSetID == bundle.schemaSetID ? previous : nil
    facts = Parallel.map(bundle.datafiles, makeWorker: {}) { _, datafile in
      if let before = known?.facts(of: datafile) { return before }
      return reader.facts(of: datafile)
    }
  }

  /// What is wrong with the bundle by all rules, one file each in `Rules`; sorted. What loading found is in the bundle
  /// itself. With `target` the rules about what may change are checked too, and resources that the target has with the
  /// same content and schemas are left out: nothing new can be wrong with them.
  public func diagnostics(against target: ValidatedBundle? = nil) -> [Diagnostic] {
    var found = facts.flatMap(\.diagnostics)
    found += ReferenceRule().check(context)
    found += ResourceReferenceRule().check(context)
    found += UniqueRule().check(context)
    found += DerivedNameRule().check(context)
    found += SumRule().check(context)
    found += ClaimRule().check(context)
    found += ResourceRule(known: target?.bundle).check(context)
    found += GraphQLRule().check(context)
    if let target { found += ChangeRule(target: target.context).check(context) }
    return found.sortedUnique()
  }

  var context: RuleContext { RuleContext(bundle: bundle, facts: facts) }

  /// The facts of a file with the same path and content.
  private func facts(of datafile: Datafile) -> FileFacts? {
    guard let content = datafile.content, let index = bundle.datafileIndex(datafile.path),
      facts[index].content == content
    else { return nil }
    return facts[index]
  }
}

/// What the rules over a whole bundle look at.
struct RuleContext: Sendable {
  let bundle: Bundle
  /// The facts of `bundle.datafiles`, in the same order.
  let facts: [FileFacts]

  /// The facts of the datafile at a path.
  func facts(of path: String) -> FileFacts? { bundle.datafileIndex(path).map { facts[$0] } }

  /// Every use of a marker: the number of its datafile in `bundle.datafiles`, and the use.
  func linked(_ marker: Marker) -> [(file: Int, use: FileFacts.LinkedMarker)] {
    facts.indices.flatMap { file in
      facts[file].linked.lazy.filter { $0.marker == marker }.map { (file, $0) }
    }
  }

  /// A value as messages show it: masked where it must not be seen, and never long.
  func shown(_ node: NodeID, of datafile: Datafile) -> String {
    isSensitive(node, of: datafile) ? SensitivePlaces.mask : ValueDescription.literal(node, of: datafile.document)
  }

  /// Whether a value must not be shown.
  func isSensitive(_ node: NodeID, of datafile: Datafile) -> Bool {
    facts(of: datafile.path)?.sensitive.contains(node, in: datafile.document) == true
  }

  /// A help text that names the nearest of some paths.
  func suggestion(for path: String, among paths: some Sequence<String>) -> String? {
    Suggestion.nearest(to: path, among: paths).map { "did you mean \"\($0)\"?" }
  }
}
