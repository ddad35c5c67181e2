import CLibyaml
import Dispatch
import Synchronization

/// The least that any YAML validator costs: reading every datafile and letting libyaml make its events.
enum YAMLFloor {
  struct Result: Equatable {
    var files = 0
    var events = 0
    var bytes = 0
    var failures = 0
  }

  /// Parses all `.yml` and `.yaml` files below the folder, blocks of files on that many threads.
  static func parse(folder: String, threads: Int = 2, block: Int = 64) -> Result {
    let files = FolderWalk.files(below: folder).filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }
    let nextBlock = Atomic(0)
    let total = Mutex(Result())
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var own = Result()
      var buffer = [UInt8](repeating: 0, count: 131_072)
      while true {
        let start = nextBlock.add(1, ordering: .relaxed).oldValue * block
        guard start < files.count else { break }
        for file in files[start..<min(start + block, files.count)] { parse(file, &buffer, &own) }
      }
      total.withLock {
        $0 = Result(
          files: $0.files + own.files, events: $0.events + own.events, bytes: $0.bytes + own.bytes,
          failures: $0.failures + own.failures)
      }
    }
    return total.withLock { $0 }
  }

  private static func parse(_ file: String, _ buffer: inout [UInt8], _ result: inout Result) {
    result.files += 1
    guard let length = FolderWalk.read(file, into: &buffer), let events = events(buffer[..<length]) else {
      result.failures += 1
      return
    }
    result.bytes += length
    result.events += events
  }

  /// The number of events in a text; nil if libyaml refuses it.
  static func events(_ text: ArraySlice<UInt8>) -> Int? {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return nil }
    defer { yaml_parser_delete(&parser) }
    return text.withUnsafeBufferPointer { bytes -> Int? in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      var count = 0
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { return nil }
        count += 1
        let isLast = event.type == YAML_STREAM_END_EVENT
        yaml_event_delete(&event)
        if isLast { return count }
      }
    }
  }
}
