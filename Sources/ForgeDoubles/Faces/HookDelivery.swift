internal import Crypto
internal import Forges
internal import Foundation
public import HTTPTransport

/// What a webhook sends; sending it again is the same delivery.
public struct HookDelivery: Hashable, Sendable {
  /// The request.
  public var request: HTTPRequest

  /// The same, but for a body that its signature is not for.
  public var forged: HookDelivery {
    var copy = self
    copy.request.body = (copy.request.body ?? []) + [0x20]
    // GitLab's plain token does not cover the body.
    if copy.request.headers["X-Gitlab-Token"] != nil { copy.request.headers["X-Gitlab-Token"] = "guessed" }
    return copy
  }

  /// Sends it and gives the status of the answer; throws where there is none.
  public func send(by client: any HTTPClient) async throws(HTTPError) -> Int {
    try await client.send(request).status
  }
}

/// Something that a hook tells of.
struct HookEvent: Sendable {
  var id: String
  var url: String
  var secret: String
  var mergeRequest: ForgeMergeRequest
  /// The comment that was written; nil: something else happened.
  var comment: ForgeComment?
  var at: Timestamp

  /// A delivery with a body and the header fields made from its bytes.
  func delivery(_ body: JSONValue, headers: ([UInt8]) -> HTTPHeaders) -> HookDelivery {
    let bytes = body.bytes
    var fields = headers(bytes)
    fields["Content-Type"] = "application/json"
    return HookDelivery(request: HTTPRequest(.post, url, headers: fields, body: bytes))
  }

  /// HMAC-SHA256 of a text by the secret, in hexadecimal.
  func signature(of bytes: [UInt8]) -> String {
    HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(secret.utf8)))
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The signature of the Standard Webhooks specification, for a `whsec_` secret.
  func standardSignature(of bytes: [UInt8]) -> String? {
    guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6))) else { return nil }
    let content = Array("\(id).\(at.milliseconds / 1000).".utf8) + bytes
    let code = HMAC<SHA256>.authenticationCode(for: content, using: SymmetricKey(data: key))
    return "v1," + Data(code).base64EncodedString()
  }
}
