internal import Deciding
internal import Forges
internal import Reporting
internal import Workflows

/// The one comment in which Remit says what it thinks of a merge request; the verdict is word for word the one of `remit decide`.
struct ReportComment {
  let judgement: Judgement
  let mergeRequest: ForgeMergeRequest
  let settings: BotSettings
  let page: String?

  /// The comment, with its marker in the first line. It holds no time and no counter: nothing changes it but the
  /// merge request.
  var text: String {
    var text = "\(Marker.report)\n"
    if let decision = judgement.result?.decision {
      text += DecisionMarkdown(limit: judgement.plan == nil ? 60_000 : 40_000).text(decision)
    } else {
      text +=
        "### Remit could not decide\n\n\(MarkdownText.code(Self.short(judgement.failure ?? "no reason is known")))\n"
    }
    if let breakGlass = judgement.breakGlass {
      text +=
        "\n> 🚨 **break-glass** by \(MarkdownText.escaped(breakGlass.by)): \(MarkdownText.escaped(Self.short(breakGlass.reason)))\n"
    }
    if let plan = judgement.plan { text += "\n" + Self.text(plan) }
    for remark in judgement.remarks.prefix(10) { text += "\n> \(MarkdownText.escaped(Self.short(remark)))\n" }
    if mergeRequest.isDraft { text += "\n> a draft: nothing is merged until it is marked as ready\n" }
    let head = mergeRequest.head.map { "commit <code>\($0.prefix(12))</code> " } ?? ""
    let more = page.map { " · <a href=\"\(MarkdownText.attribute($0))\">details</a>" } ?? ""
    text += "\n<sub>\(head)into <code>\(MarkdownText.escaped(mergeRequest.targetBranch))</code>\(more)"
    text += " · commands: <code>/lgtm</code> <code>/hold</code> <code>/why</code> <code>/help</code></sub>\n"
    return text
  }

  /// The deploy plan, and whether somebody has to approve it.
  private static func text(_ review: PlanReview) -> String {
    switch review.answer {
    case .nothing: return ""
    case .failed(let why): return "### Deploy plan\n\nIt cannot be made: \(MarkdownText.escaped(short(why)))\n"
    case .plan(let plan):
      guard !plan.isEmpty else { return "<sub>On clusters nothing changes.</sub>\n" }
      var text = plan.markdown
      if review.isApprovalNeeded, let hash = plan.hash {
        text += "\n"
        text +=
          review.approvedBy.isEmpty
          ? "**This plan has to be approved:** <code>/approve-plan \(PlanReview.abbreviated(hash))</code>, by a member of the "
            + "configured role. Should it change, it has to be approved again.\n"
          : "✅ This plan is approved by \(review.approvedBy.prefix(5).map { MarkdownText.escaped($0) }.joined(separator: ", ")).\n"
      }
      return text
    }
  }

  /// What others wrote, not longer than a reader wants: the whole comment stays below what forges take (GitHub: 65,536).
  static func short(_ text: String) -> String { text.count <= 500 ? text : text.prefix(500) + "…" }
}

/// Answers to `/why` and `/help`.
enum Answer {
  static func why(_ judgement: Judgement, _ waiting: [String], to comment: Int64, page: String?) -> String {
    var text = "\(Marker.answer(to: comment))\n**\(MarkdownText.escaped(ReportComment.short(judgement.headline)))**\n"
    if waiting.isEmpty {
      text += "\nNothing stands in the way of merging.\n"
    } else {
      text += "\nIt waits for:\n"
      for reason in waiting.prefix(20) { text += "- \(MarkdownText.escaped(ReportComment.short(reason)))\n" }
    }
    if let page { text += "\n<sub><a href=\"\(MarkdownText.attribute(page))\">details</a></sub>\n" }
    return text
  }

  static func help(to comment: Int64, _ settings: BotSettings) -> String {
    var rows = [
      ("/lgtm", "approve what you own, as it is now"), ("/lgtm SHA", "approve what you own as of that commit"),
      ("/lgtm cancel", "take that back"), ("/hold", "stop the merge of what you own"),
      ("/hold cancel", "take that back"),
      ("/ok-to-test", "let a restricted change be tested"), ("/recheck", "look again now"),
      ("/why", "say what it waits for"), ("/help", "this list"),
    ]
    if settings.deploying.map({ $0.approval != .never }) ?? false {
      rows.append(("/approve-plan HASH", "let the deploy plan of that hash come true"))
      rows.append(("/approve-plan cancel", "take that back"))
    }
    if settings.breakGlassRole != nil {
      rows.append(("/break-glass REASON", "merge without the missing approvals; recorded"))
    }
    var text = "\(Marker.answer(to: comment))\n| command | effect |\n|---|---|\n"
    for row in rows { text += "| <code>\(row.0)</code> | \(row.1) |\n" }
    return text
      + "\nA command stands on a line of its own, outside of quotes and code, in a comment that is not edited.\n"
  }
}
