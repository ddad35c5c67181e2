import CLibyaml
import Diagnostics
import DocumentModel

/// A scalar as it was found, before anybody asks what it means.
struct ScalarToken {
  var text: UnsafeBufferPointer<UInt8>
  var style: ScalarStyle
  /// Whether its form says its type: a plain one without a tag.
  var isImplicit: Bool
  var anchor: UnsafeMutablePointer<UInt8>?
  var tag: UnsafeMutablePointer<UInt8>?
  var start: PackedPosition
  var finish: PackedPosition

  var range: SourceRange { SourceRange(start, finish) }

  /// A plain scalar without anchor and tag.
  init(plain text: UnsafeBufferPointer<UInt8>, at start: PackedPosition, to finish: PackedPosition) {
    self.text = text
    style = .plain
    isImplicit = true
    self.start = start
    self.finish = finish
  }

  /// What libyaml found.
  init(_ event: UnsafePointer<yaml_event_t>) {
    let data = event.pointee.data.scalar
    text = UnsafeBufferPointer(start: data.value, count: data.length)
    style = ScalarStyle(data.style)
    isImplicit = data.plain_implicit == 1
    anchor = data.anchor
    tag = data.tag
    start = PackedPosition(event.pointee.start_mark)
    finish = PackedPosition(event.pointee.end_mark)
  }

  /// Where the scalar itself begins, after its anchor and tag, if it is a plain one on one line; where they begin for
  /// other styles.
  var contentStart: PackedPosition {
    guard anchor != nil || tag != nil, style == .plain, start.position.line == finish.position.line else {
      return start
    }
    let length = text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return PackedPosition(line: finish.position.line, column: finish.position.column - length)
  }
}

extension ScalarStyle {
  init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .quoted
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: self = .block
    default: self = .plain
    }
  }
}
