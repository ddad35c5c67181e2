internal import Diagnostics
internal import DocumentModel
internal import JSONCoding

/// The values that a selector selects.
public struct ValuesReport {
  private let style: TextStyle

  /// A renderer of text.
  public init(style: TextStyle) { self.style = style }

  /// A line for each value: `file:line:column: path = value`, the value as JSON.
  public func text(_ values: [FoundValue]) -> String {
    var text = ""
    for value in values {
      let start = value.document.range(value.node).start
      text += style.strong("\(style.safe(value.file)):\(start.line):\(start.column)")
      text += ": \(style.safe(value.path)) = \(style.safe(value.document.json(value.node)))\n"
    }
    return text
  }

  /// `{"apiVersion", "kind": "Values", "values": [{"file", "line", "column", "pointer", "path", "value"}]}`, indented.
  public static func json(_ values: [FoundValue]) -> String {
    JSONReport.text("Values") { writer in
      writer.objects("values", values) { value, writer in
        let start = value.document.range(value.node).start
        writer.member("file", value.file)
        writer.member("line", start.line)
        writer.member("column", start.column)
        writer.member("pointer", value.document.pointer(value.node).description)
        writer.member("path", value.path)
        writer.value("value", value.node, value.document)
      }
    }
  }
}
