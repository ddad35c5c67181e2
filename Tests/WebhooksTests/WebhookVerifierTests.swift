import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing
import Webhooks

@Suite struct WebhookVerifierTests {
  /// A time at which the signed examples are valid.
  private let now = Timestamp(milliseconds: 1_614_265_330_000)

  /// A delivery as somebody else made it.
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var forge: ForgeKind
    var secret: String
    var headers: [(String, String)]
    var body: String

    var testDescription: String { name }
    var fields: HTTPHeaders { headers.reduce(into: [:]) { $0.append($1.0, $1.1) } }
  }

  /// The vectors of GitHub's documentation, RFC 4231 and the Standard Webhooks specification, and a plain token.
  static let examples: [Example] = [
    Example(
      name: "GitHub", forge: .github, secret: "It's a Secret to Everybody",
      headers: [
        ("x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
      ], body: "Hello, World!"),
    Example(
      name: "Gitea", forge: .gitea, secret: "Jefe",
      headers: [("X-Gitea-Signature", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")],
      body: "what do ya want for nothing?"),
    Example(
      name: "Forgejo", forge: .gitea, secret: "Jefe",
      headers: [("X-Forgejo-Signature", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")],
      body: "what do ya want for nothing?"),
    Example(
      name: "GitLab, signed", forge: .gitlab, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      headers: [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
      ], body: #"{"test": 2432232314}"#),
    Example(
      name: "GitLab, token", forge: .gitlab, secret: "a token", headers: [("X-Gitlab-Token", "a token")], body: "{}"),
  ]

  @Test(arguments: examples)
  func authenticDeliveryIsAccepted(_ example: Example) throws {
    let verifier = try WebhookVerifier(example.forge, secrets: [example.secret])
    #expect(verifier.isAuthentic(headers: example.fields, body: Array(example.body.utf8), now: now))
  }

  @Test(arguments: examples)
  func eitherOfTwoSecretsIsEnough(_ example: Example) throws {
    let other = example.secret.hasPrefix("whsec_") ? "whsec_" + String(repeating: "A", count: 32) : "other"
    for secrets in [[example.secret, other], [other, example.secret]] {
      let verifier = try WebhookVerifier(example.forge, secrets: secrets)
      #expect(verifier.isAuthentic(headers: example.fields, body: Array(example.body.utf8), now: now))
    }
    let verifier = try WebhookVerifier(example.forge, secrets: [other])
    #expect(!verifier.isAuthentic(headers: example.fields, body: Array(example.body.utf8), now: now))
  }

  @Test(arguments: examples)
  func anyOtherHeaderByteIsRefused(_ example: Example) throws {
    let verifier = try WebhookVerifier(example.forge, secrets: [example.secret])
    for (field, value) in example.headers.enumerated() {
      for (index, byte) in value.1.utf8.enumerated() {
        for bit in 0..<7 {
          var bytes = Array(value.1.utf8)
          bytes[index] = byte ^ (1 << bit)
          var changed = example
          changed.headers[field].1 = String(decoding: bytes, as: UTF8.self)
          #expect(
            !verifier.isAuthentic(headers: changed.fields, body: Array(example.body.utf8), now: now),
            "\(value.0): \(changed.headers[field].1)")
        }
      }
    }
  }

  @Test(arguments: examples.filter { $0.name != "GitLab, token" })
  func anyOtherBodyIsRefused(_ example: Example) throws {
    let verifier = try WebhookVerifier(example.forge, secrets: [example.secret])
    let body = Array(example.body.utf8)
    for index in body.indices {
      for bit in 0..<8 {
        var changed = body
        changed[index] ^= 1 << bit
        #expect(!verifier.isAuthentic(headers: example.fields, body: changed, now: now))
      }
    }
    #expect(!verifier.isAuthentic(headers: example.fields, body: [], now: now))
    #expect(!verifier.isAuthentic(headers: example.fields, body: body + [0x0A], now: now))
    #expect(!verifier.isAuthentic(headers: example.fields, body: body.dropLast(), now: now))
  }

  @Test(arguments: examples)
  func missingOrEmptyHeaderIsRefused(_ example: Example) throws {
    let verifier = try WebhookVerifier(example.forge, secrets: [example.secret])
    #expect(!verifier.isAuthentic(headers: [:], body: Array(example.body.utf8), now: now))
    for field in example.headers.indices {
      var changed = example
      changed.headers[field].1 = ""
      #expect(!verifier.isAuthentic(headers: changed.fields, body: Array(example.body.utf8), now: now))
    }
  }

  @Test(arguments: [(-300_001, false), (-300_000, true), (299_000, true), (300_000, true), (300_001, false)])
  func signedDeliveryIsValidForFiveMinutes(_ milliseconds: Int64, _ isValid: Bool) throws {
    let example = Self.examples[3]
    let verifier = try WebhookVerifier(.gitlab, secrets: [example.secret])
    let later = Timestamp(milliseconds: now.milliseconds + milliseconds)
    #expect(
      verifier.isAuthentic(headers: example.fields, body: Array(example.body.utf8), now: later) == isValid)
  }

  @Test func oneOfSeveralSignaturesIsEnough() throws {
    var example = Self.examples[3]
    let verifier = try WebhookVerifier(.gitlab, secrets: [example.secret])
    example.headers[2].1 = "v1a,AAAA v1,AAAA " + example.headers[2].1
    #expect(verifier.isAuthentic(headers: example.fields, body: Array(example.body.utf8), now: now))
  }

  @Test func tokenIsNotEnoughWhereDeliveriesAreSigned() throws {
    let secret = Self.examples[3].secret
    let verifier = try WebhookVerifier(.gitlab, secrets: [secret])
    #expect(!verifier.isAuthentic(headers: ["X-Gitlab-Token": secret], body: Array("{}".utf8), now: now))
  }

  @Test func secretsOfOtherForgesProveNothing() throws {
    let example = Self.examples[0]
    let verifier = try WebhookVerifier(.gitea, secrets: [example.secret])
    #expect(!verifier.isAuthentic(headers: example.fields, body: Array(example.body.utf8), now: now))
  }

  @Test(arguments: [
    ([], WebhookSecretError.count(0)), (["a", "b", "c"], .count(3)), ([""], .empty), (["a", " \n"], .empty),
    (["whsec_"], .notBase64), (["whsec_?"], .notBase64), (["whsec_AAAA"], .notBase64),
    (["plain", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], .mixed),
  ])
  func unusableSecretsAreErrors(_ secrets: [String], _ error: WebhookSecretError) {
    #expect(throws: error) { try WebhookVerifier(.gitlab, secrets: secrets) }
  }

  @Test func sharedVectorsAreAccepted() throws {
    guard let url = SharedData.url("data/forges/signature-vectors.json") else { return }
    let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
    for one in vectors.github_x_hub_signature_256 {
      let verifier = try WebhookVerifier(.github, secrets: [one.secret])
      #expect(verifier.isAuthentic(headers: ["X-Hub-Signature-256": one.header], body: Array(one.body.utf8), now: now))
    }
    for one in vectors.gitea_forgejo_signature_hex {
      let verifier = try WebhookVerifier(.gitea, secrets: [one.secret])
      #expect(verifier.isAuthentic(headers: ["X-Gitea-Signature": one.header], body: Array(one.body.utf8), now: now))
    }
    for one in vectors.gitlab_webhook_signature {
      guard let body = one.body else { continue }
      let headers: HTTPHeaders = [
        "webhook-id": one.id, "webhook-timestamp": one.timestamp, "webhook-signature": one.signature,
      ]
      let verifier = try WebhookVerifier(.gitlab, secrets: [one.secret])
      #expect(verifier.isAuthentic(headers: headers, body: Array(body.utf8), now: now))
    }
  }
}

/// The file of vectors, as far as it is read here.
private struct Vectors: Decodable {
  struct Digest: Decodable {
    var secret: String
    var body: String
    var header: String
  }
  struct Signed: Decodable {
    var secret: String
    var id: String
    var timestamp: String
    var body: String?
    var signature: String

    enum CodingKeys: String, CodingKey {
      case secret, body
      case id = "webhook-id"
      case timestamp = "webhook-timestamp"
      case signature = "webhook-signature"
    }
  }
  var github_x_hub_signature_256: [Digest]
  var gitea_forgejo_signature_hex: [Digest]
  var gitlab_webhook_signature: [Signed]
}
