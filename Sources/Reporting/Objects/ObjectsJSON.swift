internal import DocumentModel
internal import JSONCoding
public import Rendering

/// Rendered objects as JSON, with where they come from.
public enum ObjectsJSON {
  /// All clusters and objects, in their order.
  public static func text(_ rendering: Rendering) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "Objects")
    writer.member("clusters", rendering.clusters)
    writer.objects("objects", rendering.objects) { object, writer in
      writer.member("cluster", object.cluster)
      writer.member("set", object.set)
      writer.member("tombstone", object.isTombstone)
      writer.member("template", object.template)
      writer.member("datafile", object.datafile)
      writer.member("inputs", object.inputs)
      writer.member("contentDigest", "sha256:" + object.contentDigest)
      writer.key("object")
      writer.value(object.document.root, of: object.document)
    }
    writer.endObject()
    return writer.text + "\n"
  }
}
