internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// Who refers to whom, for the whole bundle, made once.
struct ReferrerIndex: Sendable {
  /// Sorted by target, then schema and path of what refers to it; each once.
  private let edges: [Edge]
  private let schemas: [String: Int32]

  private struct Edge: Hashable, Comparable {
    var target: Int32
    var schema: Int32
    var referrer: Int32

    static func < (a: Edge, b: Edge) -> Bool {
      (a.target, a.schema, a.referrer) < (b.target, b.schema, b.referrer)
    }
  }

  init(_ bundle: Bundle) {
    var edges: [Edge] = []
    var schemas: [String: Int32] = [:]
    for (position, datafile) in bundle.datafiles.enumerated() {
      guard let schema = datafile.schema, !datafile.references.isEmpty else { continue }
      let number = schemas[schema] ?? Int32(schemas.count)
      schemas[schema] = number
      for reference in datafile.references {
        guard let target = bundle.datafile(reference, of: datafile).flatMap({ bundle.datafileIndex($0.path) }) else {
          continue
        }
        edges.append(Edge(target: Int32(target), schema: number, referrer: Int32(position)))
      }
    }
    edges.sort()
    var unique: [Edge] = []
    unique.reserveCapacity(edges.count)
    for edge in edges where unique.last != edge { unique.append(edge) }
    self.edges = unique
    self.schemas = schemas
  }

  /// The positions of the datafiles of a schema that refer to one, by path.
  func referrers(of target: Int, schema: String) -> [Int] {
    guard let number = schemas[schema] else { return [] }
    var index = lowerBound(Edge(target: Int32(target), schema: number, referrer: 0))
    var found: [Int] = []
    while index < edges.count, edges[index].target == target, edges[index].schema == number {
      found.append(Int(edges[index].referrer))
      index += 1
    }
    return found
  }

  private func lowerBound(_ edge: Edge) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < edge { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Datafile {
  /// The references within a value.
  func references(within node: NodeID) -> ArraySlice<NodeID> {
    let end = document.end(node)
    var (low, high) = (0, references.count)
    while low < high {
      let middle = (low + high) / 2
      if references[middle] < node { low = middle + 1 } else { high = middle }
    }
    var last = low
    while last < references.count, references[last] < end { last += 1 }
    return references[low..<last]
  }

  /// Whether there is any reference within a value.
  func hasReference(within node: NodeID) -> Bool {
    var (low, high) = (0, references.count)
    while low < high {
      let middle = (low + high) / 2
      if references[middle] < node { low = middle + 1 } else { high = middle }
    }
    return low < references.count && references[low] < document.end(node)
  }

  /// Whether something within the value of a field refers to a datafile of the bundle.
  func refers(at field: FieldPath, to target: Datafile, in bundle: Bundle) -> Bool {
    document.values(at: field, from: document.root).contains { node in
      references(within: node).contains { bundle.datafile($0, of: self) === target }
    }
  }

  /// Where people look for what the file describes: its name, else the file itself.
  var anchor: Place { place(document.member(document.root, "name") ?? document.root) }
}
