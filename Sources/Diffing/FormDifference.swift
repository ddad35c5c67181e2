internal import DataBundle
internal import DocumentModel
internal import JSONCoding
internal import JSONPath

/// What differs between two files in how the values are written that both have.
struct FormDifference: Sendable {
  /// A value whose key, remarks, spelling or order of members differs, by its pointer in the new file.
  struct Place: Sendable {
    var pointer: String
    var old: [[UInt8]]
    var new: [[UInt8]]
  }

  private let old: SourceForm?
  private let new: SourceForm?
  /// The places that differ; nil if that cannot be told.
  let places: [Place]?
  /// How something new, gone or changed is written, by its place; nil where the places of a document do not fit its
  /// bytes.
  private var traces: [TraceKey: String?] = [:]

  private struct TraceKey: Hashable {
    var path: ElementPath
    var isNew: Bool
  }

  /// Form of a file that is there on one side only: nothing is compared.
  init(old: SourceForm?, new: SourceForm?) {
    (self.old, self.new, places) = (old, new, nil)
  }

  /// Compares the forms of the values that a strict comparison has paired. `reordered` are lists in another order that
  /// means nothing.
  init(
    _ difference: StrictDiff, reordered: [ValueChange] = [], old: (Document, SourceForm?), new: (Document, SourceForm?)
  ) {
    (self.old, self.new) = (old.1, new.1)
    guard let left = self.old, let right = self.new else {
      places = nil
      return
    }
    var found = reordered.compactMap { change -> Place? in
      guard let path = change.newPath, let a = change.old, let b = change.new else { return nil }
      return Place(pointer: path.pointer.description, old: old.0.texts(ofItems: a), new: new.0.texts(ofItems: b))
    }
    var waiting = Array(difference.pairs.reversed())
    while let pair = waiting.popLast() {
      var (before, after) = (left.own(pair.old), right.own(pair.new))
      switch (old.0.kind(pair.old), new.0.kind(pair.new)) {
      case (.object, .object):
        let members = MatchedMembers(pair.old, of: old.0, pair.new, of: new.0) { _ in false }.common
        let isReordered = zip(members.sorted { $0.new < $1.new }.map(\.old), members.map(\.old).sorted())
          .contains { $0 != $1 }
        if isReordered {
          before += members.sorted { $0.old < $1.old }.map { Array(old.0.keyBytes($0.old)) }
          after += members.sorted { $0.new < $1.new }.map { Array(new.0.keyBytes($0.new)) }
        }
        if pair.isEqual {
          waiting += members.sorted { $0.new > $1.new }.map { StrictDiff.Pair(old: $0.old, new: $0.new, isEqual: true) }
        }
      case (.array, .array):
        if pair.isEqual {
          waiting += zip(old.0.children(pair.old), new.0.children(pair.new)).reversed()
            .map { StrictDiff.Pair(old: $0, new: $1, isEqual: true) }
        }
      default:
        // How a changed value is spelled belongs to its own item.
        if pair.isEqual {
          before.append(left.spelling(pair.old))
          after.append(right.spelling(pair.new))
        }
      }
      if before != after {
        found.append(Place(pointer: new.0.pointer(pair.new).description, old: before, new: after))
      }
    }
    places = found
  }

  /// Takes note of how some items are written.
  mutating func trace(_ items: [ChangeItem]) {
    for item in items where item.kind != .format && item.kind != .reordered {
      let withOwnRemarks = item.kind != .changed
      var texts: [[UInt8]]? = []
      if let node = item.old { texts = old.map { $0.trace(node, withOwnRemarks: withOwnRemarks) } }
      if let node = item.new {
        let others = new.map { $0.trace(node, withOwnRemarks: withOwnRemarks) }
        if let before = texts, let others { texts = before + [[]] + others } else { texts = nil }
      }
      let isPlain = texts?.allSatisfy(\.isEmpty) ?? false
      let trace: String? = isPlain ? "" : texts.map { FormDifference.text(of: $0) }
      traces.updateValue(trace, forKey: TraceKey(path: item.path, isNew: item.new != nil))
    }
  }

  /// How an item is written, or the whole that it is a piece of: a remark need not be in one piece. Empty if there is
  /// nothing to say, nil if it is not known.
  func trace(of item: ChangeItem) -> String? {
    if item.kind == .reordered { return "" }
    var path = item.path
    while true {
      if let known = traces[TraceKey(path: path, isNew: item.new != nil)] { return known }
      guard !path.steps.isEmpty else { return nil }
      path = ElementPath(Array(path.steps.dropLast()))
    }
  }

  /// What differs in how the values are written that both files have, in one text.
  var text: String? {
    places.map { places in
      FormDifference.text(of: places.flatMap { [Array($0.pointer.utf8)] + $0.old + [[]] + $0.new + [[]] })
    }
  }

  private static func text(of texts: [[UInt8]]) -> String {
    var writer = JSONWriter(style: .canonical)
    writer.beginArray()
    for text in texts { writer.string(String(decoding: text, as: UTF8.self)) }
    writer.endArray()
    return ContentDigest.sha256(writer.bytes)
  }

  /// Whether the values that both files have are written the same way.
  var isEmpty: Bool { places?.isEmpty ?? false }
}

extension Document {
  /// The items of a list, each as JSON.
  fileprivate func texts(ofItems list: NodeID) -> [[UInt8]] {
    children(list).map { item in
      var writer = JSONWriter(style: .canonical)
      writer.value(item, of: self)
      return Array(writer.bytes)
    }
  }
}
