internal import Reporting

/// Text from outside for people: one line, without what could deceive a reader, not too long.
enum Lines {
  /// The longest value that is shown.
  static let longest = 200

  static func safe(_ text: String, longest: Int = Lines.longest) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < longest else { return result + "…" }
      count += 1
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The beginning of a text as code in Markdown; nothing for nothing.
  static func code(_ text: String) -> String { text.isEmpty ? "" : MarkdownText.code(cut(text)) }

  /// The beginning of a text.
  static func cut(_ text: String, longest: Int = Lines.longest) -> String {
    guard text.unicodeScalars.count > longest else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest))) + "…"
  }
}

extension FieldChange {
  /// `.data.a: "b" → "c"`
  var line: String {
    let (old, new) = shown
    return
      "\(Lines.safe(path)): \(old.map { Lines.safe($0) } ?? "(nothing)") → \(new.map { Lines.safe($0) } ?? "(nothing)")"
  }

  /// The values as far as people have to see them: of long ones what comes before the place where they begin to differ is
  /// left out. They may still be too long.
  var shown: (old: String?, new: String?) {
    guard let old, let new, max(old.unicodeScalars.count, new.unicodeScalars.count) > Lines.longest else {
      return (self.old, self.new)
    }
    let start = zip(old.unicodeScalars, new.unicodeScalars).prefix { $0 == $1 }.count - Lines.longest / 4
    guard start > 0 else { return (old, new) }
    func rest(_ text: String) -> String { "…" + String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(start))) }
    return (rest(old), rest(new))
  }
}

extension ClusterPlan {
  /// `2 to create, 1 to change`; `nothing to do`; `1 set blocked`, where nothing may be written of a set.
  var summary: String {
    let words: [(PlannedStep.Action, String)] = [
      (.create, "to create"), (.change, "to change"), (.repair, "to repair"), (.mark, "to mark"), (.adopt, "to adopt"),
      (.replace, "to replace"), (.strip, "to strip"), (.announce, "to announce"), (.delete, "to delete"),
    ]
    var parts = words.compactMap { action, word in count(action) > 0 ? "\(count(action)) \(word)" : nil }
    let found = sets.reduce(0) { $0 + $1.findings.count }
    let blocked = sets.count { $0.stop != nil }
    if blocked > 0 { parts.append(blocked == 1 ? "1 set blocked" : "\(blocked) sets blocked") }
    if parts.isEmpty { parts.append("nothing to do") }
    if found > 0 { parts.append("\(found) to look at") }
    return parts.joined(separator: ", ")
  }
}

extension SetPlan {
  /// What keeps something from being done, a line each.
  var remarks: [String] {
    var lines: [String] = []
    if let stop { lines.append("nothing is written: \(stop)") }
    if let resumes { lines.append("goes on with the unfinished run for \(resumes.commit)") }
    lines += holds.map { "nothing is deleted: \($0)" }
    if overBudget > 0 {
      lines.append("\(overBudget) more than may be deleted at once: the plan has to be approved as it is")
    }
    return lines
  }
}
