public import DocumentModel

/// A template in the language JSON-e, compiled once and rendered as often as needed.
///
///     let template = try Template(document)
///     let context = try TemplateContext([("name", .string("web"))])
///     let result = try template.render(context)
///
/// A rendering depends on the template and the context alone. What the context holds is data: its texts are never read
/// as templates and its keys are never operators. Members come out in the order of the template, or of the value they
/// come from.
public struct Template: Sendable {
  private let document: Document
  private let program: Program

  /// Compiles the template that a document is, or a value of it.
  ///
  /// - Throws: what is wrong with the template whatever it is rendered with, at its place.
  public init(
    _ document: Document, at id: NodeID? = nil, limits: TemplateLimits = .standard
  ) throws(TemplateError) {
    self.document = document
    let id = id ?? document.root
    do throws(Failure) {
      guard Int(document.end(id).index - id.index) <= limits.nodes else {
        throw Failure(.budget, "a template of more than \(limits.nodes) values", at: Site(node: id))
      }
      var compiler = Compiler(document, limits: limits)
      let root = try compiler.compile(id)
      program = Program(compiler.draft, root: root)
    } catch { throw error.located(in: document) }
  }

  /// The template's value in a context. It holds neither functions nor lazy objects, and `null` if nothing is left.
  ///
  /// - Throws: why it has none, at the place in the template.
  public func render(
    _ context: TemplateContext, budget: TemplateBudget = .standard
  ) throws(TemplateError) -> TemplateValue {
    var renderer = Renderer(program, context, budget)
    do throws(Failure) { return try renderer.result() } catch { throw error.located(in: document) }
  }
}
