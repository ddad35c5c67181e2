public import Forges

/// Something to do on a forge. Each is safe to repeat.
public enum Action: Hashable, Sendable {
  /// Say something of the head, as a status or a check run.
  case report(CheckReport)
  /// Write a comment.
  case addComment(String)
  /// Replace the text of an own comment.
  case editComment(Int64, String)
  /// Remove an own comment that is there twice.
  case deleteComment(Int64)
  /// Add and remove labels, each by itself.
  case changeLabels(adding: Set<String>, removing: Set<String>)
  /// React to a comment.
  case react(Int64, Reaction)
  /// Approve the head.
  case approve
  /// Take the own approval back.
  case unapprove
}

/// How the outside should look.
public struct Desired: Hashable, Sendable {
  /// The report, with its marker; nil: none has to be there, one that is there stays.
  public var report: String?
  /// Whether a report is written where there is none yet.
  public var startsReport: Bool
  /// Answers to comments, with their markers, by the comment's number.
  public var answers: [Int64: String]
  /// Reactions to comments, by the comment's number.
  public var reactions: [Int64: Reaction]
  /// The labels that Remit manages; nil: they stay as they are.
  public var labels: Set<String>?
  /// What is said of the head.
  public var check: CheckReport
  /// Whether Remit's own approval should be in force; nil: it stays as it is.
  public var approval: Bool?
}

extension Desired {
  /// What is to be done to get there from what was observed: only what differs, what takes trust away before what
  /// gives it. The same state gives the same actions, and none once it is as it should be.
  public func actions(from observation: Observation, _ memory: Memory, _ settings: BotSettings) -> [Action] {
    var actions: [Action] = []
    if let approval, !approval, observation.hasApproved { actions.append(.unapprove) }
    if observation.status != check.status { actions.append(.report(check)) }
    if let labels {
      let present = observation.mergeRequest.labels.filter { settings.labels.manages($0) }
      let (missing, extra) = (labels.subtracting(present), present.subtracting(labels))
      if !missing.isEmpty || !extra.isEmpty { actions.append(.changeLabels(adding: missing, removing: extra)) }
    }
    let own = observation.comments.filter { $0.author.id == observation.me.id }
    actions += comment(Marker.report, report, among: own, startsNew: startsReport)
    for (id, answer) in answers.sorted(by: { $0.key < $1.key }) {
      actions += comment(Marker.answer(to: id), answer, among: own, startsNew: true)
    }
    for (id, reaction) in reactions.sorted(by: { $0.key < $1.key }) where memory.reactions[id] != reaction {
      actions.append(.react(id, reaction))
    }
    if let approval, approval, !observation.hasApproved, observation.mergeRequest.author.id != observation.me.id {
      actions.append(.approve)
    }
    return actions
  }

  /// One comment with a marker, the oldest; others with the same marker go.
  private func comment(_ marker: String, _ body: String?, among own: [ForgeComment], startsNew: Bool) -> [Action] {
    let found = own.filter { $0.body.hasPrefix(marker) }.sorted { $0.id < $1.id }
    var actions = found.dropFirst().map { Action.deleteComment($0.id) }
    guard let body else { return actions }
    if let first = found.first {
      if Marker.trimmed(first.body) != Marker.trimmed(body) { actions.append(.editComment(first.id, body)) }
    } else if startsNew {
      actions.append(.addComment(body))
    }
    return actions
  }
}

/// What Remit finds its own comments by.
enum Marker {
  /// The report's first line.
  static let report = "<!-- remit:report v1 -->"

  /// The first line of an answer.
  static func answer(to comment: Int64) -> String { "<!-- remit:answer \(comment) -->" }

  /// A text as forges keep it: with plain line ends, without blanks at its end.
  static func trimmed(_ text: String) -> [UInt8] {
    var bytes = text.utf8.filter { $0 != 0x0D }
    while let last = bytes.last, last == 0x20 || last == 0x0A { bytes.removeLast() }
    return bytes
  }
}
