internal import Crypto

/// SHA-256 of bytes, as Remit writes digests everywhere.
public enum ContentDigest {
  /// The digest in lower-case hexadecimal.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var hash = SHA256()
    let contiguous = Array(bytes)
    contiguous.withUnsafeBytes { hash.update(bufferPointer: $0) }
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in hash.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
