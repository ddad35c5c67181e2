internal import Crypto
internal import FoundationEssentials
internal import Kubernetes

/// What is written on an object to say which one it is, so that a copy is not taken for it; and that whoever wrote it knows the uid
/// of the set's parent, which the people in the namespaces of the objects cannot read. The field manager, the labels and the
/// other marks are anybody's to write.
struct Seal: Hashable {
  /// The uid of the set's parent; nil: there is none yet, and nothing is sealed.
  var parent: String?

  /// The value of `Marks.object`: the object's name, and the first half of an HMAC-SHA256 (RFC 2104) of it.
  func mark(_ key: ObjectKey) -> String {
    guard let parent else { return key.description }
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("remit.dev \(key)".utf8), using: SymmetricKey(data: Data(parent.utf8)))
    let digits = code.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "\(key) \(digits.joined())"
  }

  /// Whether a mark is of an object, by whomever.
  static func isMark(_ text: String?, of key: ObjectKey) -> Bool {
    text.map { $0 == key.description || $0.hasPrefix(key.description + " ") } ?? false
  }
}

extension SetParent {
  /// What objects of the set are sealed with.
  var seal: Seal { Seal(parent: uid) }
}
