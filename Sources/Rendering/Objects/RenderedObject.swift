public import Diagnostics
public import DocumentModel

/// An object that a bundle asks for on a cluster.
public struct RenderedObject: Sendable {
  /// The name of the cluster.
  public var cluster: String
  /// The inventory set that it belongs to: `platform`, or a tenant.
  public var set: String
  /// Which object it is.
  public var identity: ObjectIdentity
  /// The object, its members in the order of the template, without anything about where it comes from; one empty text where
  /// the content is left out.
  public var document: Document
  /// SHA-256 over its canonical JSON, in hexadecimal; empty where the content is left out.
  public var contentDigest: String
  /// The path of the template's datafile.
  public var template: String
  /// Where in the template it stands.
  public var templatePlace: Place
  /// The path of the datafile that it is rendered for.
  public var datafile: String
  /// Where in that datafile people look for it.
  public var place: Place
  /// All files that were read for it, from the top of the repository, sorted: datafiles, resources, the template. And
  /// what `DatafileList` calls the schemas of which it was asked which datafiles there are.
  public var inputs: [String]
  /// Whether it is rendered only to say that it is to go.
  public var isTombstone: Bool
}

extension RenderedObject: Hashable {
  /// Whether both are the same object with the same content, from the same files.
  public static func == (a: RenderedObject, b: RenderedObject) -> Bool {
    a.cluster == b.cluster && a.set == b.set && a.identity == b.identity && a.contentDigest == b.contentDigest
      && a.template == b.template && a.templatePlace == b.templatePlace && a.datafile == b.datafile
      && a.place == b.place && a.inputs == b.inputs && a.isTombstone == b.isTombstone
  }

  /// By what identifies it and its content.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(cluster)
    hasher.combine(identity)
    hasher.combine(contentDigest)
  }
}
