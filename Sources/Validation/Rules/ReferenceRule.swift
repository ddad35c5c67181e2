internal import DataBundle
internal import Diagnostics

/// Every `$ref` leads to a datafile (qontract-validator: FILE_NOT_FOUND).
struct ReferenceRule {
  func check(_ bundle: Bundle) -> [Diagnostic] {
    var found: [Diagnostic] = []
    lazy var paths = bundle.datafiles.map(\.path)
    for datafile in bundle.datafiles {
      for reference in datafile.references where bundle.datafile(reference.target) == nil {
        found.append(
          Diagnostic(
            "ref/not-found", at: datafile.place(reference.node), "there is no datafile \"\(reference.text)\"",
            help: Suggestion.nearest(to: reference.target, among: paths).map { "did you mean \"\($0)\"?" }))
      }
    }
    return found
  }
}
