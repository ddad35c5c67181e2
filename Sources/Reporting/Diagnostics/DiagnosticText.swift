public import Diagnostics

/// Diagnostics as a person reads them: place, message, the line with the region underlined, help, notes.
public struct DiagnosticText {
  private let style: TextStyle
  private let lines: (String) -> [Substring]?

  /// A renderer; `lines` gives the lines of a file, or nil where they cannot be had.
  public init(style: TextStyle, lines: @escaping (String) -> [Substring]?) {
    self.style = style
    self.lines = lines
  }

  /// All diagnostics and a last line that counts them.
  public func text(_ diagnostics: [Diagnostic]) -> String {
    var text = ""
    for diagnostic in diagnostics { text += render(diagnostic) + "\n" }
    return text + summary(diagnostics) + "\n"
  }

  /// The last line: how much is wrong.
  public func summary(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count(of: .error)
    let warnings = diagnostics.count(of: .warning)
    let files = Set(diagnostics.filter { $0.severity == .error }.map(\.place.file)).count
    let counted = [
      errors > 0 ? "\(counted(errors, "error")) in \(counted(files, "file"))" : nil,
      warnings > 0 ? counted(warnings, "warning") : nil,
    ].compactMap { $0 }
    return counted.isEmpty ? style.good("no problems") : style.strong(counted.joined(separator: ", "))
  }

  /// One diagnostic.
  public func render(_ diagnostic: Diagnostic) -> String {
    let label = diagnostic.severity == .error ? style.bad("error") : style.warn("warning")
    var text = "\(style.strong(place(diagnostic.place))): \(label): \(style.safe(diagnostic.message)) "
    text += style.dim("[\(diagnostic.code.rawValue)]") + "\n"
    text += frame(diagnostic.place)
    if let help = diagnostic.help { text += "   \(style.dim("help:")) \(style.safe(help))\n" }
    for note in diagnostic.notes {
      let where_ = note.place.map { place($0) + ": " } ?? ""
      text += "   \(style.dim("note:")) \(where_)\(style.safe(note.message))\n"
    }
    return text
  }

  private func place(_ place: Place) -> String {
    guard let start = place.range?.start else { return style.safe(place.file) }
    return "\(style.safe(place.file)):\(start.line):\(start.column)"
  }

  private func frame(_ place: Place) -> String {
    guard let range = place.range, let lines = lines(place.file), range.start.line <= lines.count, range.start.line > 0
    else { return "" }
    let line = lines[range.start.line - 1]
    let scalars = Array(line.unicodeScalars)
    guard scalars.count <= 400, range.start.column > 0 else { return "" }
    let before = min(range.start.column - 1, scalars.count)
    let end = range.end.line == range.start.line ? range.end.column - 1 : scalars.count
    let width = max(1, min(end, scalars.count) - before)
    let number = String(range.start.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    var blank = String.UnicodeScalarView()
    for scalar in scalars.prefix(before) { blank.append(scalar == "\t" ? "\t" : " ") }
    return " \(style.dim("\(number) |")) \(style.safe(String(line)))\n"
      + " \(style.dim("\(gutter) |")) \(String(blank))\(style.bad(String(repeating: "^", count: width)))\n"
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
