import CLibyaml
import DocumentModel

/// The events libyaml finds in some bytes, one at a time. Owns the parser and the current event.
struct EventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let current: UnsafeMutablePointer<yaml_event_t>

  /// A stream over bytes that outlive it; nil when there is no memory.
  init?(_ source: UnsafeRawBufferPointer) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      return nil
    }
    current = .allocate(capacity: 1)
    current.initialize(to: yaml_event_t())
    yaml_parser_set_input_string(parser, source.baseAddress?.assumingMemoryBound(to: UInt8.self), source.count)
  }

  deinit {
    yaml_event_delete(current)
    yaml_parser_delete(parser)
    current.deallocate()
    parser.deallocate()
  }

  /// Moves to the next event; false when the text is not YAML (see `failure`).
  mutating func advance() -> Bool {
    yaml_event_delete(current)
    return yaml_parser_parse(parser, current) == 1
  }

  /// The current event; its pointers live until the next `advance`.
  var event: UnsafePointer<yaml_event_t> { UnsafePointer(current) }

  /// Why `advance` gave false.
  var failure: Failure {
    let state = parser.pointee
    return Failure(
      isReader: state.error == YAML_READER_ERROR,
      isMemory: state.error == YAML_MEMORY_ERROR,
      problem: state.problem.map { String(cString: $0) } ?? "",
      place: PackedPosition(state.problem_mark),
      offset: state.problem_offset,
      value: Int(state.problem_value),
      context: state.context.map { String(cString: $0) },
      contextPlace: PackedPosition(state.context_mark))
  }

  /// What libyaml says about a text that is not YAML.
  struct Failure {
    var isReader: Bool
    var isMemory: Bool
    var problem: String
    var place: PackedPosition
    /// Reader failures only: the byte, and what was there (-1 if nothing).
    var offset: Int
    var value: Int
    var context: String?
    var contextPlace: PackedPosition
  }
}

extension PackedPosition {
  /// libyaml counts lines and columns (in characters) from 0.
  @inline(__always)
  init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
