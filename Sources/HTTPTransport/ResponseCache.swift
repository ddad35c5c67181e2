/// Answers that the server may confirm by 304 instead of sending them again; bounded, the one used longest ago goes first.
struct ResponseCache {
  /// What an answer belongs to: who asked for what.
  struct Key: Hashable {
    var credentials: Credentials
    var url: String
    var accept: String?
  }

  private struct Entry {
    var response: HTTPResponse
    var usedAt: Int
  }

  private let maximumBytes: Int
  private var entries: [Key: Entry] = [:]
  private var bytes = 0
  private var uses = 0

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  /// The answer that was kept, with its `ETag`.
  mutating func response(for key: Key) -> (response: HTTPResponse, tag: String)? {
    guard let entry = entries[key], let tag = entry.response.headers["ETag"] else { return nil }
    uses += 1
    entries[key]?.usedAt = uses
    return (entry.response, tag)
  }

  /// Keeps an answer in place of the former; forgets that one where this cannot be kept.
  mutating func keep(_ response: HTTPResponse, for key: Key) {
    remove(key)
    guard response.status == 200, response.headers["ETag"] != nil, size(of: response) <= maximumBytes / 4 else {
      return
    }
    uses += 1
    entries[key] = Entry(response: response, usedAt: uses)
    bytes += size(of: response)
    while bytes > maximumBytes, let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt }) {
      remove(oldest.key)
    }
  }

  private mutating func remove(_ key: Key) {
    guard let entry = entries.removeValue(forKey: key) else { return }
    bytes -= size(of: entry.response)
  }

  /// The size in memory, roughly; every entry counts for something, so that their number is bounded too.
  private func size(of response: HTTPResponse) -> Int {
    response.headers.fields.reduce(response.body.count + 1024) { $0 + $1.name.utf8.count + $1.value.utf8.count }
  }
}

/// As whom a request is made. Has no text form that shows it.
struct Credentials: Hashable, CustomStringConvertible {
  private let values: [String]

  init(_ headers: HTTPHeaders) {
    values = ["Authorization", "PRIVATE-TOKEN"].flatMap { headers.values(of: $0) }
  }

  var description: String { "(credentials)" }
}
