import CLibyaml
import Diagnostics
import DocumentModel

/// Puts the events of one file into a document, in one pass.
///
/// What needs a second look is only written down: aliases of lists and mappings, merge keys, and mappings whose keys may
/// repeat. `Expansion` deals with them afterwards, so that files without any of them do not pay.
struct Composer: ~Copyable {
  let source: UnsafeRawBufferPointer
  let limits: YAMLReader.Limits
  var problems: Problems
  var builder: DocumentBuilder
  var frames: [Frame] = []
  var expected = Expected.item
  /// Hashes of the keys of all open mappings, each mapping's from its frame's `firstKey` on.
  var keyHashes: [UInt32] = []
  /// The end of the last scalar, alias or flow collection: where a block collection really ends.
  var lastEnd = PackedPosition(line: 1, column: 1)
  var anchors: [String: Anchor] = [:]
  var aliasCount = 0
  var notes = RawNotes()
  /// Whether a value is unknown, so that there is no document to give.
  var isIncomplete = false
  private var isEmpty = true

  /// What the next scalar, alias or collection is.
  enum Expected {
    /// An element of a list, or the root.
    case item
    case key
    /// The value of a member.
    case value

    /// What comes after it.
    var next: Expected {
      switch self {
      case .item: .item
      case .key: .value
      case .value: .key
      }
    }
  }

  /// An open list or mapping.
  struct Frame {
    let node: UInt32
    let isMapping: Bool
    let isFlow: Bool
    /// What comes after it.
    let next: Expected
    let firstKey: Int
    var isSuspect = false
    /// Whether a key is missing, so that its keys are not worth a look.
    var isBroken = false
  }

  /// What an anchor refers to.
  enum Anchor {
    case scalar(NodeKind, ScalarStyle, DocumentBuilder.PooledText, SourceRange)
    case container(UInt32, SourceRange)

    var range: SourceRange {
      switch self {
      case .scalar(_, _, _, let range), .container(_, let range): range
      }
    }
  }

  /// Nothing further can be read; the reason is reported already.
  struct Stop: Error {}

  init(
    source: UnsafeRawBufferPointer, limits: YAMLReader.Limits, problems: Problems, memory: DocumentMemory? = nil
  ) {
    self.source = source
    self.limits = limits
    self.problems = problems
    builder = DocumentBuilder(sourceBytes: source.count, memory: memory)
    frames.reserveCapacity(16)
    keyHashes.reserveCapacity(48)
  }

  /// Takes everything libyaml finds, up to the end or the first problem that stops.
  mutating func readEvents() {
    guard let stream = EventStream(source) else {
      problems.report(Problem(code: "yaml/too-large", message: "not enough memory to read the file"), at: .top)
      isIncomplete = true
      return
    }
    do throws(Stop) {
      try read(stream)
    } catch {
      isIncomplete = true
    }
  }

  private mutating func read(_ events: consuming EventStream) throws(Stop) {
    while events.advance() {
      let event = events.event
      switch event.pointee.type {
      case YAML_SCALAR_EVENT: try scalar(ScalarToken(event))
      case YAML_MAPPING_START_EVENT: try begin(CollectionToken(event, isMapping: true))
      case YAML_SEQUENCE_START_EVENT: try begin(CollectionToken(event, isMapping: false))
      case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: end(at: PackedPosition(event.pointee.end_mark))
      case YAML_ALIAS_EVENT: try alias(event)
      case YAML_DOCUMENT_START_EVENT:
        guard isEmpty else {
          problems.report(.multipleDocuments, at: event.pointee.range)
          return
        }
        isEmpty = false
      case YAML_STREAM_END_EVENT: return
      default: break
      }
    }
    reportFailure(events.failure)
    throw Stop()
  }

  // MARK: Collections

  /// Opens a list or mapping.
  mutating func begin(_ token: CollectionToken) throws(Stop) {
    guard frames.count < limits.depth else { throw stop(.tooDeep(limits.depth), at: token.range) }
    if expected == .key {
      problems.report(.complexKey, at: token.range)
      placeholderKey(at: token.start)
    }
    let node = UInt32(builder.nodeCount)
    try countNode(at: token.range)
    builder.begin(token.isMapping ? .object : .array, at: token.start)
    frames.append(
      Frame(
        node: node, isMapping: token.isMapping, isFlow: token.isFlow, next: expected.next,
        firstKey: keyHashes.count))
    expected = token.isMapping ? .key : .item
    if let tag = token.tag { check(tag: String(cString: tag), isMapping: token.isMapping, at: token.range) }
    if let anchor = token.anchor { define(String(cString: anchor), .container(node, token.range)) }
  }

  /// Closes the innermost list or mapping; `finish` counts for those in flow style only.
  mutating func end(at finish: PackedPosition) {
    guard let frame = frames.popLast() else { return }
    if frame.isFlow { lastEnd = finish }
    builder.end(at: lastEnd)
    if frame.isMapping { finishKeys(of: frame) }
    expected = frame.next
  }

  /// Whether the keys of a mapping need a look.
  private mutating func finishKeys(of frame: Frame) {
    if !frame.isBroken, frame.isSuspect || hasRepetition(from: frame.firstKey) { notes.suspects.append(frame.node) }
    keyHashes.removeLast(keyHashes.count - frame.firstKey)
  }

  private mutating func check(tag: String, isMapping: Bool, at range: SourceRange) {
    if tag == "!" { return }
    let short = CoreTag.short(tag)
    switch CoreTag(tag) {
    case isMapping ? .map : .seq: break
    case .set, .omap, .pairs: problems.report(.tagWithoutJSON(short), at: range)
    case nil: problems.report(.unknownTag(short), at: range)
    default: problems.report(.misplacedTag(short, found: isMapping ? "a mapping" : "a list"), at: range)
    }
  }

  /// Whether two keys of the innermost mapping have one hash.
  private func hasRepetition(from start: Int) -> Bool {
    let count = keyHashes.count - start
    guard count > 1 else { return false }
    return keyHashes.withUnsafeBufferPointer { all in
      let hashes = all[start...]
      if count > 24 {
        let sorted = hashes.sorted()
        return zip(sorted, sorted.dropFirst()).contains(where: ==)
      }
      for later in start + 1..<all.count {
        for earlier in start..<later where all[earlier] == all[later] { return true }
      }
      return false
    }
  }

  // MARK: Bookkeeping

  @inline(__always)
  mutating func countNode(at range: @autoclosure () -> SourceRange) throws(Stop) {
    guard builder.nodeCount < limits.nodes else { throw stop(.tooManyNodes(limits.nodes), at: range()) }
  }

  mutating func stop(_ problem: Problem, at range: SourceRange) -> Stop {
    problems.report(problem, at: range)
    return Stop()
  }

  /// The document and the diagnostics.
  consuming func finish() -> YAMLReader.Result {
    // After a stop some are still open: their keys so far are worth a look too.
    while let frame = frames.popLast() {
      builder.end(at: lastEnd)
      finishKeys(of: frame)
    }
    guard let raw = builder.finish() else { return .init(document: nil, diagnostics: problems.sorted()) }
    if notes.isEmpty { return .init(document: isIncomplete ? nil : raw, diagnostics: problems.sorted()) }
    var expansion = Expansion(raw: raw, notes: notes, limits: limits, problems: problems)
    let document = expansion.run(isIncomplete: isIncomplete)
    return .init(document: document, diagnostics: expansion.problems.sorted())
  }
}

extension SourceRange {
  /// The beginning of the file.
  static var top: SourceRange { SourceRange(at: SourcePosition(line: 1, column: 1)) }
}

extension yaml_event_t {
  var range: SourceRange { SourceRange(PackedPosition(start_mark), PackedPosition(end_mark)) }
}
