internal import Crypto
internal import FoundationEssentials
internal import JSONCoding
internal import Kubernetes

/// What is written on an object to say which one it is, so that a copy is not taken for it; and that whoever wrote it knows the uid
/// of the set's parent, which the people in the namespaces of the objects cannot read. The field manager, the labels and the
/// other marks are anybody's to write; a second code tells whether somebody did.
struct Seal: Hashable {
  /// The uid of the set's parent; nil: there is none yet, and nothing is sealed.
  var parent: String?

  /// The value of `Marks.object`: the object's name, and a code of it.
  func mark(_ key: ObjectKey) -> String {
    code(of: "remit.dev \(key)").map { "\(key) \($0)" } ?? key.description
  }

  /// The value of `Marks.seal`: a code of all other marks of an object; nil: nothing is sealed.
  func code(of marks: [String: String], on key: ObjectKey) -> String? {
    guard parent != nil else { return nil }
    var writer = JSONWriter(style: .canonical)
    writer.beginObject()
    writer.member("object", key.description)
    writer.object("marks") { writer in
      for (name, text) in marks.sorted(by: { $0.key < $1.key }) where name != Marks.seal { writer.member(name, text) }
    }
    writer.endObject()
    return code(of: "remit.dev marks " + writer.text)
  }

  /// Whether what is said of a live object is what was written on it, as far as that can be known: as long as the set has no
  /// parent, nothing is known.
  func covers(_ live: KubernetesObject, _ key: ObjectKey) -> Bool {
    parent == nil || live.annotations[Marks.seal] == code(of: live.marks, on: key)
  }

  /// The first half of an HMAC-SHA256 (RFC 2104) of a text.
  private func code(of text: String) -> String? {
    guard let parent else { return nil }
    let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(parent.utf8)))
    return code.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
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
