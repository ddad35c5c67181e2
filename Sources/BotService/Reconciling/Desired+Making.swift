internal import DataBundle
internal import Deciding
internal import Diagnostics
internal import Forges
internal import Ownership
internal import Reporting
internal import Workflows

extension Desired {
  /// How the outside should look after a judgement. Pure: the same input gives the same outside.
  public init(
    _ judgement: Judgement, _ observation: Observation, _ timeline: Timeline, _ settings: BotSettings,
    waiting: [String],
    page: String?
  ) {
    let mergeRequest = observation.mergeRequest
    let decision = judgement.result?.decision
    report = ReportComment(judgement: judgement, mergeRequest: mergeRequest, settings: settings, page: page).text
    startsReport = !mergeRequest.isDraft
    labels = settings.setsLabels ? Desired.labels(decision, judgement, settings.labels) : nil
    check = Desired.check(judgement, settings, page: page)
    approval = settings.approves ? judgement.isApproved && !mergeRequest.isDraft : nil
    answers = [:]
    reactions = [:]
    // Who asks often is answered as the others are: each answer is a comment that is kept up to date.
    let asked = timeline.requests.filter { $0.counts && ($0.commands.contains(.why) || $0.commands.contains(.help)) }
    let answered = Set(asked.suffix(Self.mostAnswers).map(\.comment))
    for request in timeline.requests {
      reactions[request.comment] = request.counts ? .eyes : .confused
      guard answered.contains(request.comment) else { continue }
      if request.commands.contains(.why) {
        answers[request.comment] = Answer.why(judgement, waiting, to: request.comment, page: page)
      } else if request.commands.contains(.help) {
        answers[request.comment] = Answer.help(to: request.comment, settings)
      }
    }
  }

  /// So many of the last questions have answers.
  private static let mostAnswers = 5

  private static func labels(_ decision: Decision?, _ judgement: Judgement, _ names: BotSettings.Labels) -> Set<String>
  {
    guard let decision else { return [] }
    var labels: Set<String> = [decision.selfServiceable ? names.selfServiceable : names.notSelfServiceable]
    if decision.held { labels.insert(names.hold) }
    if !decision.admitted { labels.insert(names.restricted) }
    if judgement.breakGlass != nil { labels.insert(names.breakGlass) }
    if decision.verdict == .approved, judgement.isApproved, let priority = decision.priority {
      labels.insert("\(names.approved): \(priority.rawValue)")
    }
    if !names.ownerPrefix.isEmpty { labels.formUnion(decision.labels.map { names.ownerPrefix + $0 }) }
    return labels
  }

  private static func check(_ judgement: Judgement, _ settings: BotSettings, page: String?) -> CheckReport {
    let state: CommitStatus.State =
      if judgement.isApproved {
        .success
      } else {
        switch judgement.result?.decision.verdict {
        case .approved, .needsApproval, .held, .restricted, .notSelfServiceable: .pending
        case .invalid, .conflict, nil: .failure
        }
      }
    let status = CommitStatus(
      name: settings.statusName, state: state, summary: shortened(judgement.headline, to: 140), url: page)
    guard let decision = judgement.result?.decision else {
      return CheckReport(status: status, text: judgement.headline)
    }
    let annotations = DecisionDiagnostics.all(of: decision).compactMap { CheckAnnotation($0) }
    return CheckReport(status: status, text: DecisionMarkdown().text(decision), annotations: annotations)
  }

  /// A text cut to a number of characters.
  static func shortened(_ text: String, to count: Int) -> String {
    text.unicodeScalars.count <= count
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(count - 1))) + "…"
  }
}

extension CheckAnnotation {
  fileprivate init?(_ diagnostic: Diagnostic) {
    guard let range = diagnostic.place.range else { return nil }
    let level: Level =
      switch diagnostic.severity {
      case .error: .failure
      case .warning: .warning
      }
    self.init(
      path: diagnostic.place.file, startLine: range.start.line, endLine: max(range.start.line, range.end.line),
      level: level,
      message: diagnostic.message)
  }
}
