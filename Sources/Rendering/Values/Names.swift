internal import DataBundle
internal import DocumentModel
internal import JSONSchema
internal import JSONe

extension Session.Names {
  /// The names of a datafile, and all datafiles that the ways of their fields lead through.
  init(of datafile: Datafile, in bundle: Bundle, _ declared: inout DeclaredNames) {
    var members: [(key: String, value: TemplateValue)] = []
    var inputs: [Int] = []
    var isOpen = false
    for declaration in declared.declarations(of: datafile) {
      for field in declaration.fields {
        let way = bundle.way(of: field, from: datafile)
        for position in way.positions where !inputs.contains(position) { inputs.append(position) }
        isOpen = isOpen || way.isOpen
      }
      guard
        case .name(let name) = DerivedNames.derive(
          declaration, at: datafile.document.root, of: datafile, in: bundle)
      else { continue }
      members.append((declaration.name, .string(name.text)))
    }
    value = .object(members.sorted { $0.key < $1.key })
    self.inputs = inputs
    self.isOpen = isOpen
  }
}

extension NameDeclaration {
  /// The fields that the name is made of.
  fileprivate var fields: [FieldPath] {
    template.groups.flatMap(\.pieces).compactMap { if case .field(let path) = $0 { path } else { nil } }
  }
}

extension Bundle {
  /// The positions of the datafiles that a path of fields leads through, as far as it leads, and whether it ends at a
  /// reference to nothing.
  fileprivate func way(of field: FieldPath, from datafile: Datafile) -> (positions: [Int], isOpen: Bool) {
    var (current, node) = (datafile, datafile.document.root)
    var way = datafileIndex(datafile.path).map { [$0] } ?? []
    for key in field.keys {
      if let next = self.datafile(referredToBy: node, of: current) {
        (current, node) = (next, next.document.root)
        if let position = datafileIndex(next.path) { way.append(position) }
      } else if current.document.member(node, .reference) != nil {
        return (way, true)
      }
      guard let member = current.document.member(node, key) else { return (way, false) }
      node = member
    }
    return (way, false)
  }
}
