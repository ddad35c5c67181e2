/// Saas files, the largest of all, and their targets.
extension FileMaker {
  /// How many targets: few for most, a dozen for one in eight, two dozen for one in 25, hundreds for one in four hundred.
  private mutating func targetCount() -> Int {
    if index % 400 == 7 { return random.within(130...160) }
    if index % 25 == 9 { return random.within(13...24) }
    if index % 8 == 2 { return random.within(10...16) }
    return [2, 3, 3, 4, 4, 5, 6, 8][random.below(8)]
  }

  mutating func saasFile() -> Value {
    let app = world.app(of: index)
    let total = targetCount()
    let templates = total > 40 ? 10 : 1 + total / 5
    let head: Value = [
      "labels": labels(), "name": .text("saas-\(name)"),
      "description": .text("SaaS tracking file for \(world.name(app))"),
      "app": .ref(path(.app, app)), "pipelinesProvider": anyRef(.pipelinesProvider),
      "slack": ["workspace": anyRef(.slackWorkspace), "channel": .text("sd-\(name)")],
      "managedResourceTypes": ["Deployment", "Service", "ConfigMap", "ServiceAccount", "PodDisruptionBudget"],
      "imagePatterns": [.text("quay.io/example/\(world.name(app))")],
      "timeout": .text("\(random.within(1...4))h"), "parameters": parameters(random.within(0...4)),
    ]
    return head.adding([
      "resourceTemplates": list(templates) { maker, template in
        [
          "name": .text("\(maker.world.name(app))-\(template)"),
          "url": .text("https://github.com/example/\(maker.world.name(app))"),
          "path": .text("/openshift/template-\(template).yaml"), "provider": "openshift-template",
          "parameters": maker.parameters(maker.random.within(0...4)),
          "targets": maker.list(max(1, total / templates)) { maker, target in maker.target(template, target, app: app)
          },
        ]
      }
    ])
  }

  /// One in eight targets lies in a file of its own.
  private mutating func target(_ template: Int, _ target: Int, app: Int) -> Value {
    // The first target is always in place: the merge request of the benchmark changes its commit.
    if target > 0, random.chance(12) { return .ref(path(.saasTarget, index * 7 + template * 3 + target)) }
    return saasTarget(name: "target-\(template)-\(target)", app: app)
  }

  mutating func saasTarget(name: String, app: Int) -> Value {
    let namespaces = world.owned(.namespace, byApp: app, atMost: 8)
    var body: Value = [
      "name": .text(name), "namespace": .ref(path(.namespace, random.pick(namespaces))), "ref": .text(random.hex(40)),
      "parameters": parameters(random.within(2...8)),
    ]
    if random.chance(25) {
      body = body.adding([
        "secretParameters": list(random.within(1...2)) { maker, item in
          ["name": .text("SECRET_\(item)"), "secret": maker.vaultSecret()]
        }
      ])
    }
    if random.chance(40) {
      body = body.adding([
        "promotion": ["auto": .bool(random.chance(50)), "publish": [.text("\(world.name(app))-\(name)")]]
      ])
    }
    return body
  }
}
