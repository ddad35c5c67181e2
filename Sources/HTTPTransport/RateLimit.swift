/// What a server says of the number of requests it allows: `RateLimit-…` (GitLab) and `x-ratelimit-…` (GitHub).
public struct RateLimit: Hashable, Sendable {
  /// Requests left.
  public var remaining: Int
  /// Requests allowed per period.
  public var limit: Int
  /// When it is full again, in milliseconds since 1970; nil where the server does not say.
  public var resetsAt: Int64?

  /// A limit from its parts.
  public init(remaining: Int, limit: Int, resetsAt: Int64?) {
    self.remaining = remaining
    self.limit = limit
    self.resetsAt = resetsAt
  }

  /// What the header fields say of the ordinary limit; nil where they say nothing.
  public init?(_ headers: HTTPHeaders, now: Int64) {
    // GitHub counts searches and other kinds apart.
    if let resource = headers["x-ratelimit-resource"], resource != "core" { return nil }
    guard let remaining = Self.number("Remaining", in: headers), let limit = Self.number("Limit", in: headers)
    else { return nil }
    self.init(
      remaining: Int(clamping: remaining), limit: Int(clamping: limit), resetsAt: Self.reset(headers, now: now))
  }

  /// When the period ends, in milliseconds since 1970. Servers give seconds since 1970; small numbers are seconds from
  /// now, as in the IETF draft.
  static func reset(_ headers: HTTPHeaders, now: Int64) -> Int64? {
    guard let seconds = number("Reset", in: headers), (0...100_000_000_000).contains(seconds) else { return nil }
    return seconds < 1_000_000_000 ? now + seconds * 1000 : seconds * 1000
  }

  /// The number at the beginning of a field: `600`, or `600, 600;w=60`.
  private static func number(_ part: String, in headers: HTTPHeaders) -> Int64? {
    guard let value = headers["RateLimit-" + part] ?? headers["x-ratelimit-" + part] else { return nil }
    return Int64(value.prefix { $0.isNumber })
  }
}

extension HTTPResponse {
  /// Whether the server refused because it was asked too often, and did nothing: 429, and 403 where GitHub means its
  /// limits (docs.github.com, "Rate limits for the REST API").
  public var isLimited: Bool {
    switch status {
    case 429: true
    case 403:
      headers["Retry-After"] != nil || headers["x-ratelimit-remaining"] == "0"
        || String(decoding: body.prefix(4096), as: UTF8.self).lowercased().contains("secondary rate limit")
    default: false
    }
  }

  /// Until when the server asks to wait, in milliseconds since 1970: `Retry-After` (seconds or a date), else the end of
  /// the period. At most an hour from now; nil where it does not say.
  public func retryTime(now: Int64) -> Int64? {
    let time: Int64?
    if let text = headers["Retry-After"] {
      time =
        Int64(text).map { now + min(max($0, 0), 86_400) * 1000 }
        ?? CivilTime.seconds(httpDate: text).map { $0 * 1000 }
    } else if isLimited {
      time = RateLimit.reset(headers, now: now)
    } else {
      time = nil
    }
    return time.map { min(max($0, now), now + 3_600_000) }
  }
}
