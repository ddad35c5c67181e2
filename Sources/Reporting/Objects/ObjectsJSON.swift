internal import DocumentModel
internal import JSONCoding
public import Rendering

/// Rendered objects as JSON, with where they come from.
public enum ObjectsJSON {
  /// All clusters and objects, in their order, given to `output` piece by piece: together they may be large.
  public static func write(_ rendering: Rendering, to output: (String) -> Void) {
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
      if writer.bytes.count >= ObjectsText.pieceBytes { output(writer.take()) }
    }
    writer.endObject()
    output(writer.take() + "\n")
  }
}
