public import Deciding
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding

/// A JSON file with what happened on a merge request:
/// `{"events": [{"type": "comment", "author": "bob", "body": "/lgtm", "edited": false, "head": "…"},
/// {"type": "push", "by": "alice"}, {"type": "retarget"}]}`.
public enum EventsFile {
  private enum Kind: String, CaseIterable { case comment, push, retarget }

  /// Reads the events of a file, in the order of the list; `-` is standard input. Anything wrong in it is an error that names the place: an
  /// event left out could be somebody's hold.
  public static func read(_ path: String) throws(WorkflowError) -> [Event] {
    if path == "-" { return try parse(try Disk.readStandardInput(), file: "standard input") }
    return try parse(try Disk.read(path), file: path)
  }

  /// Reads the events of a text.
  public static func parse(_ bytes: [UInt8], file: String) throws(WorkflowError) -> [Event] {
    let result = JSONReader().read(bytes, file: file)
    guard let document = result.document, !result.diagnostics.hasErrors else { throw problem(result.diagnostics, file) }
    var fields = FieldReader(document, document.root, file: file, code: "events/invalid")
    let list = fields.list("events")
    fields.reportUnknown()
    guard fields.diagnostics.isEmpty else { throw problem(fields.diagnostics, file) }
    return try events(list, of: document, file: file)
  }

  /// Reads the events of a list.
  static func events(_ list: [NodeID], of document: Document, file: String) throws(WorkflowError) -> [Event] {
    var diagnostics: [Diagnostic] = []
    var events: [Event] = []
    for node in list {
      var entry = FieldReader(document, node, file: file, code: "events/invalid")
      switch entry.choice("type", Kind.self) {
      case .comment:
        let (author, body) = (entry.requiredString("author"), entry.requiredString("body"))
        let comment = Comment(
          author: author ?? "", body: body ?? "", isEdited: entry.bool("edited") ?? false, head: entry.string("head"))
        _ = entry.value("at")
        events.append(.comment(comment))
      case .push:
        events.append(.push(by: entry.requiredString("by") ?? ""))
        _ = (entry.value("head"), entry.value("at"))
      case .retarget:
        events.append(.retarget)
        _ = entry.value("at")
      case nil: if entry.diagnostics.isEmpty { entry.missing("type") }
      }
      entry.reportUnknown()
      diagnostics += entry.diagnostics
    }
    guard diagnostics.isEmpty else { throw problem(diagnostics, file) }
    return events
  }

  /// Writes the members of an event as they are read.
  static func members(_ event: Event, _ writer: inout JSONWriter) {
    switch event {
    case .comment(let comment):
      writer.member("type", "comment")
      writer.member("author", comment.author)
      writer.member("body", comment.body)
      writer.member("edited", comment.isEdited)
      writer.member("head", comment.head)
    case .push(let by):
      writer.member("type", "push")
      writer.member("by", by)
    case .retarget: writer.member("type", "retarget")
    }
  }

  /// The first problem as an error.
  static func problem(_ diagnostics: [Diagnostic], _ file: String) -> WorkflowError {
    guard let first = diagnostics.first else { return .usage("\(file): is empty") }
    let place = first.place.range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
    return .usage("\(file)\(place): \(first.message)\(first.help.map { "; \($0)" } ?? "")")
  }
}
