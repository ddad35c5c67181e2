internal import DataBundle
public import Diffing
internal import DocumentModel
internal import JSONCoding

/// The change items of a merge request, without owners.
public struct ChangesReport {
  private let style: TextStyle

  /// A changed file.
  public struct File: Sendable {
    /// What changed, as it may be shown.
    public var change: FileChange
    /// The digest of each item, computed of the true values.
    public var digests: [String]

    /// A changed file from its parts.
    public init(change: FileChange, digests: [String]) {
      self.change = change
      self.digests = digests
    }
  }

  /// A renderer of text.
  public init(style: TextStyle) { self.style = style }

  /// File by file, one line an item.
  public func text(_ files: [File]) -> String {
    guard !files.isEmpty else { return "nothing changes\n" }
    var text = ""
    for change in files.map(\.change) {
      text += style.strong(style.safe(change.file.path))
      text += "  " + style.dim(style.safe(change.schema ?? change.file.type.rawValue)) + "\n"
      for item in change.items { text += "  \(style.safe(Explanation.describe(item, change)))\n" }
    }
    return text
  }

  /// Only the files' paths, a line each.
  public func paths(_ files: [File]) -> String {
    files.map { style.safe($0.change.repositoryPath) + "\n" }.joined()
  }

  /// The same as JSON: the `files` of a decision, without what concerns owners.
  public static func json(_ files: [File]) -> String {
    JSONReport.text("Changes") { writer in
      writer.objects("files", files) { file, writer in
        let change = file.change
        writer.member("path", change.file.path)
        writer.member("oldPath", change.oldPath)
        writer.member("type", change.file.type.rawValue)
        writer.member("schema", change.schema)
        writer.objects("items", zip(change.items, file.digests)) { item, writer in
          writer.place(item.0, change)
          writer.member("digest", item.1)
        }
      }
    }
  }
}

extension JSONWriter {
  /// What changed where: `pointer`, `line`, `kind`, `old`, `new`.
  mutating func place(_ item: ChangeItem, _ change: FileChange) {
    member("pointer", item.pointer)
    member("line", change.line(of: item))
    member("kind", item.kind.rawValue)
    value("old", item.old, change.old)
    value("new", item.new, change.new)
  }
}
