import CLibyaml
import Diagnostics
import DocumentModel

/// The beginning of a list or mapping as it was found.
struct CollectionToken {
  var isMapping: Bool
  var isFlow: Bool
  var anchor: UnsafeMutablePointer<UInt8>?
  var tag: UnsafeMutablePointer<UInt8>?
  var start: PackedPosition
  var finish: PackedPosition

  var range: SourceRange { SourceRange(start, finish) }

  /// A list or mapping without anchor and tag.
  init(isMapping: Bool, isFlow: Bool = false, at start: PackedPosition) {
    self.isMapping = isMapping
    self.isFlow = isFlow
    self.start = start
    finish = start
  }

  /// What libyaml found.
  init(_ event: UnsafePointer<yaml_event_t>, isMapping: Bool) {
    self.isMapping = isMapping
    if isMapping {
      let data = event.pointee.data.mapping_start
      (anchor, tag, isFlow) = (data.anchor, data.tag, data.style == YAML_FLOW_MAPPING_STYLE)
    } else {
      let data = event.pointee.data.sequence_start
      (anchor, tag, isFlow) = (data.anchor, data.tag, data.style == YAML_FLOW_SEQUENCE_STYLE)
    }
    start = PackedPosition(event.pointee.start_mark)
    finish = PackedPosition(event.pointee.end_mark)
  }
}
