internal import Diagnostics
internal import Diffing
internal import DocumentModel
internal import JSONCoding

/// What installing or upgrading did, for people and for programs.
public struct InstallationReport {
  private let style: TextStyle

  /// A renderer of text.
  public init(style: TextStyle) { self.style = style }

  /// The first line: what was done to what.
  public func headline(_ outcome: InstallationOutcome) -> String {
    let release =
      outcome.previous.map { $0 == outcome.version ? $0 : "\($0) → \(outcome.version)" } ?? outcome.version
    let what = "\(style.safe(outcome.path)): \(style.safe(outcome.name)) \(style.safe(release))"
    return switch outcome.action {
    case .unchanged: "\(what), nothing to do\n"
    case .refused: "refused: nothing is written. \(what) would not be valid\n"
    case .rolledBack: "\(outcome.isDryRun ? "would be " : "")rolled back: \(style.strong(what))\n"
    case let action: "\(outcome.isDryRun ? "would be " : "")\(action.rawValue): \(style.strong(what))\n"
    }
  }

  /// Everything: the lines that go and come, what is installed or how it differs, remarks about overrides. With
  /// `isVerbose` what is installed is shown in any case.
  public func text(_ outcome: InstallationOutcome, isVerbose: Bool = false) -> String {
    var text = headline(outcome)
    guard outcome.action != .refused else { return text }
    if !outcome.lines.isEmpty { text += "\n" + style.strong(style.safe(outcome.file)) + "\n" }
    for line in outcome.lines {
      let shown = "\(line.isNew ? "+" : "-") \(style.safe(line.text))"
      text += "  \(line.isNew ? style.good(shown) : style.bad(shown))\n"
    }
    if let previous = outcome.previousSource, !outcome.changes.isEmpty {
      text += "\n" + style.strong("what changes in the source") + "\n"
      for change in outcome.changes { text += "  \(style.safe(describe(change, previous, outcome.source)))\n" }
    }
    if isVerbose || outcome.action == .installed {
      text += "\n" + style.strong("the source with the overrides") + "\n"
      for line in DocumentText.text(outcome.source).split(separator: "\n") { text += "  \(line)\n" }
    }
    if !outcome.overrides.isEmpty { text += "\n" + style.strong("overrides") + "\n" }
    for remark in outcome.overrides {
      text += "  \(style.warn(style.safe(remark.pointer.description))): \(words(remark.kind, outcome))\n"
    }
    if outcome.version != outcome.newest {
      text +=
        "\nthe newest release is \(style.safe(outcome.newest)): remit catalog upgrade \(style.safe(outcome.path))\n"
    }
    return text
  }

  private func words(_ kind: InstallationOutcome.OverrideRemark.Kind, _ outcome: InstallationOutcome) -> String {
    switch kind {
    case .gone:
      "no longer applies: \(style.safe(outcome.previous ?? "the release before")) had a value there, "
        + "\(style.safe(outcome.version)) has none"
    case .redundant: "the release says the same"
    }
  }

  private func describe(_ change: ValueChange, _ old: Document, _ new: Document) -> String {
    let place = (change.newPath ?? change.oldPath ?? []).pointer.description
    let values = (change.old.map { old.json($0) }, change.new.map { new.json($0) })
    return switch (change.kind, values) {
    case (.reordered, _): "\(place): in another order"
    case (_, (let old?, let new?)): "\(place): \(old) → \(new)"
    case (_, (let old?, nil)): "\(place): removed, was \(old)"
    case (_, (nil, let new?)): "\(place): added, \(new)"
    default: place
    }
  }

  /// `{"apiVersion", "kind": "Installation", "action", "written", "path", "file", "item", "name", "version", …}`, indented.
  public static func json(_ outcome: InstallationOutcome) -> String {
    JSONReport.text("Installation") { writer in
      writer.member("action", outcome.action.rawValue)
      writer.member("written", outcome.isWritten)
      writer.member("path", outcome.path)
      writer.member("file", outcome.file)
      writer.member("item", outcome.item)
      writer.member("name", outcome.name)
      writer.member("version", outcome.version)
      writer.member("previousVersion", outcome.previous)
      writer.member("newestVersion", outcome.newest)
      writer.objects("lines", outcome.lines) { line, writer in
        writer.member("kind", line.isNew ? "added" : "removed")
        writer.member("line", line.number)
        writer.member("text", line.text)
      }
      writer.key("source")
      writer.value(outcome.source.root, of: outcome.source)
      writer.objects("changes", outcome.changes) { change, writer in
        writer.member("pointer", (change.newPath ?? change.oldPath ?? []).pointer.description)
        writer.member("kind", change.kind.rawValue)
        writer.value("old", change.old, outcome.previousSource)
        writer.value("new", change.new, outcome.source)
      }
      writer.objects("overrides", outcome.overrides) { remark, writer in
        writer.member("pointer", remark.pointer.description)
        writer.member("remark", remark.kind.rawValue)
      }
      writer.objects("diagnostics", outcome.diagnostics, DiagnosticJSON.members)
    }
  }
}
