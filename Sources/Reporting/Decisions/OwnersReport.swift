public import DataBundle
internal import JSONCoding
public import Ownership

/// Places and their owners, for `remit who` and `remit can`.
public struct OwnersReport {
  private let style: TextStyle

  /// A place of a file and who owns it.
  public struct Place: Sendable {
    /// The datafile or resource.
    public var file: FileReference
    /// The line of the place, where it is of interest.
    public var line: Int?
    /// RFC 6901 pointer; empty for the whole file.
    public var pointer: String
    /// The owners.
    public var owners: [Owner]
    /// What a change by the person it is about needs; nil where it is about nobody.
    public var need: Inquiry.Need?

    /// A place from its parts.
    public init(file: FileReference, line: Int?, pointer: String, owners: [Owner], need: Inquiry.Need? = nil) {
      self.file = file
      self.line = line
      self.pointer = pointer
      self.owners = owners
      self.need = need
    }
  }

  /// A renderer of text.
  public init(style: TextStyle) { self.style = style }

  /// Place by place, with every way somebody owns it.
  public func text(_ places: [Place]) -> String {
    guard !places.isEmpty else { return "nothing\n" }
    var text = ""
    var last: FileReference?
    for place in places {
      if place.file != last {
        let remark = place.file.type == .resource ? style.dim("  resource") : ""
        text += style.strong(style.safe(place.file.path)) + remark + "\n"
      }
      last = place.file
      let line = place.line.map { " (line \($0))" } ?? ""
      text += "  \(style.safe(place.pointer.isEmpty ? "the whole file" : place.pointer))\(line)\(need(place.need))\n"
      if place.owners.isEmpty { text += "      \(style.bad("nobody may approve a change here"))\n" }
      for owner in place.owners {
        let people = Explanation.list(owner.approvers, "or")
        text += "      \(style.safe(people)): \(style.dim(style.safe(Explanation.way(owner))))\n"
      }
    }
    return text
  }

  private func need(_ need: Inquiry.Need?) -> String {
    switch need {
    case nil, .nothing?: ""
    case .ownWord?: ": " + style.warn("after the author's own /lgtm")
    case .others([])?: ": " + style.bad("needs the approval of somebody else, and there is nobody else")
    case .others(let people)?:
      ": " + style.warn("needs the approval of \(style.safe(Explanation.list(people, "or")))")
    }
  }

  /// Only who may approve something there, an account name a line.
  public func people(_ places: [Place]) -> String {
    Set(places.flatMap(\.owners).filter { !$0.disabled }.flatMap(\.approvers)).sorted()
      .map { style.safe($0) + "\n" }.joined()
  }

  /// Only in which files there is something to be done without asking anybody else, a path a line.
  public func files(_ places: [Place]) -> String {
    Set(places.filter { $0.need?.isAlone ?? true }.map(\.file)).sorted().map { style.safe($0.path) + "\n" }.joined()
  }

  /// The same as JSON.
  public static func json(_ places: [Place]) -> String {
    JSONReport.text("Owners") { writer in
      writer.objects("places", places) { place, writer in
        writer.member("path", place.file.path)
        writer.member("type", place.file.type.rawValue)
        writer.member("pointer", place.pointer)
        writer.member("line", place.line)
        if let need = place.need {
          writer.member("alone", need.isAlone)
          writer.member("needsOwnWord", need == .ownWord)
          if case .others(let people) = need { writer.member("needsApprovalOf", people) }
        }
        writer.objects("owners", place.owners) { owner, writer in writer.members(of: owner) }
      }
    }
  }
}
