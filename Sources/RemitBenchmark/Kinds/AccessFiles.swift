/// Users, roles, bots and permissions.
extension FileMaker {
  mutating func user() -> Value {
    let own = world.userName(index)
    // The first role is the one with the user's own index, so that each role has a member.
    let others = random.several(random.within(4...11), below: world.count(.role)).filter {
      $0 != index % world.count(.role)
    }
    let roles = [index % world.count(.role)] + others
    var body: Value = [
      "labels": labels(30),
      "name": .text(
        own.prefix(1).uppercased() + own.dropFirst() + " " + random.pick(["Lee", "Marin", "Weber", "Diaz"])),
      "org_username": .text(own), "github_username": .text("gh-" + own), "quay_username": .text("quay-" + own),
    ]
    if random.chance(40) {
      body = body.adding(["pagerduty_username": .text(own + ".pd"), "tag_on_merge_requests": .bool(random.chance(50))])
    }
    if random.chance(12) { body = body.adding(["public_gpg_key": .block(key(lines: random.within(6...30)))]) }
    return body.adding(["roles": .refs(roles.map { path(.role, $0) })])
  }

  /// Lines that look like a key in base 64.
  private mutating func key(lines: Int) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return (0..<lines).map { _ in
      String(decoding: (0..<64).map { _ in alphabet[random.below(64)] }, as: UTF8.self)
    }.joined(separator: "\n")
  }

  mutating func role() -> Value {
    let app = world.app(of: index)
    var body: Value = [
      "labels": labels(), "name": .text(name), "description": sentence(4...14),
      "permissions": anyRefs(.permission, random.within(1...4)),
    ]
    if random.chance(35) {
      body = body.adding([
        "access": list(random.within(1...3)) { maker, _ in
          ["namespace": maker.anyRef(.namespace), "role": .text(maker.random.pick(["view", "edit", "admin"]))]
        }
      ])
    }
    if random.chance(20) { body = body.adding(["aws_groups": anyRefs(.awsGroup, random.within(1...2))]) }
    if random.chance(10) { body = body.adding(["expirationDate": date()]) }
    return body.adding(["self_service": .list(grants(app: app))])
  }

  /// What the holders of the role may change: all of the application's own files, and something of others.
  private mutating func grants(app: Int) -> [Value] {
    func paths(_ kind: Kind, _ limit: Int) -> [String] {
      world.owned(kind, byApp: app, atMost: limit).map { path(kind, $0) }
    }
    var grants = [grant("saas-file-owner", on: paths(.saasFile, 4)), grant("app-owner", on: paths(.app, 1))]
    if random.chance(50) { grants.append(grant("namespace-owner", on: paths(.namespace, 6))) }
    if random.chance(30) { grants.append(grant("app-full-owner", on: paths(.app, 1))) }
    if random.chance(40) { grants.append(grant("role-member", on: [path(.role, index)])) }
    if random.chance(20) { grants.append(grant("saas-target-owner", on: paths(.saasTarget, 4))) }
    if random.chance(20) { grants.append(grant("app-slo-owner", on: paths(.app, 1))) }
    if random.chance(15) { grants.append(grant("secret-promoter", on: paths(.namespace, 4))) }
    if random.chance(10) { grants.append(grant("cluster-owner", on: [path(.cluster, index)])) }
    if random.chance(10) { grants.append(grant("dns-zone-owner", on: [path(.dnsZone, index)])) }
    if random.chance(8) { grants.append(grant("role-owner", on: [path(.role, index + 1)])) }
    if random.chance(5) { grants.append(grant("product-owner", on: [path(.product, index)])) }
    if random.chance(30) {
      let rules = world.owned(.prometheusRule, byApp: app, atMost: 5).map {
        Value.text(world.path(.prometheusRule, $0))
      }
      grants.append(["change_type": .ref(ChangeTypeCatalogue.path("prometheus-rule-owner")), "resources": .list(rules)])
    }
    // A few administrators hold a change-type on every file of its schema.
    if index % 200 == 199 { grants.append(["change_type": .ref(ChangeTypeCatalogue.path("cluster-upgrader"))]) }
    return grants
  }

  private func grant(_ changeType: String, on paths: [String]) -> Value {
    ["change_type": .ref(ChangeTypeCatalogue.path(changeType)), "datafiles": .refs(paths)]
  }

  mutating func bot() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(4...12), "org_username": .text("bot-\(index)"),
      "owner": anyRef(.user), "roles": anyRefs(.role, random.within(1...3)),
    ]
  }

  mutating func permission() -> Value {
    let target: Value
    switch random.below(5) {
    case 0:
      target = [
        "service": "slack-usergroup", "handle": .text("\(name)-team"), "workspace": anyRef(.slackWorkspace),
        "channels": list(random.within(1...4)) { maker, _ in .text("ch-" + maker.world.name(maker.random.below(500))) },
      ]
    case 1: target = ["service": "github-org", "org": .text("org-\(index)"), "role": "member"]
    case 2: target = ["service": "gitlab-group-membership", "group": .text("group-\(name)"), "access": "developer"]
    case 3: target = ["service": "quay-membership", "quayOrg": anyRef(.quayOrg), "team": .text("team\(index)")]
    default: target = ["service": "jenkins-role", "instance": "ci-int", "role": .text(name)]
    }
    return ["labels": labels(40), "name": .text(name), "description": sentence(4...16), "target": target]
  }
}
