import ArgumentParser
import Deciding
import Diagnostics
import Ownership
import Reporting
import Workflows

/// `remit decide`
struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "Says whether a merge request may be merged, and why.",
    discussion: """
      Exit code 0: approved. 1: not approved. 2: wrong usage. 3: could not tell.
      With --replay, 0: the decision is the recorded one, byte for byte. 1: it is another one. 2: no record.
      3: commits are missing.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown, sarif, junit, github, gitlab }

  @OptionGroup var common: CommonOptions

  @OptionGroup var comparison: ComparisonOptions

  @OptionGroup var policy: PolicyOptions

  @Option(name: .long, help: "Account name of the merge request's author.")
  var author: String?

  @Option(name: .long, parsing: .singleValue, help: "A comment, as NAME:TEXT; repeat in order.")
  var comment: [String] = []

  @Option(name: .long, help: "A JSON file with comments and pushes in order (docs/commands.md).")
  var events: String?

  @Option(name: .long, parsing: .singleValue, help: "In compat mode: an account whose own changes need no word.")
  var bot: [String] = []

  @Option(name: .long, help: "text, json, markdown, sarif, junit, github or gitlab.")
  var format: Format = .text

  @Option(name: .long, help: "Make the decision of a record again, from its file; - for standard input.")
  var replay: String?

  func validate() throws {
    if replay != nil {
      guard author == nil, comment.isEmpty, events == nil, bot.isEmpty, format == .text || format == .json else {
        throw ValidationError("--replay takes everything from the record")
      }
    } else if author == nil {
      throw ValidationError("Missing expected argument '--author <author>'")
    }
  }

  func run() throws {
    let workspace = try common.workspace()
    if let replay { return try Replay(path: replay).run(in: workspace, quiet: common.quiet) }
    var happened = try comment.map { try Self.comment($0) }
    if let events { happened = try attempt { () throws(WorkflowError) in try EventsFile.read(events) } + happened }
    let query = MergeRequestQuery(
      base: comparison.base, head: comparison.revision, mode: comparison.mode, author: author ?? "",
      forge: policy.forge, events: happened,
      automaticApprovers: Set(bot), today: policy.day)
    let result = try attempt { () throws(WorkflowError) in try workspace.decide(query) }
    Output.data(render(result))
    Output.finish(result.decision.verdict == .approved ? 0 : 1)
  }

  private static func comment(_ text: String) throws -> Event {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
      throw CommandFailure(code: 2, message: "--comment wants NAME:TEXT, not \"\(text)\"")
    }
    return .comment(Comment(author: String(text[..<colon]), body: String(text[text.index(after: colon)...])))
  }

  private func render(_ result: DecisionResult) -> String {
    let decision = result.decision
    switch format {
    case .json:
      return DecisionJSON(
        decision, revisions: .init(target: result.target, head: result.head, tree: result.tree)
      ).text
    case .markdown: return DecisionMarkdown().text(decision)
    case .text where common.quiet: return DecisionText(style: common.style).headline(decision) + "\n"
    case .text:
      let problems = decision.diagnostics.map { common.diagnosticText(result.lines.of).render($0) }.joined(
        separator: "\n")
      return (problems.isEmpty ? "" : problems + "\n") + DecisionText(style: common.style).text(decision)
    case .junit: return DecisionDiagnostics.junit(of: decision)
    case .sarif, .github, .gitlab:
      return DiagnosticFormat.render(DecisionDiagnostics.all(of: decision), as: format.rawValue)
    }
  }
}
