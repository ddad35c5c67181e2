internal import BotService
internal import DocumentModel
internal import Forges
internal import JSONCoding
internal import ServiceStore

extension JSONWriter {
  /// A member that is a time, or `null`.
  mutating func member(_ key: String, _ time: Timestamp?) { member(key, time?.iso8601) }

  /// The members of a merge request, without the long ones.
  mutating func members(_ standing: Standing) {
    member("repository", standing.repository)
    member("number", standing.number)
    member("title", standing.title)
    member("url", standing.url)
    member("author", standing.author)
    member("head", standing.head)
    member("targetBranch", standing.targetBranch)
    member("target", standing.target)
    member("isDraft", standing.isDraft)
    member("verdict", standing.verdict)
    member("headline", standing.headline)
    member("priority", standing.priority)
    objects("obstacles", standing.obstacles) { obstacle, writer in
      writer.member("kind", obstacle.kind.rawValue)
      writer.member("text", obstacle.text)
    }
    member("readySince", standing.readySince)
    member("createdAt", standing.createdAt as Timestamp?)
    member("decidedAt", standing.decidedAt as Timestamp?)
  }

  /// The members of a job.
  mutating func members(_ job: Job) {
    member("kind", job.key.kind)
    member("repository", job.key.repository)
    member("subject", job.key.subject)
    member("state", job.state.rawValue)
    member("notBefore", job.notBefore as Timestamp?)
    member("requestedAt", job.requestedAt as Timestamp?)
    member("attempts", job.attempts)
    member("error", job.error)
    member("worker", job.worker)
  }

  /// A member that is JSON already; `null` where it is none.
  mutating func embedded(_ key: String, _ text: String?) {
    self.key(key)
    guard let text, let document = JSONReader().read(Array(text.utf8), file: key).document else { return null() }
    value(document.root, of: document)
  }
}

extension Answer {
  /// An object as JSON.
  static func object(_ members: (inout JSONWriter) -> Void) -> Answer {
    var writer = JSONWriter()
    writer.beginObject()
    members(&writer)
    writer.endObject()
    return .json(writer.text)
  }
}

/// How many things are on one page of a list.
enum PageSize {
  static let usual = 50
  static let most = 200

  /// The number that a query asks for; nil where it is none from 1 to the most.
  static func read(_ query: [String: String]) -> Int? {
    guard let text = query["limit"] else { return usual }
    guard let limit = Int(text), (1...most).contains(limit) else { return nil }
    return limit
  }

  /// The answer where it is none.
  static let problem = Answer.problem(400, "limit must be a number from 1 to \(most)")
}
