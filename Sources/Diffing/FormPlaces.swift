internal import DocumentModel

/// Where the values of a file begin and end, to tell whose a remark is.
struct FormPlaces {
  private let document: Document
  private let starts: [Int]
  private let ends: [Int]
  /// Values by where they, or their keys, begin; outer ones first.
  private let begins: [(offset: Int, index: UInt32)]
  /// Values by where they begin behind their keys.
  private let values: [(offset: Int, index: UInt32)]

  init(_ document: Document, starts: [Int], ends: [Int], keys: [Range<Int>?]) {
    self.document = document
    self.starts = starts
    self.ends = ends
    func sorted(_ offsets: [Int]) -> [(offset: Int, index: UInt32)] {
      zip(offsets, 0...).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }
    begins = sorted(zip(starts, keys).map { $1?.lowerBound ?? $0 })
    values = sorted(starts)
  }

  /// The value a comment belongs to.
  func owner(ofComment place: Int, lineStart: Int) -> NodeID {
    let next = first(in: begins, notBefore: place)
    let onLine = begins[first(in: begins, notBefore: lineStart)..<next]
    if let whole = onLine.first(where: { ends[Int($0.index)] <= place }) { return document.node(whole.index) }
    if let inner = onLine.last { return document.node(inner.index) }
    guard next < begins.count else { return document.root }
    var owner = document.node(begins[next].index)
    while let parent = document.parent(owner), starts[Int(parent.index)] > place,
      document.next(after: parent) == owner
    {
      owner = parent
    }
    return owner
  }

  /// The value an anchor, an alias or a tag belongs to.
  func owner(ofMark place: Int) -> NodeID {
    let next = first(in: values, notBefore: place)
    return next < values.count ? document.node(values[next].index) : document.root
  }

  private func first(in list: [(offset: Int, index: UInt32)], notBefore place: Int) -> Int {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle].offset < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
