public import Diagnostics
public import Diffing
public import DocumentModel

/// What installing or upgrading did, as it may be shown.
public struct InstallationOutcome: Sendable {
  /// What was done, or would be.
  public enum Action: String, Sendable {
    /// There is a new datafile.
    case installed
    /// It has another release.
    case upgraded
    /// It has a release that stands before the one it had.
    case rolledBack
    /// It has other overrides.
    case changed
    /// Everything is as asked for already.
    case unchanged
    /// The data would have errors.
    case refused
  }

  /// A line of the file that goes or comes.
  public struct Line: Hashable, Sendable {
    /// Whether it comes.
    public var isNew: Bool
    /// Its number, in the old file or the new one.
    public var number: Int
    /// Its text.
    public var text: String

    /// A line from its parts.
    public init(isNew: Bool, number: Int, text: String) {
      (self.isNew, self.number, self.text) = (isNew, number, text)
    }
  }

  /// Something to know about an override.
  public struct OverrideRemark: Hashable, Sendable {
    /// The remarks there are.
    public enum Kind: String, Sendable {
      /// The release before had a value there, this one has none.
      case gone
      /// The release says the same.
      case redundant
    }

    /// The override's place among the overrides.
    public var pointer: JSONPointer
    /// The remark.
    public var kind: Kind

    /// A remark from its parts.
    public init(_ pointer: JSONPointer, _ kind: Kind) { (self.pointer, self.kind) = (pointer, kind) }
  }

  /// What was done.
  public var action: Action
  /// Whether nothing was to be written.
  public var isDryRun: Bool
  /// Path of the datafile.
  public var path: String
  /// Its file, from the top of the repository.
  public var file: String
  /// Path of the item.
  public var item: String
  /// What people call the item.
  public var name: String
  /// The release.
  public var version: String
  /// The release before; nil where nothing was installed.
  public var previous: String?
  /// The newest release there is.
  public var newest: String
  /// The lines of the file that go and come.
  public var lines: [Line]
  /// What is installed: the release's source with the overrides.
  public var source: Document
  /// What was installed before.
  public var previousSource: Document?
  /// How the two differ.
  public var changes: [ValueChange]
  /// What is to be known about overrides.
  public var overrides: [OverrideRemark]
  /// What would be wrong with the data that is not wrong now.
  public var diagnostics: [Diagnostic]

  /// An outcome from its parts.
  public init(
    action: Action, isDryRun: Bool, path: String, file: String, item: String, name: String, version: String,
    previous: String?, newest: String, lines: [Line], source: Document, previousSource: Document?,
    changes: [ValueChange], overrides: [OverrideRemark], diagnostics: [Diagnostic]
  ) {
    (self.action, self.isDryRun, self.path, self.file) = (action, isDryRun, path, file)
    (self.item, self.name, self.version, self.previous) = (item, name, version, previous)
    (self.newest, self.lines, self.source, self.previousSource) = (newest, lines, source, previousSource)
    (self.changes, self.overrides, self.diagnostics) = (changes, overrides, diagnostics)
  }

  /// Whether a file was written.
  public var isWritten: Bool { !isDryRun && action != .refused && action != .unchanged }
}
