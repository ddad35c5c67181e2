/// Clusters, namespaces and shared resources.
extension FileMaker {
  mutating func cluster() -> Value {
    let host = "\(name).\(random.hex(4)).p1.example.com"
    return [
      "labels": labels(), "name": .text(name), "description": sentence(4...12),
      "consoleUrl": .text("https://console.\(host)"), "serverUrl": .text("https://api.\(host):6443"),
      "prometheusUrl": .text("https://prometheus.\(host)"),
      "spec": [
        "product": .text(random.pick(["osd", "rosa"])), "provider": "aws",
        "version": .text("4.\(random.within(10...18)).\(random.below(60))"),
        "channel": "stable", "region": "us-east-1", "multi_az": .bool(random.chance(70)),
        "private": .bool(random.chance(30)),
        "id": .text("c" + random.hex(31)),
      ],
      "network": ["vpc": .text("10.\(random.below(255)).0.0/16"), "service": "172.30.0.0/16", "pod": "10.128.0.0/14"],
      "machinePools": list(random.within(1...5)) { maker, item in
        let pool: Value = [
          "id": .text("pool-\(item)"),
          "instance_type": .text(maker.random.pick(["m5.xlarge", "m5.2xlarge", "r5.large"])),
        ]
        return maker.random.chance(50)
          ? pool.adding(["replicas": .number(String(maker.random.within(2...12)))])
          : pool.adding([
            "autoscale": ["min_replicas": 3, "max_replicas": 12], "labels": ["workload": .text(maker.world.name(item))],
            "taints": [["key": "dedicated", "value": .text("pool-\(item)"), "effect": "NoSchedule"]],
          ])
      },
      "peering": list(random.within(0...3)) { maker, item in
        ["name": .text("peer-\(item)"), "account": maker.anyRef(.awsAccount)]
      },
      "automationToken": vaultSecret(), "managedGroups": ["dedicated-admins", "dedicated-readers"],
      "awsInfrastructureAccess": list(random.within(0...3)) { maker, _ in
        ["awsGroup": maker.anyRef(.awsGroup), "accessLevel": "read-only"]
      },
    ]
  }

  mutating func sharedResources() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(4...12),
      "openshiftResources": .list(openshiftResources(most: 4)),
    ]
  }

  mutating func namespace() -> Value {
    let app = world.app(of: index)
    var body: Value = [
      "labels": labels(), "name": .text(name), "description": sentence(4...14),
      "cluster": anyRef(.cluster), "app": .ref(path(.app, app)), "environment": anyRef(.environment),
    ]
    if random.chance(30) { body = body.adding(["grafanaUrl": .text("https://grafana.example.com/d/\(random.hex(9))")]) }
    if random.chance(40) {
      body = body.adding([
        "networkPoliciesAllow": .refs(
          random.several(random.within(1...3), below: world.count(.namespace)).map { path(.namespace, $0) })
      ])
    }
    if random.chance(50) { body = body.adding(["managedResourceTypes": ["ConfigMap", "Secret", "Route"]]) }
    if random.chance(40) { body = body.adding(["sharedResources": anyRefs(.sharedResources, 1)]) }
    body = body.adding(["openshiftResources": .list(openshiftResources(most: 5))])
    if random.chance(30) { body = body.adding(["quota": requestsAndLimits()]) }
    if random.chance(20) {
      body = body.adding([
        "managedExternalResources": true,
        "externalResources": [
          [
            "provider": "aws", "provisioner": anyRef(.awsAccount),
            "resources": list(random.within(1...4)) { maker, item in maker.externalResource(item) },
          ]
        ],
      ])
    }
    return body
  }

  /// Resources of the own application, each at most once.
  private mutating func openshiftResources(most: Int) -> [Value] {
    let app = world.app(of: index)
    var resources: [Value] = []
    for rule in world.owned(.prometheusRule, byApp: app, atMost: random.within(1...2)) {
      resources.append(["provider": "prometheus-rule", "path": .text(world.path(.prometheusRule, rule))])
    }
    for template in world.owned(.template, byApp: app, atMost: 1) {
      resources.append([
        "provider": "resource-template", "type": "jinja2", "path": .text(world.path(.template, template)),
        "variables": parameters(random.within(1...5)),
      ])
    }
    if random.chance(40), let plain = world.owned(.plainText, byApp: app, atMost: 1).first {
      resources.append(["provider": "resource", "path": .text(world.path(.plainText, plain))])
    }
    for secret in 0..<random.within(0...most) {
      resources.append([
        "provider": "vault-secret", "path": .text("app-sre/\(world.name(app))/secret-\(secret)"),
        "version": .number(String(random.within(1...12))),
      ])
    }
    return resources
  }

  private mutating func externalResource(_ item: Int) -> Value {
    let identifier = Value.text("ext-\(index)-\(item)")
    switch random.below(4) {
    case 0:
      return [
        "provider": "rds", "identifier": identifier, "output_resource_name": "db-creds",
        "defaults": .text(world.path(.rdsDefaults, random.below(world.count(.rdsDefaults)))),
        "enhanced_monitoring": .bool(random.chance(50)), "overrides": ["publicly_accessible": false],
      ]
    case 1:
      return ["provider": "s3", "identifier": identifier, "region": "us-east-1", "acl": "private", "versioning": true]
    case 2:
      return [
        "provider": "elasticache", "identifier": identifier, "node_type": "cache.t3.small",
        "nodes": .number(String(random.within(1...6))),
      ]
    default:
      return [
        "provider": "sqs", "identifier": identifier,
        "queues": list(random.within(1...3)) { _, queue in ["key": .text("queue-\(queue)"), "fifo": .bool(queue == 0)]
        },
      ]
    }
  }
}
