import Diagnostics
import DocumentModel

/// Finds what is allowed in a schema but probably not what was meant. Only warnings.
struct SchemaLinter {
  private let index: SchemaIndex
  private let options: SchemaOptions
  private var findings: [Diagnostic] = []

  /// The findings of all schemas of an index.
  static func lint(_ index: SchemaIndex, options: SchemaOptions) -> [Diagnostic] {
    var linter = SchemaLinter(index: index, options: options)
    for place in index.places { linter.lint(place) }
    return linter.findings
  }

  private init(index: SchemaIndex, options: SchemaOptions) {
    self.index = index
    self.options = options
  }

  private mutating func lint(_ place: SchemaPlace) {
    let source = index.sources[place.source]
    guard source.document.kind(place.node) == .object else { return }
  }
}
