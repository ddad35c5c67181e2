public import DocumentModel

extension TemplateValue {
  /// The value as JSON on one line, members sorted by the code points of their keys: the bytes that digests are computed
  /// over.
  ///
  /// - Throws: an error of kind `template` for what JSON has not: functions, lazy objects, numbers that are not finite;
  ///   of kind `budget` for more than `limit` bytes.
  public func json(limit: Int = 64 << 20) throws(TemplateError) -> [UInt8] {
    var writer = ValueWriter(limit: limit)
    do throws(Failure) { try writer.write(self) } catch { throw error.detail.error }
    return writer.bytes
  }

  /// The value as a document, all of it at 1:1, built in `memory` where there is any.
  ///
  /// - Throws: an error of kind `template` for functions and lazy objects.
  public func document(memory: DocumentMemory? = nil) throws(TemplateError) -> Document {
    var builder = DocumentBuilder(memory: memory)
    try add(to: &builder)
    guard let document = builder.finish() else { throw TemplateError(.template, "the value is no document") }
    return document
  }

  /// Adds the value to a document, under the pending key if there is one.
  ///
  /// - Throws: an error of kind `template` for functions and lazy objects.
  public func add(to builder: inout DocumentBuilder) throws(TemplateError) {
    switch self {
    case .null: builder.scalar(.null, "null".utf8)
    case .bool(let value): builder.scalar(.bool, (value ? "true" : "false").utf8)
    case .int(let value): builder.scalar(.int, String(value).utf8)
    case .largeInteger(let text): builder.scalar(.int, text.utf8)
    case .double(let value): builder.scalar(.float, value.canonicalText.utf8)
    case .string(let text): builder.scalar(.string, text.utf8)
    case .array(let array):
      builder.begin(.array)
      for element in array.elements { try element.add(to: &builder) }
      builder.end()
    case .object(let object):
      builder.begin(.object)
      for member in object.members {
        builder.key(member.key.utf8)
        try member.value.add(to: &builder)
      }
      builder.end()
    case .node(let node): TemplateValue.copy(node.id, of: node.document, to: &builder)
    case .lazy: throw TemplateError(.template, "a lazy object cannot be written")
    case .function: throw TemplateError(.template, "a function cannot be written")
    }
  }

  /// Like `DocumentBuilder.copy`, without the places of the other file.
  private static func copy(_ id: NodeID, of document: Document, to builder: inout DocumentBuilder) {
    let kind = document.kind(id)
    guard kind.isContainer else { return builder.scalar(kind, document.text(id)) }
    builder.begin(kind)
    for child in document.children(id) {
      if kind == .object { builder.key(document.keyBytes(child)) }
      copy(child, of: document, to: &builder)
    }
    builder.end()
  }
}
