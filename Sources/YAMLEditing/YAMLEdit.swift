public import Diagnostics
internal import DocumentModel
internal import YAMLReader

/// Changes of single values in the text of a YAML file. Everything else, comments, order, quotes and line ends, stays as
/// it is, byte by byte.
public enum YAMLEdit {
  /// A file cannot be changed without touching more than the values that are to change.
  public struct Failure: Error, Hashable, Sendable {
    /// Where; nil if it cannot be said.
    public var position: SourcePosition?
    /// Why not.
    public var message: String
  }

  /// The text of a file in which its mapping has other values: a member that is equal stays, a mapping is changed member
  /// by member, anything else is replaced as a whole; new members come behind those that they stand behind in `value`.
  ///
  /// The result is read again: unless it says exactly `value`, and nothing is wrong with it that was not wrong before,
  /// there is none.
  ///
  /// - Throws: why the text cannot be changed, for example because a value is shared by an alias.
  public static func text(_ bytes: [UInt8], changedTo value: YAMLValue) throws(Failure) -> [UInt8] {
    let before = YAMLReader().read(bytes, file: "")
    guard let document = before.document, document.kind(document.root) == .object, !before.diagnostics.hasErrors else {
      throw Failure(message: "it is no YAML mapping without errors")
    }
    if value.equals(document.root, of: document) { return bytes }
    var plan = EditPlan(bytes, document)
    try plan.change(document.root, to: value)
    let result = plan.result
    let after = YAMLReader().read(result, file: "")
    guard let changed = after.document, value.equals(changed.root, of: changed),
      after.diagnostics.count <= before.diagnostics.count
    else {
      throw Failure(
        position: plan.first.map { document.range($0).start },
        message: "it is written so that its values cannot be changed one by one: with anchors, or in an unusual layout")
    }
    return result
  }
}
