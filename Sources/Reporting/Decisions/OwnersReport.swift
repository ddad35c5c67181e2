internal import JSONCoding
public import Ownership

/// Places and their owners, for `remit who` and `remit can`.
public struct OwnersReport {
  private let style: TextStyle

  /// A place of a file and who owns it.
  public struct Place: Sendable {
    /// The datafile's path.
    public var file: String
    /// The line of the place, where it is of interest.
    public var line: Int?
    /// RFC 6901 pointer; empty for the whole file.
    public var pointer: String
    /// The owners.
    public var owners: [Owner]

    /// A place from its parts.
    public init(file: String, line: Int?, pointer: String, owners: [Owner]) {
      self.file = file
      self.line = line
      self.pointer = pointer
      self.owners = owners
    }
  }

  /// A renderer of text.
  public init(style: TextStyle) { self.style = style }

  /// Place by place, with every way somebody owns it.
  public func text(_ places: [Place]) -> String {
    guard !places.isEmpty else { return "nothing\n" }
    var text = ""
    var last: String?
    for place in places {
      if place.file != last { text += style.strong(style.safe(place.file)) + "\n" }
      last = place.file
      let line = place.line.map { " (line \($0))" } ?? ""
      text += "  \(style.safe(place.pointer.isEmpty ? "the whole file" : place.pointer))\(line)\n"
      if place.owners.isEmpty { text += "      \(style.bad("nobody may approve a change here"))\n" }
      for owner in place.owners {
        let people = Explanation.list(owner.approvers, "or")
        text += "      \(style.safe(people)): \(style.dim(style.safe(Explanation.way(owner))))\n"
      }
    }
    return text
  }

  /// The same as JSON.
  public static func json(_ places: [Place]) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "Owners")
    writer.key("places")
    writer.beginArray()
    for place in places {
      writer.beginObject()
      writer.member("path", place.file)
      writer.member("pointer", place.pointer)
      writer.key("line")
      if let line = place.line { writer.integer(line) } else { writer.null() }
      writer.key("owners")
      writer.beginArray()
      for owner in place.owners {
        writer.beginObject()
        writer.members(of: owner)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.text + "\n"
  }
}
