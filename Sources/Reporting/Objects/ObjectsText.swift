public import Rendering

/// Rendered objects as YAML, one document each: what kubectl reads. Comments say where they come from; what is to be
/// deleted is named in a comment only.
public enum ObjectsText {
  /// All objects, in their order.
  public static func yaml(_ objects: [RenderedObject]) -> String {
    var text = ""
    write(objects) { text += $0 }
    return text
  }

  /// All objects, in their order, given to `output` piece by piece: together they may be large.
  public static func write(_ objects: [RenderedObject], to output: (String) -> Void) {
    var text = ""
    for object in objects {
      text += object.isTombstone ? tombstone(object) : "---\n" + yaml(object)
      guard text.utf8.count >= pieceBytes else { continue }
      output(text)
      text = ""
    }
    output(text)
  }

  /// How large a piece is, about.
  static let pieceBytes = 1 << 18

  /// One object.
  public static func yaml(_ object: RenderedObject) -> String {
    "# \(object.cluster), set \(object.set): for \(object.datafile) by \(object.template)\n"
      + DocumentText.text(object.document)
  }

  private static func tombstone(_ object: RenderedObject) -> String {
    "# to be deleted from \(object.cluster): \(object.identity), by \(object.datafile)\n"
  }
}
