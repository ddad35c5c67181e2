import CLibyaml

@testable import YAMLReader

/// The events of a text in the notation of the yaml-test-suite.
struct EventTree {
  private(set) var lines: [String] = []
  private(set) var isComplete = false

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { source in
      guard var stream = EventStream(source) else { return }
      while stream.advance() {
        lines.append(EventTree.line(stream.event.pointee))
        if stream.event.pointee.type == YAML_STREAM_END_EVENT {
          isComplete = true
          return
        }
      }
    }
  }

  private static func line(_ event: yaml_event_t) -> String {
    switch event.type {
    case YAML_STREAM_START_EVENT: return "+STR"
    case YAML_STREAM_END_EVENT: return "-STR"
    case YAML_DOCUMENT_START_EVENT: return event.data.document_start.implicit == 0 ? "+DOC ---" : "+DOC"
    case YAML_DOCUMENT_END_EVENT: return event.data.document_end.implicit == 0 ? "-DOC ..." : "-DOC"
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return "+MAP" + (start.style == YAML_FLOW_MAPPING_STYLE ? " {}" : "") + properties(start.anchor, start.tag)
    case YAML_MAPPING_END_EVENT: return "-MAP"
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return "+SEQ" + (start.style == YAML_FLOW_SEQUENCE_STYLE ? " []" : "") + properties(start.anchor, start.tag)
    case YAML_SEQUENCE_END_EVENT: return "-SEQ"
    case YAML_ALIAS_EVENT: return "=ALI *" + text(event.data.alias.anchor)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return "=VAL" + properties(scalar.anchor, scalar.tag) + " " + style(scalar.style) + escaped(value)
    default: return "?"
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }

  private static func properties(
    _ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?
  ) -> String {
    (anchor == nil ? "" : " &" + text(anchor)) + (tag == nil ? "" : " <" + text(tag) + ">")
  }

  private static func style(_ style: yaml_scalar_style_t) -> String {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: "'"
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: "\""
    case YAML_LITERAL_SCALAR_STYLE: "|"
    case YAML_FOLDED_SCALAR_STYLE: ">"
    default: ":"
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{8}": result += "\\b"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
