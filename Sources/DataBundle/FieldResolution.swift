public import DocumentModel
public import JSONSchema

/// Where a path of fields leads, through references from one datafile into the next.
public enum FieldResolution: Sendable {
  /// To this value.
  case found(Datafile, NodeID)
  /// To nothing: the value reached last has no such field.
  case missing(Datafile, NodeID, field: String)
  /// To a datafile that is not there.
  case dangling(Datafile, NodeID)
}

extension Bundle {
  /// Follows a path from a value of a datafile. Before each name, an object with a `$ref` stands for the datafile that it
  /// leads to; what is found last is not followed. At most as many steps as the path has names, so cycles end.
  public func resolve(_ path: FieldPath, from node: NodeID, of datafile: Datafile) -> FieldResolution {
    var (datafile, node) = (datafile, node)
    for key in path.keys {
      if let reference = datafile.document.member(node, .reference), datafile.document.kind(reference) == .string {
        guard let target = self.datafile(reference, of: datafile) else { return .dangling(datafile, reference) }
        (datafile, node) = (target, target.document.root)
      }
      guard let member = datafile.document.member(node, key) else {
        return .missing(datafile, node, field: key.text)
      }
      node = member
    }
    return .found(datafile, node)
  }

  /// The datafile that an object with a `$ref` leads to.
  public func datafile(referredToBy node: NodeID, of datafile: Datafile) -> Datafile? {
    guard let reference = datafile.document.member(node, .reference), datafile.document.kind(reference) == .string
    else {
      return nil
    }
    return self.datafile(reference, of: datafile)
  }

  /// The values a path leads to. Lists of the datafile itself stand for their elements; behind a reference the path is
  /// followed as `resolve` does, so that the cost is that of the datafile's own size.
  public func values(at path: FieldPath, from node: NodeID, of datafile: Datafile) -> [(Datafile, NodeID)] {
    var (own, found): ([NodeID], [(Datafile, NodeID)]) = ([node], [])
    for (position, key) in path.keys.enumerated() {
      var next: [NodeID] = []
      for value in own {
        if datafile.document.member(value, .reference) != nil {
          let rest = FieldPath(path.keys[position...])
          if case .found(let owner, let end) = resolve(rest, from: value, of: datafile) { found.append((owner, end)) }
        } else if let member = datafile.document.member(value, key) {
          next += datafile.document.elements(member)
        }
      }
      own = next
    }
    return found + own.map { (datafile, $0) }
  }
}
