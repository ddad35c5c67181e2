/// One thing that is wrong (or suspicious) in the user's data, with everything needed to show it.
///
/// Rendering lives in `Reporting`; here are only values. The stable `code` names the rule and its page in
/// `docs/diagnostics.md`.
public struct Diagnostic: Hashable, Sendable {
  /// The rule, for example `schema/type`.
  public var code: DiagnosticCode
  /// How bad it is.
  public var severity: Severity
  /// Where it is.
  public var place: Place
  /// What is wrong: lower case, no final stop, user values in quotes.
  public var message: String
  /// What to do about it, if there is something to say.
  public var help: String?
  /// Other places that explain this one (the first definition of a duplicate, the branch of a schema …).
  public var notes: [Note]

  /// A diagnostic from its parts.
  public init(
    _ code: DiagnosticCode, _ severity: Severity = .error, at place: Place, _ message: String,
    help: String? = nil, notes: [Note] = []
  ) {
    self.code = code
    self.severity = severity
    self.place = place
    self.message = message
    self.help = help
    self.notes = notes
  }

  /// A further place with a remark.
  public struct Note: Hashable, Sendable {
    /// Where the remark belongs, if anywhere.
    public var place: Place?
    /// The remark.
    public var message: String

    /// A note from its parts.
    public init(_ message: String, at place: Place? = nil) {
      self.place = place
      self.message = message
    }
  }
}

/// The stable name of a rule: `<subject>/<problem>`, never reused for something else.
public struct DiagnosticCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name as users see it.
  public var rawValue: String

  /// A code from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A code from its name.
  public init(stringLiteral value: String) { self.rawValue = value }
}

/// How bad a diagnostic is.
public enum Severity: String, Hashable, Sendable, CaseIterable {
  /// The data must not be merged.
  case error
  /// Allowed, but probably not what was meant.
  case warning
}

/// A place in a file of the data repository.
public struct Place: Hashable, Sendable {
  /// Path of the file from the top of the repository, without a leading slash.
  public var file: String
  /// The region, where it is known.
  public var range: SourceRange?
  /// RFC 6901 pointer of the value, where there is one.
  public var pointer: String?

  /// A place from its parts.
  public init(file: String, range: SourceRange? = nil, pointer: String? = nil) {
    self.file = file
    self.range = range
    self.pointer = pointer
  }
}

/// A position in a text; both numbers count from 1, columns in Unicode scalars.
public struct SourcePosition: Hashable, Sendable, Comparable {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1.
  public var column: Int

  /// A position from line and column, both from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Reading order.
  public static func < (a: SourcePosition, b: SourcePosition) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

/// A region of a text; `end` is the position after the last character.
public struct SourceRange: Hashable, Sendable {
  /// The first character.
  public var start: SourcePosition
  /// The position after the last character.
  public var end: SourcePosition

  /// A range from its ends.
  public init(_ start: SourcePosition, _ end: SourcePosition) {
    self.start = start
    self.end = end
  }

  /// The empty range at a position.
  public init(at position: SourcePosition) {
    self.init(position, position)
  }
}
