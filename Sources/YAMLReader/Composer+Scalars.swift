import CLibyaml
import Diagnostics
import DocumentModel

extension Composer {
  /// Takes a scalar as the next key or value. Most are texts without anchor and tag: they take the short way.
  @inline(__always)
  mutating func scalar(_ token: ScalarToken) throws(Stop) {
    guard token.anchor == nil, token.tag == nil, token.style != .plain || PlainKind.isSurelyText(token.text) else {
      return try special(token)
    }
    lastEnd = token.finish
    if expected == .key {
      keyHashes.append(builder.key(utf8: token.text, at: token.start, to: token.finish))
      expected = .value
      return
    }
    try countNode(at: token.range)
    builder.scalar(.string, utf8: token.text, style: token.style, at: token.start, to: lastEnd)
    expected = expected.next
  }

  /// Takes a scalar with an anchor or a tag, or one that may be more than a text.
  private mutating func special(_ token: ScalarToken) throws(Stop) {
    let isKey = expected == .key
    let value = value(of: token, isKey: isKey)
    lastEnd = token.finish
    defer { expected = expected.next }
    let pooled: DocumentBuilder.PooledText
    if isKey {
      key(value, token.text, at: token.contentStart, to: token.finish)
      if token.anchor == nil { return }
      pooled = value.withBytes(asWritten: token.text) { builder.pool($0) }
    } else {
      try countNode(at: token.range)
      pooled = value.withBytes(asWritten: token.text) {
        builder.scalar(value.kind, utf8: $0, style: token.style, at: token.start, to: token.finish)
      }
    }
    if let anchor = token.anchor {
      define(String(cString: anchor), .scalar(value.kind, token.style, pooled, token.range))
    }
  }

  /// What a scalar means; reports what is wrong with it.
  private mutating func value(of token: ScalarToken, isKey: Bool) -> ScalarValue {
    var problem: Problem?
    var value = ScalarValue.text
    if token.isImplicit {
      let bare = token.style == .plain ? token.text : token.text.chomped
      value = ScalarReading.plain(bare, isKey: isKey, problem: &problem)
    } else if let tag = token.tag, tag[0] != UInt8(ascii: "!") || tag[1] != 0 {
      value = ScalarReading.tagged(token.text, tag: String(cString: tag), isKey: isKey, problem: &problem)
    }
    if let problem { problems.report(problem, at: token.range) }
    return value
  }

  /// Sets the key of the next value: a text as JSON writes it.
  private mutating func key(
    _ value: ScalarValue, _ text: UnsafeBufferPointer<UInt8>, at start: PackedPosition, to finish: PackedPosition
  ) {
    let top = frames.count - 1
    if value.kind != .string {
      frames[top].isSuspect = true
      notes.keyKinds[UInt32(builder.nodeCount)] = value.kind
    } else if value.isMerge {
      frames[top].isSuspect = true
      notes.merges.insert(UInt32(builder.nodeCount))
    }
    let hash = value.jsonKey.withBytes(asWritten: text) { builder.key(utf8: $0, at: start, to: finish) }
    keyHashes.append(hash)
  }

  // MARK: Anchors and aliases

  mutating func define(_ name: String, _ anchor: Anchor) {
    if let known = anchors.updateValue(anchor, forKey: name) {
      problems.report(.duplicateAnchor(name), at: anchor.range, notes: [("first defined here", known.range)])
    }
  }

  /// Takes an alias as the next key or value: a scalar at once, a collection by writing down what is meant.
  mutating func alias(_ event: UnsafePointer<yaml_event_t>) throws(Stop) {
    let range = event.pointee.range
    let start = PackedPosition(event.pointee.start_mark)
    let finish = PackedPosition(event.pointee.end_mark)
    let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
    aliasCount += 1
    guard aliasCount <= limits.aliases else { throw stop(.tooManyAliases(limits.aliases), at: range) }
    try countNode(at: range)
    lastEnd = finish
    let isKey = expected == .key
    defer { expected = expected.next }
    switch anchors[name] {
    case .scalar(let kind, let style, let text, _)?:
      if isKey {
        let bytes = Array(builder.bytes(of: text))
        bytes.withUnsafeBufferPointer { key(ScalarValue(kind: kind, replacement: bytes), $0, at: start, to: finish) }
      } else {
        builder.scalar(kind, pooled: text, style: style, at: start, to: finish)
      }
    case .container(let target, _)?:
      if isKey {
        problems.report(.complexKey, at: range)
        placeholderKey(at: start)
      } else if frames.contains(where: { $0.node == target }) {
        problems.report(.recursiveAlias(name), at: range)
        placeholder(start, finish)
      } else {
        notes.aliases[UInt32(builder.nodeCount)] = target
        builder.scalar(.null, utf8: .init(start: nil, count: 0), style: .plain, at: start, to: finish)
      }
    case nil:
      problems.report(.undefinedAlias(ScalarReading.shown(name.utf8)), at: range)
      if isKey { placeholderKey(at: start) } else { placeholder(start, finish) }
    }
  }

  /// A value that is not to be had.
  private mutating func placeholder(_ start: PackedPosition, _ finish: PackedPosition) {
    isIncomplete = true
    notes.placeholders.insert(UInt32(builder.nodeCount))
    builder.scalar(.null, utf8: .init(start: nil, count: 0), style: .plain, at: start, to: finish)
  }

  /// A key that is not to be had.
  mutating func placeholderKey(at start: PackedPosition) {
    isIncomplete = true
    frames[frames.count - 1].isBroken = true
    builder.key(utf8: .init(start: nil, count: 0), at: start, to: start)
  }
}

extension ScalarValue {
  /// The same as a key: Python's `json` names for the floats JSON has not.
  fileprivate var jsonKey: ScalarValue {
    guard kind == .float, let replacement, let last = replacement.last, !last.isDigit else { return self }
    let name =
      switch replacement.count {
      case 4: "-Infinity"
      default: last == UInt8(ascii: "f") ? "Infinity" : "NaN"
      }
    return ScalarValue(kind: kind, replacement: Array(name.utf8))
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without one final line break: Python's `$` matches before it.
  fileprivate var chomped: UnsafeBufferPointer<UInt8> {
    last == UInt8(ascii: "\n") ? UnsafeBufferPointer(rebasing: dropLast()) : self
  }
}
