internal import DocumentModel
internal import JSONCoding

/// A changed field and who allowed the change.
public struct Allowance: Hashable, Sendable {
  /// The datafile's path, as decisions name it.
  public var path: String
  /// The field, as a pointer (RFC 6901).
  public var pointer: String
  /// The change-type that covers it.
  public var changeType: String
  /// The role that grants it.
  public var role: String
  /// The accounts that approved, as the decision has them; the author last, where its own word counted.
  public var approvedBy: [String]

  /// The fields of a decision (as JSON) that belong to one of some files, named from the top of the repository: those with an
  /// approval by it, of all their owners. `roots`: the folders that the decision's paths are in.
  static func all(inDecision text: String, amongst files: [String], roots: [String]) -> [Allowance] {
    guard let document = JSONReader().read(Array(text.utf8), file: "decision").document else { return [] }
    func list(_ node: NodeID, _ key: DocumentKey) -> [NodeID] {
      document.member(node, key).map { Array(document.children($0)) } ?? []
    }
    func string(_ node: NodeID, _ key: DocumentKey) -> String {
      document.member(node, key).flatMap(document.string) ?? ""
    }
    let author = string(document.root, "author")
    var found: [Allowance] = []
    for file in list(document.root, "files") {
      let path = string(file, "path")
      let end = path.drop { $0 == "/" }
      let places = Set(roots.map { $0.isEmpty ? String(end) : "\($0)/\(end)" })
      guard files.contains(where: places.contains) else { continue }
      for item in list(file, "items") {
        for owner in list(item, "owners") {
          var approvers = list(owner, "approvedBy").compactMap(document.string)
          // Whoever owns it and proposed it needed nobody else.
          let isOwn = document.member(owner, "auto").flatMap(document.bool) ?? false
          if isOwn, !approvers.contains(author) { approvers.append(author) }
          guard !approvers.isEmpty else { continue }
          found.append(
            Allowance(
              path: path, pointer: string(item, "pointer"), changeType: string(owner, "changeType"),
              role: string(owner, "role"), approvedBy: approvers))
        }
      }
    }
    return found
  }
}
