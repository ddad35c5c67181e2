/// What a line of a comment asks for.
public enum Command: Hashable, Sendable {
  /// `/lgtm`, or `/lgtm SHA` for the commit that was read.
  case approve(commit: String?)
  /// `/lgtm cancel`
  case cancelApproval
  /// `/hold`
  case hold
  /// `/hold cancel`
  case cancelHold
  /// `/ok-to-test`
  case okToTest
  /// `/recheck`
  case recheck
  /// `/why`
  case why
  /// `/help`
  case help
  /// `/break-glass REASON`: merge without the approvals that are missing. Says nothing to a decision; a service may
  /// obey it where its configuration names who may say so.
  case breakGlass(reason: String)
  /// `/approve-plan HASH`: what the deploy plan of that hash does to clusters is wanted. At least 8 hexadecimal digits, with or
  /// without `sha256:`. Says nothing to a decision; a service may wait for it.
  case approvePlan(hash: String)
  /// `/approve-plan cancel`: takes back what the same account said of plans before.
  case cancelPlan

  /// The command on a line of its own, blanks around it and between the words apart; nil for any other text.
  public init?(line: some StringProtocol) {
    let words = line.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D })
      .map { String(decoding: $0, as: UTF8.self) }
    switch words {
    case ["/lgtm"]: self = .approve(commit: nil)
    case ["/lgtm", "cancel"]: self = .cancelApproval
    case ["/hold"]: self = .hold
    case ["/hold", "cancel"]: self = .cancelHold
    case ["/ok-to-test"]: self = .okToTest
    case ["/recheck"]: self = .recheck
    case ["/why"]: self = .why
    case ["/help"]: self = .help
    case ["/approve-plan", "cancel"]: self = .cancelPlan
    default:
      if words.first == "/break-glass" {
        self = .breakGlass(reason: words.dropFirst().joined(separator: " "))
        return
      }
      if words.count == 2, words[0] == "/approve-plan" {
        let hash = words[1].hasPrefix("sha256:") ? String(words[1].dropFirst(7)) : words[1]
        guard hash.utf8.count >= 8, Command.isCommit(hash) else { return nil }
        self = .approvePlan(hash: hash.lowercased())
        return
      }
      guard words.count == 2, words[0] == "/lgtm", Command.isCommit(words[1]) else { return nil }
      self = .approve(commit: words[1].lowercased())
    }
  }

  private static func isCommit(_ word: String) -> Bool {
    (7...64).contains(word.utf8.count)
      && word.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
      }
  }

  /// The commands of a comment, in order: only lines of the comment's own text count, not quotes, code, HTML comments
  /// or what sits inside a list or a table (CommonMark 0.31, sections 4 and 5).
  public static func parse(markdown text: String) -> [Command] {
    MarkdownLines(text).ownLines.compactMap { Command(line: $0) }
  }
}
