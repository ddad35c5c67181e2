internal import DocumentModel

/// Who set which fields of an object, and how: an entry of `metadata.managedFields`.
public struct FieldManager: Hashable, Sendable {
  /// How fields came to be owned.
  public enum Operation: String, Hashable, Sendable {
    /// By server-side apply: what is not applied again goes.
    case apply = "Apply"
    /// By any other write: it stays.
    case update = "Update"
  }

  /// The name.
  public var name: String
  /// How.
  public var operation: Operation
  /// The part of the object through which it was written: `status`; empty for the object itself.
  public var subresource: String
  /// The version in which it was written.
  public var version: String
  /// When, as the server wrote it; for people.
  public var time: String?
  /// The fields. Of something and what it contains both may be there.
  public var fields: Set<FieldPath>

  init?(_ document: Document, _ node: NodeID) {
    guard let name = document.text(node, "manager"),
      let operation = document.text(node, "operation").flatMap(Operation.init)
    else { return nil }
    self.name = name
    self.operation = operation
    subresource = document.text(node, "subresource") ?? ""
    version = document.text(node, "apiVersion") ?? ""
    time = document.text(node, "time")
    fields = []
    if let set = document.member(node, "fieldsV1") { Self.collect(document, set, FieldPath([]), into: &fields) }
  }

  /// A member without members is a field; `.` says that what contains fields is one, too.
  private static func collect(
    _ document: Document, _ node: NodeID, _ path: FieldPath, into fields: inout Set<FieldPath>
  ) {
    for child in document.children(node) {
      guard let key = document.key(child) else { continue }
      if key == "." {
        fields.insert(path)
      } else if let step = FieldPath.Step(fieldsV1: key) {
        let next = path.appending(step)
        if document.count(child) == 0 { fields.insert(next) } else { collect(document, child, next, into: &fields) }
      }
    }
  }
}

/// A field that others own and the asker does not.
public struct ForeignField: Hashable, Sendable {
  /// The field.
  public var path: FieldPath
  /// The names of its managers, sorted.
  public var managers: [String]

  /// A field from its parts.
  public init(path: FieldPath, managers: [String]) {
    self.path = path
    self.managers = managers
  }
}

extension KubernetesObject {
  /// The fields at and below some paths that are owned by others and not, as applied, by `manager`; sorted. Server-side
  /// apply leaves these as they are: a quota that somebody added, a label.
  public func foreignFields(below paths: [FieldPath], manager: String) -> [ForeignField] {
    let entries = managers
    let own = entries.filter { $0.name == manager && $0.operation == .apply }.reduce(into: Set<FieldPath>()) {
      $0.formUnion($1.fields)
    }
    // What contains a field of ours is ours enough: somebody else made the map first.
    let around = own.reduce(into: own) { result, path in
      for count in 0..<path.steps.count { result.insert(FieldPath(Array(path.steps[..<count]))) }
    }
    var found: [FieldPath: Set<String>] = [:]
    for entry in entries where entry.name != manager || entry.operation != .apply {
      let containers = entry.fields.reduce(into: Set<FieldPath>()) { result, path in
        for count in 0..<path.steps.count { result.insert(FieldPath(Array(path.steps[..<count]))) }
      }
      for field in entry.fields
      where !around.contains(field) && !containers.contains(field) && paths.contains(where: { $0.isPrefix(of: field) })
      {
        found[field, default: []].insert(entry.name)
      }
    }
    return found.map { ForeignField(path: $0.key, managers: $0.value.sorted()) }.sorted { $0.path < $1.path }
  }
}
