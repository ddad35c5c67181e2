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
      var typed = context.facts[index].typedReferences[...]
      for reference in datafile.references {
        let target = context.bundle.datafile(reference, of: datafile)
        let rules = typed.prefix { $0.node == reference }
        typed = typed.dropFirst(rules.count)
        if let target {
          for rule in rules {
            if let problem = problem(rule, datafile, target, context) { found.append(problem) }
          }
          continue
        }
        if unreadable.contains(datafile.target(reference)) {
          found.append(
            Diagnostic(
              "ref/not-found", at: datafile.place(reference),
              "the datafile \"\(datafile.text(reference))\" cannot be read",
              help: "repair the errors in that file"))
          continue
        }
        let wanted = rules.first?.schema
        let candidates = context.bundle.datafiles.lazy.filter { wanted == nil || $0.schema == wanted }.map(\.path)
        found.append(
          Diagnostic(
            "ref/not-found", at: datafile.place(reference), "there is no datafile \"\(datafile.text(reference))\"",
            help: context.suggestion(for: datafile.target(reference), among: candidates)))
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
        "\"\(target.path)\" is of \(target.schema ?? "no schema"), but this place refers to \(wanted)",
        help: "name a datafile of \(wanted)")
    }
    if let shape = reference.shape,
      let first = context.bundle.schemaSet.validate(target.document, against: shape, limit: 1).first
    {
      return Diagnostic(
        "ref/shape", at: datafile.place(reference.node), "\"\(target.path)\" does not fit here: \(first.message)",
        notes: [.init("what does not fit", at: target.place(first.node))])
    }
    return nil
  }
}
