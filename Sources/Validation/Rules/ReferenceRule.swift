internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// Every `$ref` leads to a datafile, and that one has the schema that `$schemaRef` asks for (qontract-validator:
/// FILE_NOT_FOUND, INCORRECT_SCHEMA, SCHEMA_REF_VALIDATION_ERROR).
struct ReferenceRule {
  func check(_ context: RuleContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let unreadable = ReferenceRule.unreadable(context.bundle)
    for (index, datafile) in context.bundle.datafiles.enumerated() {
      for reference in datafile.references where context.bundle.datafile(reference.target) == nil {
        if unreadable.contains(reference.target) {
          found.append(
            Diagnostic(
              "ref/not-found", at: datafile.place(reference.node), "the datafile \"\(reference.text)\" cannot be read",
              help: "repair the errors in that file"))
          continue
        }
        let wanted = context.facts[index].typedReferences.first { $0.node == reference.node }?.schema
        let candidates = context.bundle.datafiles.lazy.filter { wanted == nil || $0.schema == wanted }.map(\.path)
        found.append(
          Diagnostic(
            "ref/not-found", at: datafile.place(reference.node), "there is no datafile \"\(reference.text)\"",
            help: context.suggestion(for: reference.target, among: candidates)))
      }
      for reference in context.facts[index].typedReferences {
        guard let target = context.bundle.datafile(reference.target) else { continue }
        if let problem = problem(reference, datafile, target, context) { found.append(problem) }
      }
    }
    return found
  }

  /// The paths of files that are there but cannot be read as datafiles.
  private static func unreadable(_ bundle: Bundle) -> Set<String> {
    let broken = Set(bundle.diagnostics.filter { $0.severity == .error }.map(\.place.file))
    let paths = bundle.configuration.dataRoots.flatMap { root in
      broken.filter { root.isEmpty || $0.hasPrefix(root + "/") }
        .map { root.isEmpty ? "/" + $0 : String($0.dropFirst(root.count)) }
    }
    return Set(paths)
  }

  private func problem(
    _ reference: FileFacts.TypedReference, _ datafile: Datafile, _ target: Datafile, _ context: RuleContext
  ) -> Diagnostic? {
    if let wanted = reference.schema, target.schema != wanted {
      return Diagnostic(
        "ref/schema", at: datafile.place(reference.node),
        "\"\(reference.target)\" is of \(target.schema ?? "no schema"), but this place refers to \(wanted)",
        help: "name a datafile of \(wanted)")
    }
    if let shape = reference.shape,
      let first = context.bundle.schemaSet.validate(target.document, against: shape, limit: 1).first
    {
      return Diagnostic(
        "ref/shape", at: datafile.place(reference.node), "\"\(reference.target)\" does not fit here: \(first.message)",
        notes: [.init("what does not fit", at: target.place(first.node))])
    }
    return nil
  }
}
