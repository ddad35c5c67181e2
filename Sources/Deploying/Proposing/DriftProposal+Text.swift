internal import Kubernetes

extension DriftProposal {
  /// The title of the merge request.
  public var title: String {
    "Drift on \(cluster): \(written.count) field\(written.count == 1 ? "" : "s") as the cluster has \(written.count == 1 ? "it" : "them")"
  }

  /// The text of the merge request, Markdown. All that comes from a cluster is code in it: it mentions nobody and means nothing.
  /// It says nothing of the commit, so that the same drift has the same text.
  public func markdown(maximumLength: Int = 60_000) -> String {
    var lines = [
      "The cluster \(Lines.code(cluster)) has other values than those that were applied. With this merge request the data has them, too; "
        + (consequences.isEmpty
          ? "everything else is rendered as before, on all clusters."
          : "what else that changes is named below, and everything else is rendered as before, on all clusters."),
      "",
      "Close it if the cluster is wrong: with `--drift repair` what was applied is applied again.", "",
      "| object | field | applied | cluster | by | file |", "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += written.map { one in
      "\(Self.row(one.field)) \(Lines.code("\(one.file):\(one.line)")) |"
    }
    if !consequences.isEmpty {
      lines += ["", "Changes with it, in objects of the same datafiles on this cluster:", ""]
      lines += consequences.map { "- \(Lines.code($0))" }
    }
    if !left.isEmpty {
      lines += [
        "", "Not written, as it cannot be done by changing a value of a datafile:", "",
        "| object | field | applied | cluster | by | why |", "| --- | --- | --- | --- | --- | --- |",
      ]
      lines += left.map { "\(Self.row($0.field)) \(Lines.code($0.why)) |" }
    }
    var text = ""
    for line in lines {
      guard text.utf8.count + line.utf8.count + 100 < maximumLength else { return text + "\n… and more.\n" }
      text += line + "\n"
    }
    return text
  }

  /// What is not written, a line each, for a terminal.
  public var remarks: [String] {
    left.map { "\(Lines.safe($0.field.key.description)) \(Lines.safe($0.field.shownPath)): \(Lines.safe($0.why))" }
  }

  /// Of an object that is made of something hidden no value is shown: what of it is hidden cannot be told.
  private static func row(_ field: DriftedField) -> String {
    func value(_ text: String?) -> String {
      text.map { field.isSensitive ? Secrecy.mask : Lines.code($0) } ?? "nothing"
    }
    let editor = field.editor.map { editor in
      Lines.code(editor.manager) + (editor.time.map { " " + Lines.code($0) } ?? "")
    }
    return "| \(Lines.code(field.key.description)) | \(Lines.code(field.shownPath)) | "
      + "\(value(field.applied)) | \(value(field.live)) | \(editor ?? "unknown") |"
  }
}
