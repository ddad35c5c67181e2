public import DocumentModel

/// The values of one document that no output may show: those at `secretRef` places and of schemas marked `sensitive`,
/// with everything below them. The one place that decides it; messages, diffs and reports only ask.
public struct SensitivePlaces: Sendable {
  /// What stands for a value that is not shown.
  public static let mask = "(masked)"

  /// The outermost such values.
  public private(set) var roots: Set<NodeID> = []

  /// No places.
  public init() {}

  /// The places among the annotations of a document.
  public init(_ annotations: [Annotation]) {
    for annotation in annotations where annotation.marker.isSensitive { roots.insert(annotation.node) }
  }

  /// Whether a value must not be shown.
  public func contains(_ node: NodeID, in document: Document) -> Bool {
    if roots.isEmpty { return false }
    var current: NodeID? = node
    while let id = current {
      if roots.contains(id) { return true }
      current = document.parent(id)
    }
    return false
  }

  /// Adds places of the same document.
  public mutating func formUnion(_ other: SensitivePlaces) { roots.formUnion(other.roots) }

  /// Adds a value.
  public mutating func insert(_ node: NodeID) { roots.insert(node) }
}

extension Marker {
  /// Whether values with it must not be shown.
  var isSensitive: Bool { self == .sensitive || self == .secretRef }
}

extension SchemaSet {
  /// The values of a document that must not be shown, by one of the schemas.
  public func sensitivePlaces(of document: Document, against schema: SchemaID) -> SensitivePlaces {
    SensitivePlaces(annotations(of: document, against: schema))
  }

  /// Whether a document of a schema may hold a value that must not be shown. Asked where there is no document to look
  /// at, since it cannot be read.
  public func mayBeSensitive(_ schema: SchemaID) -> Bool {
    var pending = [location(schema)]
    var seen: Set<[UInt32]> = []
    while let place = pending.popLast() {
      guard !place.isUnconstrained, seen.insert(place.schemas).inserted else { continue }
      if seen.count > 10_000 || place.markers.contains(where: { $0.marker.isSensitive }) { return true }
      pending += [place.anyMember, place.elements].compactMap { $0 }
    }
    return false
  }

  /// Whether any schema may.
  public var hasSensitivePlaces: Bool { program.tables.markers.contains { $0.marker.isSensitive } }
}
