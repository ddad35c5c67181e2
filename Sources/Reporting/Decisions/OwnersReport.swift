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

  /// Only who may approve something there, an account name a line.
  public func people(_ places: [Place]) -> String {
    Set(places.flatMap(\.owners).filter { !$0.disabled }.flatMap(\.approvers)).sorted()
      .map { style.safe($0) + "\n" }.joined()
  }

  /// Only in which files there is something, a path a line.
  public func files(_ places: [Place]) -> String {
    Set(places.map(\.file)).sorted().map { style.safe($0) + "\n" }.joined()
  }

  /// The same as JSON.
  public static func json(_ places: [Place]) -> String {
    JSONReport.text("Owners") { writer in
      writer.objects("places", places) { place, writer in
        writer.member("path", place.file)
        writer.member("pointer", place.pointer)
        writer.member("line", place.line)
        writer.objects("owners", place.owners) { owner, writer in writer.members(of: owner) }
      }
    }
  }
}
