internal import DataBundle
internal import Diagnostics
internal import DocumentModel

extension PolicyReader {
  /// The users and bots, by schema and path.
  private var persons: [Datafile] { [Role.userSchema, Role.botSchema].flatMap { bundle.datafiles(ofSchema: $0) } }

  /// The fields that account names are looked for in: the one that counts, or all where none has been chosen.
  private var fields: [String] { accountField.map { [$0] } ?? bundle.configuration.policy.identity.all }

  /// Reads the account names of users and bots. One that two people have is nobody's, on whichever forge.
  mutating func readAccounts() {
    for field in Set(fields + bundle.configuration.policy.identity.all).sorted() {
      var holders: [Account: [(file: Datafile, name: String)]] = [:]
      for person in persons {
        guard var name = person.accountName(in: field) else { continue }
        if name.hasPrefix("#"), let number = Int64(name.dropFirst()) { name = accountNames[number] ?? name }
        if field == accountField { people[person.path] = name }
        holders[Account(name), default: []].append((person, name))
      }
      for (account, several) in holders where several.count > 1 {
        if field == accountField { ambiguousAccounts.insert(account) }
        for (file, name) in several {
          let others = several.map(\.file.path).filter { $0 != file.path }
          report(
            "policy/duplicate-account", file,
            file.document.member(file.document.root, DocumentKey(field)) ?? file.document.root,
            "the account \"\(name)\" is also that of \(others.joined(separator: " and ")), so it may approve nothing",
            help: "an account belongs to one user or bot, and upper and lower case are the same")
        }
      }
    }
    guard let place = bundle.configuration.policy.identityPlace, !persons.isEmpty else { return }
    for field in bundle.configuration.policy.identity.all
    where !persons.contains(where: { $0.accountName(in: field) != nil }) {
      diagnostics.append(
        Diagnostic(
          "policy/unknown-identity", at: place,
          "no user and no bot has the field \"\(field)\", so nobody has an account and nobody can approve",
          help: "name the field of users that holds their account name"))
    }
  }

  /// Reports who could approve by a role but has no account to do it with.
  mutating func reportMissingAccounts() {
    let roles = Set(self.roles.map(\.path))
    // Where nobody has an account that has been said once, or it is the role's trouble and no person's.
    guard persons.contains(where: hasAccount) else { return }
    for person in persons where !hasAccount(person) {
      guard let list = person.document.member(person.document.root, "roles") else { continue }
      for entry in person.document.children(list) {
        guard let text = person.document.text(.reference, of: entry) else { continue }
        let path = Datafile.resolve(text, from: person.path)
        guard roles.contains(path) else { continue }
        let names = fields.map { "\"\($0)\"" }.joined(separator: " or ")
        diagnostics.append(
          Diagnostic(
            "policy/no-account", .warning, at: person.place(entry),
            "\(person.path) has the role \(path) but no \(names): without an account it approves nothing",
            help: "add \(names), or take the role away"))
      }
    }
  }

  private func hasAccount(_ person: Datafile) -> Bool { fields.contains { person.accountName(in: $0) != nil } }
}

extension Datafile {
  /// The account that a field of a user or bot holds: a name, or `#12` for a number.
  func accountName(in field: String) -> String? {
    if let node = document.member(document.root, DocumentKey(field)), let number = document.integer(node), number > 0 {
      return "#\(number)"
    }
    guard let name = document.text(DocumentKey(field), of: document.root), !name.isEmpty else { return nil }
    return name
  }
}
