/// What may stand in the paths of the API. Names come from data: one that is none of these never gets into a URL.
public enum Naming {
  /// A label of RFC 1123, in small letters: namespaces, resources.
  public static func isLabel(_ text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }

  /// A subdomain of RFC 1123, in small letters: the names of most objects, groups.
  public static func isSubdomain(_ text: some StringProtocol) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    return Array(text.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
      // Kubernetes limits the whole only.
      guard let first = part.first, let last = part.last else { return false }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && part.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
  }

  /// What Kubernetes takes as a segment of a path: the names of roles and their bindings (`system:node`). Only printable
  /// ASCII here.
  public static func isPathSegment(_ text: some StringProtocol) -> Bool {
    (1...253).contains(text.utf8.count) && text != "." && text != ".."
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%") }
  }

  /// Whether an object of a group may have a name.
  static func isObjectName(_ text: String, group: String) -> Bool {
    group == "rbac.authorization.k8s.io" ? isPathSegment(text) : isSubdomain(text)
  }

  /// A text as a part of a path or a query (RFC 3986): everything but unreserved characters by its bytes.
  static func percentEncoded(_ text: String) -> String {
    var result = ""
    let digits = Array("0123456789ABCDEF")
    for byte in text.utf8 {
      if isAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "-._~".utf8.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return result
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
