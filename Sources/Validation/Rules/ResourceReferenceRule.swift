internal import DataBundle
internal import Diagnostics

/// Every place that names a resource names one that is there (qontract-validator: RESOURCE_FILE_NOT_FOUND).
struct ResourceReferenceRule {
  func check(_ context: RuleContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, datafile) in context.bundle.datafiles.enumerated() {
      for reference in context.facts[index].resources
      where context.bundle.resource(reference, of: datafile) == nil {
        let path = datafile.text(reference)
        let paths = context.bundle.resources.lazy.map(\.path)
        found.append(
          Diagnostic(
            "resource/not-found", at: datafile.place(reference), "there is no resource \"\(path)\"",
            help: context.suggestion(for: path, among: paths)))
      }
    }
    return found
  }
}
