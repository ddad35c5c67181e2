/// An account name; names that differ only in the case of ASCII letters are one account.
///
/// Nothing else is folded: a Kelvin sign is no `k`, and names are compared byte by byte.
public struct Account: Hashable, Sendable {
  private let bytes: [UInt8]

  /// The account that a name is of.
  public init(_ name: String) {
    bytes = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }
}
