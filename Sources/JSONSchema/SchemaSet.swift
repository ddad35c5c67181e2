public import Diagnostics
public import DocumentModel

/// Many schemas that refer to each other, compiled once. Immutable; any number of threads may validate with it.
public struct SchemaSet: Sendable {
  let program: Program

  /// Compiles schemas. Everything that is wrong or suspicious in them is in the diagnostics; a schema with errors can
  /// still be used, and refuses what its broken parts apply to.
  public static func compile(
    _ sources: [SchemaSource], options: SchemaOptions = SchemaOptions()
  ) -> (set: SchemaSet, diagnostics: [Diagnostic]) {
    let index = SchemaIndex(sources)
    let (program, problems) = SchemaCompiler.compile(index, options: options)
    let findings = options.lints ? SchemaLinter.lint(index, options: options) : []
    return (SchemaSet(program: program), (problems + findings).sortedUnique())
  }

  /// The schema of a source.
  public func schema(_ path: String) -> SchemaID? {
    program.roots[path].map(SchemaID.init)
  }

  /// The paths of all sources, sorted.
  public var paths: [String] { program.roots.keys.sorted() }

  /// The document a place in the schemas belongs to; nil for a number that is not of this set.
  public func document(ofSource number: Int) -> Document? {
    program.sources.indices.contains(number) ? program.sources[number].document : nil
  }

  /// Whether a value satisfies a schema. Exhausted budgets and broken parts of the schema are a no.
  public func accepts(_ document: Document, at node: NodeID? = nil, against schema: SchemaID) -> Bool {
    verdict(document, node ?? document.root, schema).accepted
  }

  /// Everything in which a value does not satisfy a schema, in document order; at most `limit` problems, and then one
  /// more that says so. Where a budget is exhausted before there is an answer, that is the only problem.
  public func validate(
    _ document: Document, at node: NodeID? = nil, against schema: SchemaID, limit: Int = 1000
  ) -> [SchemaProblem] {
    let node = node ?? document.root
    let (accepted, evaluator) = verdict(document, node, schema)
    return accepted ? [] : Explainer.problems(of: evaluator, schema.index, node, limit: limit)
  }

  /// What `validate` and `annotations` give for a whole document, at the cost of little more than one of them.
  public func check(
    _ document: Document, against schema: SchemaID
  ) -> (problems: [SchemaProblem], annotations: [Annotation]) {
    let (accepted, evaluator) = verdict(document, document.root, schema, collects: true)
    guard accepted else {
      return (
        Explainer.problems(of: evaluator, schema.index, document.root, limit: 1000),
        annotations(of: document, against: schema)
      )
    }
    return ([], Annotator.annotations(evaluator.hits, program.tables))
  }

  private func verdict(
    _ document: Document, _ node: NodeID, _ schema: SchemaID, collects: Bool = false
  ) -> (accepted: Bool, evaluator: Evaluator) {
    var evaluator = Evaluator(program, document, collects: collects)
    guard program.tables.subschemas.indices.contains(Int(schema.index)) else { return (false, evaluator) }
    let result = evaluator.accepts(schema.index, node)
    return (result && evaluator.exhausted == nil && evaluator.unconditional.isEmpty, evaluator)
  }
}
