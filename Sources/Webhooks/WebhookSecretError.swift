/// The secrets of a webhook are not usable.
public enum WebhookSecretError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are none, or too many.
  case count(Int)
  /// One has no characters but white space.
  case empty
  /// A signing secret stands beside one of another kind.
  case mixed
  /// What follows `whsec_` is no Base64 of 24 bytes or more.
  case notBase64

  /// What is wrong, without the secret.
  public var description: String {
    switch self {
    case .count(let count): "a webhook needs one secret, or two while it is being changed; there are \(count)"
    case .empty: "the secret of a webhook must not be empty"
    case .mixed: "beside a signing secret (whsec_…) a plain token is not accepted; remove it"
    case .notBase64: "a signing secret must be whsec_ and the Base64 of at least 24 bytes"
    }
  }
}
