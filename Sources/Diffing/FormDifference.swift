internal import DocumentModel
internal import JSONCoding

/// What differs between two files in how the values are written that both have.
struct FormDifference: Sendable {
  /// A value whose key, remarks, spelling or order of members differs, by its pointer in the new file.
  struct Place: Sendable {
    var pointer: String
    var old: [[UInt8]]
    var new: [[UInt8]]
  }

  /// Nil where the places of a document do not fit its bytes.
  let old: SourceForm?
  let new: SourceForm?
  /// The places that differ; nil if that cannot be told.
  let places: [Place]?

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
