/// Applications and what surrounds them.
extension FileMaker {
  mutating func app() -> Value {
    var body: Value = [
      "labels": labels(), "name": .text(name), "description": .block(random.words(random.within(6...24))),
      "onboardingStatus": .text(random.pick(["OnBoarded", "InProgress", "BestEffort"])),
      "escalationPolicy": anyRef(.escalationPolicy),
    ]
    if index % 7 == 3 { body = body.adding(["parentApp": .ref(path(.app, index - 1))]) }
    body = body.adding([
      "grafanaUrls": [["title": .text(name), "url": .text("https://grafana.example.com/d/\(random.hex(9))/\(name)")]],
      "serviceOwners": list(random.within(1...4)) { maker, _ in maker.person() },
      "dependencies": anyRefs(.dependency, random.within(1...5)),
    ])
    if random.chance(70) {
      body = body.adding([
        "quayRepos": [
          [
            "org": anyRef(.quayOrg),
            "items": list(random.within(1...4)) { maker, item in
              [
                "name": .text("\(maker.name)-\(item)"), "description": maker.sentence(3...10),
                "public": .bool(maker.random.chance(50)),
              ]
            },
          ]
        ]
      ])
    }
    return body.adding([
      "codeComponents": list(random.within(1...4)) { maker, item in
        [
          "name": .text("\(maker.name)-\(item)"),
          "resource": .text(maker.random.pick(["upstream", "bundle", "gitops"])),
          "url": .text("https://github.com/example/\(maker.name)-\(item)"),
        ]
      },
      "endPoints": list(random.within(0...2)) { maker, item in
        [
          "name": .text("public-\(item)"), "description": maker.sentence(3...8),
          "url": .text("\(maker.name).example.com:443"),
        ]
      },
    ])
  }

  mutating func environment() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(4...20), "product": .ref(path(.product, index)),
      "parameters": parameters(random.within(4...14)),
      "servicePhase": .text(random.pick(["production", "stage", "development"])),
    ]
  }

  /// Free-form parameters as deployments have them.
  mutating func parameters(_ count: Int) -> Value {
    var members: [Value.Member] = []
    for position in 0..<count {
      let key = random.pick([
        "REPLICAS", "CPU_LIMIT", "MEMORY_LIMIT", "LOG_LEVEL", "DB_HOST", "IMAGE_TAG", "FEATURE", "SENTRY_DSN",
      ])
      let value: Value
      switch random.below(5) {
      case 0: value = .number(String(random.within(1...64)))
      case 1: value = .bool(random.chance(50))
      case 2: value = .text("\(random.within(1...900))m")
      case 3: value = .text("https://\(world.name(random.below(5000))).example.com/v\(random.within(1...3))")
      default: value = .text(random.pick(["info", "debug", "warning"]) + "-" + random.hex(6))
      }
      members.append(.init(key: "\(key)_\(position)", value: value))
    }
    return .map(members)
  }

  mutating func product() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(6...30),
      "productOwners": list(random.within(1...3)) { maker, _ in maker.person() },
    ]
  }

  mutating func escalationPolicy() -> Value {
    var channels: Value = [
      "slackUserGroup": anyRefs(.permission, 1), "jiraBoard": anyRefs(.jiraBoard, 1),
      "email": list(random.within(1...3)) { maker, item in .text("\(maker.name)-\(item)@example.com") },
    ]
    if index > 0 { channels = channels.adding(["nextEscalationPolicy": .ref(path(.escalationPolicy, index / 2))]) }
    return [
      "labels": labels(), "name": .text(name), "description": .block(random.words(random.within(6...24))),
      "channels": channels,
    ]
  }

  mutating func schedule() -> Value {
    [
      "name": .text(name), "description": sentence(3...12),
      "schedule": list(random.within(2...7)) { maker, item in
        let week = "2026-\(FileMaker.twoDigits(item % 12 + 1))-"
        return [
          "start": .text(week + "01 08:00"), "end": .text(week + "08 08:00"),
          "users": maker.anyRefs(.user, maker.random.within(1...3)),
        ]
      },
    ]
  }

  mutating func integration() -> Value {
    [
      "name": .text(name), "description": sentence(5...20), "upstream": .text("https://github.com/example/\(name)"),
      "schemas": list(random.within(1...6)) { maker, _ in .text(maker.random.pick(Kind.allCases).rawValue) },
      "pr_check": ["cmd": .text(name), "disabled": .bool(random.chance(20))],
      "managed": list(random.within(1...3)) { maker, _ in
        [
          "namespace": maker.anyRef(.namespace),
          "spec": ["resources": maker.requestsAndLimits(), "shards": .number(String(maker.random.within(1...8)))],
        ]
      },
    ]
  }

  mutating func requestsAndLimits() -> Value {
    let cpu = random.within(1...9) * 100
    let memory = random.within(1...16) * 128
    return [
      "requests": ["cpu": .text("\(cpu)m"), "memory": .text("\(memory)Mi")],
      "limits": ["cpu": .text("\(cpu * 2)m"), "memory": .text("\(memory * 2)Mi")],
    ]
  }

  mutating func pipelinesProvider() -> Value {
    [
      "labels": labels(), "name": .text("tekton-\(name)"), "description": sentence(4...14), "provider": "tekton",
      "namespace": anyRef(.namespace), "retention": ["days": .number(String(random.within(1...30))), "minimum": 10],
    ]
  }

  mutating func changelog() -> Value {
    [
      "app": .ref(path(.app, world.app(of: index))),
      "changelog": list(random.within(1...8)) { maker, _ in
        [
          "date": maker.date(),
          "changes": maker.list(maker.random.within(1...3)) { maker, _ in
            [
              "tags": [.text(maker.random.pick(["bugfix", "feature", "improvement"]))],
              "description": maker.sentence(5...18),
            ]
          },
        ]
      },
    ]
  }

  mutating func gabiInstance() -> Value {
    [
      "labels": labels(), "name": .text("gabi-\(index)"), "description": sentence(4...12), "expirationDate": date(),
      "users": anyRefs(.user, random.within(2...14)),
      "instances": list(random.within(1...3)) { maker, item in
        [
          "account": .text(maker.world.name(maker.random.below(200))), "identifier": .text("\(maker.name)-\(item)"),
          "namespace": maker.anyRef(.namespace),
        ]
      },
    ]
  }

  mutating func sloDocument() -> Value {
    let app = world.app(of: index)
    return [
      "labels": labels(), "name": .text(name), "app": .ref(path(.app, app)),
      "namespaces": .list(
        world.owned(.namespace, byApp: app, atMost: 2).map { ["namespace": .ref(path(.namespace, $0))] }),
      "slos": list(random.within(1...3)) { maker, item in
        [
          "name": .text("\(maker.random.pick(["latency", "availability"]))-\(item)"),
          "SLIType": .text(maker.random.pick(["availability", "latency", "throughput"])),
          "SLISpecification": maker.sentence(6...20), "SLODetails": .text("https://docs.example.com/slo/\(maker.name)"),
          "SLOTarget": .number("99.\(maker.random.within(1...9))"), "SLOTargetUnit": "percent",
          "SLOParameters": ["window": .text("\(maker.random.within(7...30))d")],
          "expr": .block(
            "sum(rate(http_requests_total{job=\"\(maker.name)\",code!~\"5..\"}[{{window}}]))\n/\nsum(rate(http_requests_total{job=\"\(maker.name)\"}[{{window}}]))"
          ),
        ]
      },
    ]
  }
}
