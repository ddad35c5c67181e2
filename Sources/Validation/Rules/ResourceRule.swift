internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// A resource with a line `$schema: …` satisfies that schema (qontract-validator, validator.py:465). A text that is no
/// YAML (a template) is left alone.
struct ResourceRule {
  /// A bundle whose resources need no look if they are the same here, under the same schemas.
  var known: Bundle?

  func check(_ context: RuleContext) -> [Diagnostic] {
    let bundle = context.bundle
    let known = known?.schemaSetID == bundle.schemaSetID ? known : nil
    let candidates = bundle.resources.filter { resource in
      guard DocumentReader.accepts(resource.path) else { return false }
      return resource.content == nil || known?.resource(resource.path)?.content != resource.content
    }
    let found = try? Parallel.map(candidates) { () throws(SourceError) in
      Worker(files: try bundle.source.makeReader())
    } _: { (worker: inout Worker, resource: Resource) throws(SourceError) -> [Diagnostic] in
      let bytes = try worker.files.bytes(of: SourceFile(path: resource.file, content: resource.content))
      return check(resource, bytes, bundle, worker.memory)
    }
    guard let found else {
      return [
        Diagnostic(
          "resource/unreadable", at: Place(file: bundle.configuration.resourceRoots.first ?? ""),
          "a resource could not be read")
      ]
    }
    return found.flatMap { $0 }
  }

  private struct Worker {
    let files: any FileReader
    let memory = DocumentMemory()
  }

  private func check(
    _ resource: Resource, _ bytes: [UInt8], _ bundle: Bundle, _ memory: DocumentMemory
  ) -> [Diagnostic] {
    guard Resource.mentionsSchema(bytes) else { return [] }
    let (document, diagnostics) = DocumentReader().read(bytes, file: resource.file, memory: memory)
    guard let document, !diagnostics.hasErrors, let path = document.text(.schema, of: document.root) else {
      return []
    }
    guard let schema = bundle.schemaSet.schema(path.hasPrefix("/") ? path : "/" + path) else {
      let node = document.member(document.root, .schema) ?? document.root
      return [
        Diagnostic(
          "schema/not-found", at: Place(file: resource.file, range: document.range(node)),
          "there is no schema \"\(path)\"",
          help: Suggestion.nearest(to: path, among: bundle.schemaSet.paths).map { "did you mean \"\($0)\"?" })
      ]
    }
    return bundle.schemaSet.validate(document, against: schema).diagnostics(file: resource.file, document: document)
  }
}

extension Resource {
  /// Whether the bytes hold the word `$schema` at all.
  fileprivate static func mentionsSchema(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      for index in bytes.indices where bytes[index] == UInt8(ascii: "$") {
        if bytes[(index + 1)...].starts(with: "schema".utf8) { return true }
      }
      return false
    }
  }
}
