internal import DataBundle
internal import Diagnostics

/// Values that may be there once only: the keyword `unique`, and qontract's unique fields (DUPLICATE_UNIQUE_FIELD).
/// Unlike there, `1`, `true` and `"1"` are different values and `null` is none.
struct UniqueRule {
  private struct Key: Hashable {
    var space: String
    var value: String
  }

  private struct Use {
    var file: Int
    var value: FileFacts.UniqueValue
  }

  func check(_ context: RuleContext) -> [Diagnostic] {
    var first: [Key: Use] = [:]
    var found: [Diagnostic] = []
    for file in context.bundle.datafiles.indices {
      for value in context.facts[file].uniqueValues {
        let key = Key(space: value.space, value: value.value)
        guard let earlier = first[key] else {
          first[key] = Use(file: file, value: value)
          continue
        }
        // The same place under both rules is one problem.
        if earlier.file == file, earlier.value.node == value.node { continue }
        let datafile = context.bundle.datafiles[file]
        let other = context.bundle.datafiles[earlier.file]
        let place = datafile.place(value.node)
        let shown = value.isSensitive || earlier.value.isSensitive ? "the same secret" : value.value
        let diagnostic = Diagnostic(
          "unique/duplicate", at: place, "\"\(value.field)\" must be unique, but \(shown) is there twice",
          help: "choose another value, or remove one of the two",
          notes: [.init("the other one", at: other.place(earlier.value.node))])
        if found.last != diagnostic { found.append(diagnostic) }
      }
    }
    return found.sortedUnique()
  }
}
