import Deciding
import TestSupport

/// A repository made at random: apps with namespaces, change-types for namespaces that are granted on them or nested in
/// the app's, and people in roles.
struct RandomRepository {
  private(set) var random: SeededGenerator
  /// The members of each namespace file but its `$schema` and `app`.
  private(set) var namespaces: [String: [String: RandomTree]] = [:]
  private var apps: [String: String] = [:]
  private(set) var changeTypes: [String: String] = [:]
  /// Each role's grants: a change-type and the file it is on.
  var grants: [String: [(changeType: String, file: String)]] = [:]
  let people = ["ann", "ben", "cyd", "dan"]
  private(set) var membership: [String: [String]] = [:]

  private static let selectors = [
    "quota", "quota.a", "quota.*", "labels", "labels[*]", "labels[0]", "records", "records[?(@.team=='a')]",
    "records[?(@.team=='b')].to", "records[*].to", "tree", "tree.a", "tree.b", "name", "$",
  ]

  init(seed: UInt64, restrictive: Bool = false) {
    random = SeededGenerator(seed: seed)
    for name in ["n1", "n2", "n3", "n4"] {
      namespaces[name] = [
        "name": .scalar(name), "quota": .object(["a": .scalar("1"), "b": .scalar("2")]),
        "labels": .list((0..<random.below(4)).map { _ in .scalar(random.pick(["x", "y", "z"])) }),
        "records": RandomTree.records(&random), "tree": RandomTree.random(3, &random),
      ]
      apps[name] = random.pick(["p", "q", "q"])
    }
    for name in ["inner", "other"] {
      var chosen = Set((0..<1 + random.below(3)).map { _ in random.pick(Self.selectors.dropLast()) })
      if random.chance(20) { chosen = ["$"] }
      let flags =
        (restrictive && random.chance(30) ? "restrictive: true\n" : "") + (random.chance(20) ? "atomic: true\n" : "")
      changeTypes[name] = World.changeType(name, "/ns-1.yml", selectors: chosen.sorted(), flags)
    }
    changeTypes["outer"] = """
      $schema: /app-interface/change-type-1.yml
      name: outer
      contextType: datafile
      contextSchema: /app-1.yml
      changes:
      - {provider: change-type, changeTypes: [{$ref: /ct/inner.yml}], context: {selector: app.'$ref'}}

      """
    for role in ["r1", "r2", "r3"] {
      grants[role] = [("other", "/ns/\(random.pick(["n1", "n2", "n3", "n4"])).yml")]
      if random.chance(60) { grants[role, default: []].append(("outer", "/apps/\(random.pick(["p", "q"])).yml")) }
      // A guard that is nested and one that is not are two guards.
      if !restrictive, random.chance(30) { grants[role, default: []].append(("inner", "/ns/n1.yml")) }
    }
    for person in people { membership[person] = ["r1", "r2", "r3"].filter { _ in random.chance(45) } }
    membership["ann", default: []].append("r1")
    membership["ben", default: []].append("r2")
    membership["cyd", default: []].append("r3")
    membership = membership.mapValues { Set($0).sorted() }
  }

  /// The same repository with every grant of `outer` written out: `inner` on all namespaces of the app.
  var explicit: RandomRepository {
    var other = self
    other.grants = grants.mapValues { list in
      list.flatMap { grant -> [(changeType: String, file: String)] in
        guard grant.changeType == "outer" else { return [grant] }
        return apps.keys.sorted().filter { "/apps/\(apps[$0] ?? "").yml" == grant.file }.map {
          ("inner", "/ns/\($0).yml")
        }
      }
    }
    return other
  }

  var world: World {
    var world = World()
    for folder in ["data/ns/", "data/apps/", "data/ct/", "data/roles/", "data/users/"] {
      for path in world.files.keys where path.hasPrefix(folder) { world.files[path] = nil }
    }
    world.files["data/apps/p.yml"] = "$schema: /app-1.yml\nname: p\n"
    world.files["data/apps/q.yml"] = "$schema: /app-1.yml\nname: q\n"
    for name in namespaces.keys { world.files["data/ns/\(name).yml"] = text(name, namespaces[name] ?? [:]) }
    for (name, text) in changeTypes { world.files["data/ct/\(name).yml"] = text }
    for (role, list) in grants { world.files["data/roles/\(role).yml"] = World.role(role, list.map { ($0.0, [$0.1]) }) }
    for (person, roles) in membership { world.files["data/users/\(person).yml"] = World.user(person, roles) }
    return world
  }

  /// A namespace file; the reference to its app is not among the members.
  func text(_ name: String, _ members: [String: RandomTree], comments: [String: String] = [:]) -> String {
    "$schema: /ns-1.yml\napp: {$ref: /apps/\(apps[name] ?? "p").yml}\n"
      + members.sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value.yaml)\(comments[$0.key].map { " # \($0)" } ?? "")\n" }.joined()
  }

  /// Changes of some namespaces that leave the reference to their app alone, a comment now and then among them.
  mutating func edit() -> [String: String?] {
    var edits: [String: String?] = [:]
    for _ in 0..<1 + random.below(2) {
      let name = random.pick(namespaces.keys.sorted())
      var members = namespaces[name] ?? [:]
      for _ in 0..<1 + random.below(3) {
        let key = random.pick(members.keys.sorted())
        switch random.below(8) {
        case 0: members[key] = nil
        case 1: members["extra"] = RandomTree.random(2, &random)
        default: members[key] = members[key]?.edited(&random)
        }
        if members.isEmpty { members["name"] = .scalar(name) }
      }
      let comment = random.chance(25) ? [random.pick(members.keys.sorted()): "note"] : [:]
      edits["data/ns/\(name).yml"] = text(name, members, comments: comment)
    }
    return edits
  }

  /// What people say, all of it about the head that is decided.
  mutating func events(_ commands: [String] = ["/lgtm", "/lgtm", "/lgtm", "/hold", "/hold cancel", "/lgtm cancel"])
    -> [Event]
  {
    (0..<random.below(6)).map { _ in
      random.chance(10)
        ? .push(by: random.pick(people)) : .says(random.pick(people), random.pick(commands), at: "head")
    }
  }

  mutating func author() -> String { random.pick(people + ["eve"]) }

  /// Whether two people may speak for the same role.
  func areColleagues(_ one: String, _ other: String) -> Bool {
    one == other || !Set(membership[one] ?? []).isDisjoint(with: membership[other] ?? [])
  }
}

extension Decision {
  /// What it says of each item, without the names of the grants it comes from.
  var outcome: [String] {
    ["\(verdict) \(selfServiceable) \(admitted) \(approved) \(held)"]
      + files.flatMap { file in
        file.items.map { item in
          let people = Set(item.coverage.owners.filter { !$0.disabled }.flatMap(\.approvers)).sorted()
          return "\(file.change.file.path) \(item.coverage.item.kind) \(item.coverage.item.pointer) "
            + "\(item.coverage.isCovered) \(item.isApproved) \(item.isHeld) \(people) \(item.digest)"
        }
      }
  }

  /// Everything about it, to be compared as a whole.
  var everything: [String] {
    outcome + files.flatMap { file in file.items.flatMap { $0.owners.map { "\($0)" } } }
      + diagnostics.map { "\($0)" } + remarks + suggestedApprovers + labels + ["\(priority.map(\.rawValue) ?? "none")"]
  }
}
