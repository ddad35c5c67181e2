internal import Crypto
public import Forges
internal import Foundation
public import HTTPTransport

/// Tells whether a webhook delivery comes from somebody who knows the secret. All comparisons take the same time,
/// wherever the texts differ.
///
/// - GitHub: `X-Hub-Signature-256`, Gitea and Forgejo: `X-Gitea-Signature` or `X-Forgejo-Signature`, both the
///   HMAC-SHA256 of the body.
/// - GitLab with a signing secret (`whsec_…`): `webhook-signature` of the Standard Webhooks specification. The plain
///   token is then not enough.
/// - GitLab with other secrets: `X-Gitlab-Token`, the secret itself.
public struct WebhookVerifier: Sendable {
  /// How far the time of a signed delivery may be from now, in milliseconds (Standard Webhooks: five minutes).
  public static let tolerance: Int64 = 5 * 60 * 1000

  private let scheme: Scheme
  private let keys: [SymmetricKey]

  private enum Scheme {
    case gitHub, gitea, gitLabToken, standardWebhooks
  }

  /// A verifier for one hook with the secret in force, or two of them while it is being changed.
  ///
  /// Throws where there are none or more than two, where one is empty, or where a `whsec_` secret is not the Base64 of
  /// at least 24 bytes. With a `whsec_` secret, one of another kind beside it can never be accepted and is an error.
  public init(_ forge: ForgeKind, secrets: [String]) throws(WebhookSecretError) {
    guard (1...2).contains(secrets.count) else { throw .count(secrets.count) }
    guard secrets.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else { throw .empty }
    switch forge {
    case .github: scheme = .gitHub
    case .gitea: scheme = .gitea
    case .gitlab: scheme = secrets.contains { $0.hasPrefix(signingPrefix) } ? .standardWebhooks : .gitLabToken
    }
    var keys: [SymmetricKey] = []
    for secret in secrets {
      guard scheme == .standardWebhooks else {
        keys.append(SymmetricKey(data: Array(secret.utf8)))
        continue
      }
      guard secret.hasPrefix(signingPrefix) else { throw .mixed }
      guard let key = Data(base64Encoded: String(secret.dropFirst(signingPrefix.count))), key.count >= 24 else {
        throw .notBase64
      }
      keys.append(SymmetricKey(data: key))
    }
    self.keys = keys
  }

  /// Whether a delivery with this body, as it came over the wire, is authentic.
  public func isAuthentic(headers: HTTPHeaders, body: [UInt8], now: Timestamp) -> Bool {
    switch scheme {
    case .gitHub:
      isAny([headers["X-Hub-Signature-256"]]) { "sha256=" + hex(signature(of: body, by: $0)) }
    case .gitea:
      isAny([headers["X-Forgejo-Signature"] ?? headers["X-Gitea-Signature"]]) { hex(signature(of: body, by: $0)) }
    case .gitLabToken:
      isAny([headers["X-Gitlab-Token"]]) { String(decoding: $0.withUnsafeBytes { Array($0) }, as: UTF8.self) }
    case .standardWebhooks:
      isSigned(headers: headers, body: body, now: now)
    }
  }

  private func isSigned(headers: HTTPHeaders, body: [UInt8], now: Timestamp) -> Bool {
    guard let id = headers["webhook-id"], !id.isEmpty, !id.contains("."),
      let time = headers["webhook-timestamp"], let seconds = Int64(time), (0...253_402_300_799).contains(seconds),
      abs(now.milliseconds - seconds * 1000) <= Self.tolerance,
      let list = headers["webhook-signature"]
    else { return false }
    let content = Array("\(id).\(time).".utf8) + body
    let signatures = list.split(separator: " ").prefix(signatureLimit).map { Optional(String($0)) }
    return isAny(signatures) { "v1," + Data(signature(of: content, by: $0)).base64EncodedString() }
  }

  /// Whether one of the texts is the one that one of the keys gives.
  private func isAny(_ given: [String?], _ expected: (SymmetricKey) -> String) -> Bool {
    let wanted = keys.map { digest(expected($0)) }
    var found = false
    for text in given.compactMap(\.self) where !text.isEmpty {
      let digest = digest(text)
      for one in wanted where one == digest { found = true }
    }
    return found
  }
}

private let signingPrefix = "whsec_"

/// How many signatures of one delivery are looked at: one per secret of the sender, and it has few.
private let signatureLimit = 8

private func signature(of bytes: [UInt8], by key: SymmetricKey) -> HMAC<SHA256>.MAC {
  HMAC<SHA256>.authenticationCode(for: bytes, using: key)
}

/// What is compared in place of the texts: digests are compared in constant time, and have one length.
private func digest(_ text: String) -> SHA256.Digest { SHA256.hash(data: Array(text.utf8)) }
