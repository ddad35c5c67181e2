internal import Crypto
internal import DataBundle
internal import Foundation

/// Says that a record was written by whoever has a key: Ed25519 (RFC 8032).
public struct RecordSignature: Hashable, Sendable {
  /// Which key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
  public var key: String
  /// The signature, Base64.
  public var value: String

  /// A signature from its parts.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  /// What is signed: nothing else that anybody signs begins so.
  fileprivate static func message(_ record: DecisionRecord) -> Data { Data("remit record\n\(record.text)".utf8) }
}

/// A key that signs records.
public struct RecordSigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A key from PEM as `openssl genpkey -algorithm ed25519` writes it. Throws where it is none.
  public init(pem: String) throws(RecordKeyError) {
    guard let bytes = PEMKey.all(in: pem, "PRIVATE KEY", after: PEMKey.privatePrefix).first,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    else { throw RecordKeyError(description: "no Ed25519 private key: openssl genpkey -algorithm ed25519") }
    self.key = key
  }

  /// The key that checks what this one signs.
  public var publicKey: RecordKey { RecordKey(bytes: Array(key.publicKey.rawRepresentation)) }

  /// The record with a signature. Throws where the library cannot sign.
  public func signing(_ record: DecisionRecord) throws(RecordKeyError) -> DecisionRecord {
    guard let value = try? key.signature(for: RecordSignature.message(record)) else {
      throw RecordKeyError(description: "the record cannot be signed")
    }
    var signed = record
    signed.signature = RecordSignature(key: publicKey.name, value: value.base64EncodedString())
    return signed
  }
}

/// A key that checks signatures of records.
public struct RecordKey: Hashable, Sendable {
  fileprivate let bytes: [UInt8]

  /// The keys in PEM as `openssl pkey -pubout` writes them, one after the other. Throws where there is none, or another kind.
  public static func keys(pem: String) throws(RecordKeyError) -> [RecordKey] {
    let keys = PEMKey.all(in: pem, "PUBLIC KEY", after: PEMKey.publicPrefix).map { RecordKey(bytes: Array($0)) }
    guard !keys.isEmpty,
      keys.count == pem.split(whereSeparator: \.isNewline).count(where: { $0.hasPrefix("-----BEGIN ") })
    else {
      throw RecordKeyError(description: "not only Ed25519 public keys: openssl pkey -in KEY -pubout")
    }
    return keys
  }

  /// Its name in signatures.
  public var name: String { String(ContentDigest.sha256(bytes).prefix(16)) }

  /// Whether a record was signed with it.
  public func hasSigned(_ record: DecisionRecord) -> Bool {
    guard let signature = record.signature, signature.key == name, let value = Data(base64Encoded: signature.value),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    else { return false }
    return key.isValidSignature(value, for: RecordSignature.message(record))
  }
}

extension DecisionRecord {
  /// Whether one of the keys has signed it; nil: nobody asks.
  public func isSigned(by keys: [RecordKey]?) -> Bool { keys?.contains { $0.hasSigned(self) } ?? true }
}

/// Something is no key.
public struct RecordKeyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it is not, and how to make one.
  public var description: String
}

/// Keys of Ed25519 in PEM: RFC 8410 puts a few fixed bytes before the 32 of the key.
private enum PEMKey {
  static let privatePrefix: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]
  static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0]

  /// The keys of all blocks of a kind that hold one.
  static func all(in pem: String, _ kind: String, after prefix: [UInt8]) -> [Data] {
    var found: [Data] = []
    var block: String?
    for line in pem.split(whereSeparator: \.isNewline) {
      if line == "-----BEGIN \(kind)-----" {
        block = ""
      } else if line == "-----END \(kind)-----" {
        if let data = block.flatMap({ Data(base64Encoded: $0) }), data.starts(with: prefix),
          data.count == prefix.count + 32
        {
          found.append(data.dropFirst(prefix.count))
        }
        block = nil
      } else {
        block? += line
      }
    }
    return found
  }
}
