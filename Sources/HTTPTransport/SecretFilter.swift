internal import Foundation

/// Takes secrets out of texts that others wrote: servers, proxies and git repeat what was sent to them in their error messages,
/// and those end in logs, stores and pages.
public struct SecretFilter: Hashable, Sendable {
  private let texts: [String]

  /// Nothing to hide.
  public static let none = SecretFilter([])

  /// Hides these texts, and what they look like in Base64 and percent-encoded. Texts shorter than eight bytes are not hidden:
  /// they would take out words that have nothing to do with them.
  public init(_ secrets: some Sequence<String>) {
    var all: Set<String> = []
    for secret in secrets where secret.utf8.count >= 8 { all.formUnion(Self.spellings(of: secret)) }
    // The longest one first: it may hold another.
    texts = all.sorted { ($1.utf8.count, $1) < ($0.utf8.count, $0) }
  }

  /// Hides what these header fields prove identity with: the values of `Authorization` and of every field whose name ends in
  /// `token`, whole and in their parts, that of Basic (RFC 7617) decoded.
  public init(in headers: HTTPHeaders) {
    self.init(
      headers.fields.filter { field in
        let name = field.name.lowercased()
        return name == "authorization" || name.hasSuffix("token")
      }.flatMap { field in
        let words = field.value.split(separator: " ").map(String.init)
        guard words.count == 2, words[0].lowercased() == "basic", let decoded = Data(base64Encoded: words[1]) else {
          return words
        }
        let pair = String(decoding: decoded, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        return [words[1]] + pair.dropFirst()
      })
  }

  /// The text with `(secret)` in the place of each secret.
  public func hidden(in text: String) -> String {
    texts.reduce(text) { $0.contains($1) ? $0.replacing($1, with: "(secret)") : $0 }
  }

  /// How a text is written elsewhere. In the Base64 of something longer it begins at one of three places; what its first and
  /// last characters share with its neighbours is left out.
  private static func spellings(of secret: String) -> [String] {
    let bytes = Array(secret.utf8)
    let aligned = (0..<3).compactMap { offset -> String? in
      let whole = Data([UInt8](repeating: 0, count: offset) + bytes).base64EncodedString()
      let known = whole.dropFirst((offset * 8 + 5) / 6).prefix { $0 != "=" }
      let inner = (bytes.count + offset) % 3 == 0 ? known : known.dropLast()
      return inner.count >= 8 ? String(inner) : nil
    }
    let percent = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
    return [secret, percent] + aligned
  }
}
