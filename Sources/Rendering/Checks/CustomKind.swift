internal import DocumentModel

/// What a CustomResourceDefinition defines.
struct CustomKind {
  var group: String
  var kind: String
  var scope: KindScopes.Scope

  /// The kind of definitions.
  static let definition = "CustomResourceDefinition"

  /// What an object defines; nil for any other object.
  init?(_ document: Document) {
    guard document.member(document.root, "kind").flatMap({ document.string($0) }) == Self.definition,
      let spec = document.member(document.root, "spec"),
      let group = document.member(spec, "group").flatMap({ document.string($0) }),
      let kind = document.member(spec, "names").flatMap({ document.member($0, "kind") }).flatMap({ document.string($0) }
      ),
      let scope = document.member(spec, "scope").flatMap({ document.string($0) })
    else { return nil }
    self.group = group
    self.kind = kind
    self.scope = scope == "Cluster" ? .cluster : .namespace
  }
}
