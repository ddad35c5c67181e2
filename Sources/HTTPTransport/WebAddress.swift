/// The parts of an absolute `http` or `https` URL (RFC 3986, section 3), as strict as a URL of an API can be:
/// no user, no fragment, no space or control character, nothing but ASCII.
public struct WebAddress: Hashable, Sendable {
  /// The URL as it was given.
  public let text: String
  /// `https` or `http`.
  public let scheme: String
  /// The name or address of the host in small letters, IPv6 in brackets.
  public let host: String
  /// The port, the usual one of the scheme where none is given.
  public let port: Int
  /// The path as it was given, without the query; `/` where there is none.
  public let path: String

  /// Takes a URL apart; nil where it is not one of the kind described above.
  public init?(_ text: String) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }), !text.contains("#"),
      let separator = text.firstRange(of: "://")
    else { return nil }
    let scheme = text[..<separator.lowerBound].lowercased()
    guard scheme == "https" || scheme == "http" else { return nil }
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard let (host, port) = Self.hostAndPort(authority) else { return nil }
    let path = rest[authority.endIndex...].prefix { $0 != "?" }
    self.text = text
    self.scheme = scheme
    self.host = host
    self.port = port ?? (scheme == "https" ? 443 : 80)
    self.path = path.isEmpty ? "/" : String(path)
  }

  /// Host, port where it is not the usual one, and path: what may be shown in messages.
  public var shown: String { authority + path }

  /// Host and port as the `Host` field has them.
  var authority: String { port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)" }

  /// The URL with another host's name in it.
  func naming(_ host: String) -> String {
    guard let separator = text.firstRange(of: "://") else { return text }
    let rest = text[separator.upperBound...].drop { $0 != "/" && $0 != "?" }
    return "\(scheme)://\(host):\(port)\(rest)"
  }

  /// Whether the other one is on the same server: scheme, host and port.
  public func hasOrigin(of other: WebAddress) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// Whether the host is this machine.
  public var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
  }

  /// What a reference in an answer of this address points at: an absolute URL, or a path from the top of this server.
  /// Nil for references of other kinds.
  public func resolving(_ reference: String) -> WebAddress? {
    if reference.hasPrefix("//") { return WebAddress(scheme + ":" + reference) }
    if reference.hasPrefix("/") {
      guard let separator = text.firstRange(of: "://") else { return nil }
      return WebAddress(
        text[..<separator.upperBound] + text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" } + reference)
    }
    return WebAddress(reference)
  }

  private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    var host = authority
    var port: Int?
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      host = authority[..<colon]
      guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
      port = Int(number)
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      guard host.count > 4, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { return nil }
    } else {
      guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else { return nil }
    }
    return (host.lowercased(), port)
  }
}
