import DocumentModel
import JSONCoding
import JSONe
import YAMLReader

/// Values and templates from YAML texts.
enum Case {
  struct Unreadable: Error {
    var text: String
  }

  static func document(_ yaml: String) throws -> Document {
    let result = YAMLReader().read(Array(yaml.utf8), file: "template.yml")
    guard let document = result.document else { throw Unreadable(text: yaml) }
    return document
  }

  static func context(_ yaml: String) throws -> TemplateContext {
    try TemplateContext(object: TemplateValue(try document(yaml)))
  }

  /// The result as one line of JSON, or the error's description.
  static func render(
    _ template: String, _ context: String = "{}", budget: TemplateBudget = .standard
  ) throws -> String {
    let context = try Self.context(context)
    let template = try document(template)
    do throws(TemplateError) {
      return String(decoding: try Template(template).render(context, budget: budget).json(), as: UTF8.self)
    } catch { return "error \(error)" }
  }

  static func error(_ template: String, _ context: String = "{}") throws -> TemplateError? {
    let context = try Self.context(context)
    let template = try document(template)
    do throws(TemplateError) {
      _ = try Template(template).render(context)
      return nil
    } catch { return error }
  }
}
