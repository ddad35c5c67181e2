internal import DocumentModel
internal import JSONCoding

/// The way to a field of an object, as `managedFields` have it: `.spec.ports[port=80,protocol="TCP"].name`.
public struct FieldPath: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// One step.
  public enum Step: Hashable, Sendable {
    /// A member.
    case field(String)
    /// The item of a list that has these members; values as JSON text.
    case item([String: String])
    /// The item of a list that is this value, JSON text.
    case value(String)
    /// The item of a list at a place.
    case index(Int)
  }

  /// The steps from the root.
  public var steps: [Step]

  /// A path from its steps.
  public init(_ steps: [Step] = []) { self.steps = steps }

  /// A path of members: `FieldPath("spec", "hard")`.
  public init(_ names: String...) { steps = names.map { .field($0) } }

  /// The path one step further.
  public func appending(_ step: Step) -> FieldPath { FieldPath(steps + [step]) }

  /// Whether this leads to the other one, or to something that contains it.
  public func isPrefix(of other: FieldPath) -> Bool { other.steps.starts(with: steps) }

  /// As API servers write it in conflicts.
  public var description: String { steps.map(\.description).joined() }

  /// By the text.
  public static func < (a: FieldPath, b: FieldPath) -> Bool { a.description < b.description }
}

extension FieldPath.Step: CustomStringConvertible {
  /// As API servers write it.
  public var description: String {
    switch self {
    case .field(let name): ".\(name)"
    case .item(let keys):
      "[" + keys.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") + "]"
    case .value(let json): "[=\(json)]"
    case .index(let index): "[\(index)]"
    }
  }

  /// Reads a key of `fieldsV1`: `f:name`, `k:{"port":80}`, `v:"a"`, `i:0`; nil for any other.
  init?(fieldsV1 key: String) {
    let rest = String(key.dropFirst(2))
    switch key.prefix(2) {
    case "f:": self = .field(rest)
    case "v:":
      guard let document = Self.json(rest) else { return nil }
      self = .value(document.json(style: Self.style))
    case "i:":
      guard let index = Int(rest) else { return nil }
      self = .index(index)
    case "k:":
      guard let document = Self.json(rest), document.kind(document.root) == .object else { return nil }
      var keys: [String: String] = [:]
      for child in document.children(document.root) {
        keys[document.key(child) ?? ""] = document.json(child, style: Self.style)
      }
      self = .item(keys)
    default: return nil
    }
  }

  static let style = JSONWriter.Style(sortedKeys: true)

  private static func json(_ text: String) -> Document? {
    JSONReader(limits: JSONReader.Limits(bytes: 1 << 20)).read(Array(text.utf8), file: "fieldsV1").document
  }
}
