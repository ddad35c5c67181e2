internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
public import Ownership

/// A merge request on the data repository as it stands, and the decision it must get: documentation and test at once.
/// The format is in `docs/change-types.md`.
public struct Scenario: Sendable {
  /// Path of the scenario's file from the top of the repository.
  public var file: String
  /// What it shows.
  public var description: String
  /// Account name of the author.
  public var author: String
  /// Edits of the target before anything else.
  var setup: [Edit]
  /// The merge request's first push.
  var change: [Edit]
  /// What happens then.
  var events: [ScenarioEvent]
  /// What must come out in strict mode.
  var expected: Expectation
  /// What must come out in compat mode; nil: only the verdict of strict mode is expected there.
  var compat: Expectation?

  /// The last part of the file's name, without its ending.
  public var name: String { Scenario.name(ofFile: file) }

  /// The name of the scenario in a file.
  static func name(ofFile file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return name.split(separator: ".").first.map(String.init) ?? name
  }

  /// The modes it says something about: compat mode knows no target that moves on.
  public var modes: [OwnershipMode] {
    events.contains { if case .land = $0 { true } else { false } } ? [.strict] : OwnershipMode.allCases
  }

  /// A change of one file.
  struct Edit: Sendable {
    var file: String
    var action: Action
    var place: Place

    enum Action: Sendable {
      case replace(String, with: String)
      case write(String)
      case delete
      case move(to: String)
    }
  }

  enum ScenarioEvent: Sendable {
    case comment(body: String, by: String, isEdited: Bool)
    case push([Edit], by: String?)
    case land([Edit])
  }

  /// What a decision must be.
  struct Expectation: Sendable {
    var verdict: String
    var diagnostics: [String]
    var items: [ExpectedItem]
  }

  /// An item that must be among those of the decision; what is nil may be anything.
  struct ExpectedItem: Sendable {
    var place: Place
    var file: String?
    var pointer: String?
    var kind: String?
    var covered: Bool?
    var approved: Bool?
    var changeTypes: [String]?
    var approvers: [String]?
  }
}

/// Reads scenario files.
struct ScenarioReader {
  let document: Document
  let file: String
  private(set) var diagnostics: [Diagnostic] = []

  init(_ document: Document, file: String) {
    self.document = document
    self.file = file
  }

  private func fields(_ node: NodeID) -> FieldReader {
    FieldReader(document, node, file: file, code: "scenario/invalid")
  }

  private mutating func finish(_ fields: inout FieldReader) {
    fields.reportUnknown()
    diagnostics += fields.diagnostics
  }

  /// The scenario, or nil and diagnostics.
  mutating func read() -> Scenario? {
    var root = fields(document.root)
    let (description, author) = (root.requiredString("description"), root.requiredString("author"))
    _ = root.value("attack")
    let (setup, change) = (root.list("setup"), root.list("change"))
    let (events, expect, compat) = (root.list("events"), root.value("expect"), root.value("compat"))
    if expect == nil { root.missing("expect") }
    finish(&root)
    guard let description, let author, let expect else { return nil }
    let scenario = Scenario(
      file: file, description: description, author: author, setup: edits(setup), change: edits(change),
      events: self.events(events), expected: expectation(expect), compat: compat.map { expectation($0) })
    return diagnostics.isEmpty ? scenario : nil
  }

  private mutating func edits(_ nodes: [NodeID]) -> [Scenario.Edit] {
    nodes.compactMap { node in
      var entry = fields(node)
      let path = entry.requiredString("file")
      let (replace, with, content) = (entry.string("replace"), entry.string("with"), entry.string("content"))
      let (delete, target) = (entry.bool("delete"), entry.string("moveTo"))
      var action: Scenario.Edit.Action?
      if let replace, let with { action = .replace(replace, with: with) }
      if let content { action = .write(content) }
      if delete == true { action = .delete }
      if let target { action = .move(to: target) }
      if action == nil {
        entry.report(node, "an edit needs \"replace\" and \"with\", \"content\", \"delete\" or \"moveTo\"")
      }
      finish(&entry)
      guard let path, let action else { return nil }
      return Scenario.Edit(file: path, action: action, place: Place(file: file, range: document.range(node)))
    }
  }

  private mutating func events(_ nodes: [NodeID]) -> [Scenario.ScenarioEvent] {
    nodes.compactMap { node in
      var entry = fields(node)
      let (body, by, isEdited) = (entry.string("comment"), entry.string("by"), entry.bool("edited") ?? false)
      let (push, land) = (entry.list("push"), entry.list("land"))
      if body != nil && by == nil { entry.missing("by") }
      if body == nil && push.isEmpty && land.isEmpty {
        entry.report(node, "an event is a \"comment\", a \"push\" or a \"land\"")
      }
      finish(&entry)
      if let body, let by { return .comment(body: body, by: by, isEdited: isEdited) }
      if !push.isEmpty { return .push(edits(push), by: by) }
      return land.isEmpty ? nil : .land(edits(land))
    }
  }

  private mutating func expectation(_ node: NodeID) -> Scenario.Expectation {
    var entry = fields(node)
    let (verdict, codes, items) = (entry.requiredString("verdict"), entry.strings("diagnostics"), entry.list("items"))
    finish(&entry)
    return Scenario.Expectation(verdict: verdict ?? "", diagnostics: codes, items: items.map { item($0) })
  }

  private mutating func item(_ node: NodeID) -> Scenario.ExpectedItem {
    var entry = fields(node)
    let item = Scenario.ExpectedItem(
      place: Place(file: file, range: document.range(node)), file: entry.string("file"),
      pointer: entry.string("pointer"), kind: entry.string("kind"), covered: entry.bool("covered"),
      approved: entry.bool("approved"),
      changeTypes: entry.value("changeTypes") == nil ? nil : entry.strings("changeTypes"),
      approvers: entry.value("approvers") == nil ? nil : entry.strings("approvers"))
    finish(&entry)
    return item
  }
}
