internal import DataBundle
internal import Diagnostics

/// All objects together: what can only be seen when all of them are known.
struct ObjectSet {
  /// The objects that are in order, sorted.
  private(set) var objects: [RenderedObject]
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var gaps: [RenderingGap] = []
  private let templates: [String: DeployTemplate]

  init(_ objects: [RenderedObject], _ templates: [DeployTemplate]) {
    // An object is many words: positions are what is moved about.
    let order = objects.indices.sorted { Self.precedes(objects[$0], objects[$1]) }
    self.objects = order.map { objects[$0] }
    self.templates = Dictionary(templates.map { ($0.datafile.path, $0) }) { first, _ in first }
  }

  /// By cluster, set, namespace, kind, name; then by where they come from.
  private static func precedes(_ a: RenderedObject, _ b: RenderedObject) -> Bool {
    if a.cluster != b.cluster { return a.cluster < b.cluster }
    if a.set != b.set { return a.set < b.set }
    if a.identity != b.identity { return a.identity < b.identity }
    return (a.datafile, a.template) < (b.datafile, b.template)
  }

  mutating func check() {
    let refused = owners().union(scopes()).union(namespaces())
    guard !refused.isEmpty else { return }
    for index in refused.sorted() {
      let object = objects[index]
      gaps.append(
        RenderingGap(
          cluster: object.cluster, set: object.set, template: object.template, datafile: object.datafile,
          file: object.place.file, inputs: object.inputs))
    }
    objects = objects.indices.filter { !refused.contains($0) }.map { objects[$0] }
  }

  private struct Key: Hashable {
    var cluster: String
    var identity: ObjectIdentity
  }

  /// Every object has one datafile that it comes from, and one place in the template.
  private mutating func owners() -> Set<Int> {
    var first: [Key: Int] = [:]
    first.reserveCapacity(objects.count)
    var refused: Set<Int> = []
    for (index, object) in objects.enumerated() {
      let key = Key(cluster: object.cluster, identity: object.identity.withoutVersion)
      guard let other = first[key] else {
        first[key] = index
        continue
      }
      let isSame = objects[other].datafile == object.datafile
      if refused.insert(other).inserted, !isSame { report(duplicate: objects[other], besides: object) }
      refused.insert(index)
      report(duplicate: object, besides: objects[other])
    }
    return refused
  }

  private mutating func report(duplicate object: RenderedObject, besides other: RenderedObject) {
    let isSame = object.datafile == other.datafile
    diagnostics.append(
      Diagnostic(
        "deploy/duplicate", at: object.place,
        "\(object.identity) on \(object.cluster) is rendered "
          + (isSame ? "twice for this file" : "for \"\(other.datafile)\" too"),
        help: isSame ? nil : "rename one of the two, or remove one of them",
        notes: [
          .init("the other one", at: isSame ? nil : other.place), .init("rendered here", at: object.templatePlace),
          .init("and here", at: other.templatePlace),
        ].filter { $0.place != nil }))
  }

  /// The scopes of kinds that are defined by objects of the same cluster.
  private mutating func scopes() -> Set<Int> {
    var scopes: [Key: KindScopes.Scope] = [:]
    for object in objects {
      guard object.identity.kind == CustomKind.definition, let found = CustomKind(object.document) else { continue }
      let kind = ObjectIdentity(apiVersion: found.group, kind: found.kind, namespace: nil, name: "")
      scopes[Key(cluster: object.cluster, identity: kind)] = found.scope
    }
    guard !scopes.isEmpty else { return [] }
    var refused: Set<Int> = []
    for (index, object) in objects.enumerated() {
      let kind = ObjectIdentity(
        apiVersion: object.identity.group, kind: object.identity.kind, namespace: nil, name: "")
      guard let scope = scopes[Key(cluster: object.cluster, identity: kind)], let template = templates[object.template],
        let complaint = ScopeRule.complaint(object.identity, scope, template)
      else { continue }
      refused.insert(index)
      diagnostics.append(
        complaint.diagnostic(template: object.templatePlace, datafile: object.place, path: object.datafile))
    }
    return refused
  }

  /// What tenants have is in their own namespaces, and nothing stays in a namespace that is to go.
  private mutating func namespaces() -> Set<Int> {
    var namespaces: [Key: Int] = [:]
    for (index, object) in objects.enumerated()
    where object.identity.kind == "Namespace" && object.identity.group.isEmpty {
      namespaces[Key(cluster: object.cluster, identity: object.identity.withoutVersion)] = index
    }
    var refused: Set<Int> = []
    for (index, object) in objects.enumerated() {
      guard let name = object.identity.namespace else { continue }
      let identity = ObjectIdentity(apiVersion: "", kind: "Namespace", namespace: nil, name: name)
      guard let owner = namespaces[Key(cluster: object.cluster, identity: identity)] else { continue }
      let namespace = objects[owner]
      if namespace.set != object.set, templates[object.template]?.scope == .tenant {
        refused.insert(index)
        diagnostics.append(
          Diagnostic(
            "deploy/owner", at: object.place,
            "\(object.identity) of the set \"\(object.set)\" would be in a namespace of \"\(namespace.set)\"",
            help: "what a tenant has is in its own namespaces",
            notes: [.init("the namespace", at: namespace.place), .init("rendered here", at: object.templatePlace)]))
      }
      if namespace.isTombstone, !object.isTombstone {
        refused.insert(index)
        diagnostics.append(
          Diagnostic(
            "deploy/tombstone", at: object.place,
            "\(object.identity) would go with its namespace, which is to be deleted",
            help: "write \"delete: true\" here as well, or take it away there",
            notes: [.init("the namespace", at: namespace.place)]))
      }
    }
    return refused
  }
}
