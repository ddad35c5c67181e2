internal import Crypto
internal import FoundationEssentials
internal import Kubernetes

/// What the cluster's audit log calls a write: always the same for the same object and plan (UUID version 5, RFC 9562).
enum AuditID {
  static func of(_ key: ObjectKey, plan hash: String) -> String {
    var bytes = Array(Insecure.SHA1.hash(data: Data("remit.dev \(hash) \(key)".utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array("0123456789abcdef")
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
    return text
  }
}
