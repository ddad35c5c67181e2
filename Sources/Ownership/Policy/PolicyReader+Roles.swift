internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding

extension PolicyReader {
  /// Reads the roles with the accounts of their members; those that grant nothing are known by their members only.
  mutating func readRoles(today: String) {
    var members: [String: (approvers: Set<String>, count: Int)] = [:]
    for schema in [Role.userSchema, Role.botSchema] {
      for person in bundle.datafiles(ofSchema: schema) {
        guard let list = person.document.member(person.document.root, "roles") else { continue }
        for entry in person.document.children(list) {
          guard let text = person.document.text(.reference, of: entry) else { continue }
          let role = Datafile.resolve(text, from: person.path)
          members[role, default: ([], 0)].count += 1
          if let account = people[person.path] { members[role, default: ([], 0)].approvers.insert(account) }
        }
      }
    }
    for file in bundle.datafiles(ofSchema: Role.schema) {
      guard let role = readRole(file, members[file.path] ?? ([], 0)) else { continue }
      if let day = role.expirationDate, day <= today { continue }
      membersOfRoles[role.path] = role.approvers
      if role.grantsAnything { roles.append(role) }
    }
  }

  private mutating func readRole(_ file: Datafile, _ members: (approvers: Set<String>, count: Int)) -> Role? {
    let document = file.document
    var fields = FieldReader(document, document.root, file: file.file, code: "policy/invalid")
    let entries = fields.list("self_service")
    let name = fields.requiredString("name") ?? file.path
    let expiration = fields.string("expirationDate")
    let labels = fields.value("labels").flatMap { document.text("change-owners-labels", of: $0) } ?? ""
    diagnostics += fields.diagnostics
    // A role that cannot be read as it is meant (when does it expire?) grants nothing.
    guard fields.diagnostics.isEmpty else { return nil }
    if let expiration, !Policy.isDate(expiration) {
      report(
        "policy/invalid", file, document.member(document.root, "expirationDate") ?? document.root,
        "\"expirationDate\" must look like 2030-12-31, not \"\(expiration)\"")
      return nil
    }
    if members.count == 0, !entries.isEmpty {
      report(
        "policy/no-approvers", file, document.member(document.root, "self_service") ?? document.root,
        "nobody has the role \"\(name)\", so nobody can approve what it grants",
        help: "add the role to a user or a bot, or remove self_service")
    }
    return Role(
      name: name, path: file.path, place: file.place(document.root), approvers: members.approvers.sorted(),
      hasMembers: members.count > 0, grants: entries.compactMap { readGrant(file, $0) },
      labels: labels.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty },
      reachability: reachability(of: file), expirationDate: expiration, grantsAnything: !entries.isEmpty)
  }

  private mutating func readGrant(_ file: Datafile, _ entry: NodeID) -> Grant? {
    var fields = FieldReader(file.document, entry, file: file.file, code: "policy/invalid")
    let changeTypeNode = fields.value("change_type")
    let datafiles = fields.list("datafiles")
    let resources = fields.strings("resources")
    if changeTypeNode == nil { fields.missing("change_type") }
    diagnostics += fields.diagnostics
    guard let changeTypeNode, fields.diagnostics.isEmpty, let position = changeType(file, changeTypeNode) else {
      return nil
    }
    let wanted = changeTypes[position].contextSchema
    var paths: [String] = []
    for node in datafiles {
      guard let text = file.document.text(.reference, of: node) else {
        report("policy/invalid", file, node, "expected a \"$ref\" to a datafile")
        continue
      }
      guard let reference = file.document.member(node, .reference), let target = bundle.datafile(reference, of: file)
      else {
        let path = Datafile.resolve(text, from: file.path)
        report("policy/unknown-datafile", file, node, "there is no datafile \"\(path)\" to grant something on")
        continue
      }
      let path = target.path
      if let wanted, target.schema != wanted {
        report(
          "policy/wrong-schema", file, node,
          "\"\(changeTypes[position].name)\" is for files of \(wanted), but \"\(path)\" is of \(target.schema ?? "no schema")"
        )
        continue
      }
      paths.append(path)
    }
    // A grant all of whose files are unusable must not become a grant of the whole schema.
    if paths.isEmpty && resources.isEmpty && !datafiles.isEmpty { return nil }
    let namesFiles = ["datafiles", "resources"].contains { file.document.member(entry, $0) != nil }
    return Grant(
      changeType: position, datafiles: paths, resources: resources, place: file.place(entry), namesFiles: namesFiles)
  }

  /// Slack groups and forge groups of a role's permissions, as people look for them.
  private func reachability(of file: Datafile) -> [String] {
    guard let list = file.document.member(file.document.root, "permissions") else { return [] }
    return file.document.children(list).compactMap { entry in
      guard let reference = file.document.member(entry, .reference),
        let permission = bundle.datafile(reference, of: file)
      else { return nil }
      let document = permission.document
      switch document.text("service", of: document.root) {
      case "slack-usergroup": return document.text("handle", of: document.root).map { "Slack group @\($0)" }
      case "gitlab-group-membership": return document.text("group", of: document.root).map { "GitLab group \($0)" }
      default: return nil
      }
    }
  }
}

private func trimmed(_ text: some StringProtocol) -> String {
  let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  var result = Substring(text)
  while let first = result.first, blank(first) { result.removeFirst() }
  while let last = result.last, blank(last) { result.removeLast() }
  return String(result)
}

extension Policy {
  /// Whether a text is a day, `YYYY-MM-DD`; such texts compare as days do.
  static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 else { return false }
    return bytes.indices.allSatisfy { index in
      index == 4 || index == 7 ? bytes[index] == UInt8(ascii: "-") : (0x30...0x39).contains(bytes[index])
    }
  }
}
