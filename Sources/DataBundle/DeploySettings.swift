public import Diagnostics
internal import DocumentModel
internal import JSONCoding

/// The `deploy` part of `.remit.yml`.
public struct DeploySettings: Hashable, Sendable {
  /// The schemas whose datafiles are clusters.
  public var clusters: [String]
  /// What is looked for on clusters besides what is deployed.
  public var orphans: [OrphanSetting]
  /// Where they are named.
  public var place: Place?

  /// Settings from their values.
  public init(clusters: [String], orphans: [OrphanSetting] = [], place: Place? = nil) {
    self.clusters = clusters
    self.orphans = orphans
    self.place = place
  }

  /// Reads the settings; whatever is wrong is reported under `config/invalid`. Nil where no cluster can be named.
  static func read(_ document: Document, _ node: NodeID, file: String) -> (DeploySettings?, [Diagnostic]) {
    var fields = FieldReader(document, node, file: file, code: "config/invalid")
    let named = fields.strings("clusters")
    let value = document.member(node, "clusters")
    if named.isEmpty, fields.diagnostics.isEmpty {
      fields.report(
        value ?? node, "\"clusters\" must name the schemas whose datafiles are clusters",
        help: "write the paths of schemas: clusters: [/fleet/cluster-1.yml]")
    }
    for name in named where !name.hasPrefix("/") {
      fields.report(value ?? node, "\"\(name)\" is no path of a schema", help: "write \"/\(name)\"")
    }
    var (orphans, problems): ([OrphanSetting], [Diagnostic]) = ([], [])
    for item in fields.list("orphans") {
      let (setting, found) = OrphanSetting.read(document, item, file: file)
      if let setting { orphans.append(setting) }
      problems += found
    }
    fields.reportUnknown()
    let clusters = named.filter { $0.hasPrefix("/") }
    let place = Place(
      file: file, range: value.map { document.range($0) }, pointer: value.map { document.pointer($0).description })
    return (
      clusters.isEmpty ? nil : DeploySettings(clusters: clusters, orphans: orphans, place: place),
      fields.diagnostics + problems
    )
  }
}
