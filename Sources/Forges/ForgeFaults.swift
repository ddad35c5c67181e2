internal import Foundation
public import HTTPTransport

extension ForgeError.Kind {
  /// What a status other than 2xx means. GitHub also answers 403 where a limit is reached.
  init(_ response: HTTPResponse, now: Timestamp) {
    switch response.status {
    case 401: self = .unauthorized
    case 403, 429: self = response.isLimited ? .limited(until: limitEnd(response, now: now)) : .forbidden
    case 404, 410: self = .notFound
    case 409, 412: self = .conflict
    case 408, 500...: self = .unavailable
    case 400...: self = .rejected
    case 300...: self = .rejected
    default: self = .unreadable
    }
  }

  /// What it means that there is no answer.
  init(_ error: HTTPError) {
    switch error.kind {
    case .invalidRequest: self = .rejected
    case .tooLarge: self = .unreadable
    case .unreachable, .timeout, .interrupted, .cancelled, .suspended: self = .unavailable
    }
  }
}

/// When a limit ends: when the server says, else in a minute (GitHub's advice for secondary limits); never at once.
private func limitEnd(_ response: HTTPResponse, now: Timestamp) -> Timestamp {
  let end = response.retryTime(now: now.milliseconds) ?? now.milliseconds + 60_000
  return Timestamp(milliseconds: max(end, now.milliseconds + 1000))
}

/// What a forge says about a failure, for people: one short line.
public struct ForgeMessage: Hashable, Sendable {
  /// The line; empty where the answer has none.
  public var text: String

  /// The message in an answer: `message` or `error` of a JSON object, be it a text or anything else. The secrets that went
  /// with the request are taken out.
  public init(_ response: HTTPResponse) {
    guard let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) else {
      text = ""
      return
    }
    let line = body.texts.joined(separator: "; ").unicodeScalars
      .map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
    text = String(response.secrets.hidden(in: line).prefix(300))
  }

  /// The texts in an error's body: GitLab gives a text, a list or an object of lists as `message`; GitHub adds `errors`.
  private struct Body: Decodable {
    var texts: [String]

    enum CodingKeys: String, CodingKey { case message, error, errors }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      texts = [CodingKeys.message, .error, .errors].flatMap { key in
        (try? container.decodeIfPresent(Texts.self, forKey: key))?.all ?? []
      }
    }
  }

  private struct Texts: Decodable {
    var all: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        all = [text]
      } else if let list = try? container.decode([Texts].self) {
        all = list.flatMap(\.all)
      } else if let object = try? container.decode([String: Texts].self) {
        all = object.sorted { $0.key < $1.key }.flatMap { entry in entry.value.all.map { "\(entry.key) \($0)" } }
      } else {
        all = []
      }
    }
  }
}
