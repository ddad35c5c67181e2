/// Accounts and services of others.
extension FileMaker {
  mutating func awsAccount() -> Value {
    let uid = String(100_000_000_000 + index * 7_919)
    return [
      "labels": labels(), "name": .text(name), "description": sentence(4...14),
      "consoleUrl": .text("https://\(uid).signin.aws.example.com/console"), "uid": .text(uid),
      "resourcesDefaultRegion": "us-east-1",
      "supportedDeploymentRegions": ["us-east-1", "us-west-2", "eu-central-1"],
      "accountOwners": list(random.within(1...3)) { maker, _ in maker.person() }, "automationToken": vaultSecret(),
      "premiumSupport": .bool(random.chance(30)),
    ]
  }

  mutating func awsGroup() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(4...12),
      "account": .ref(path(.awsAccount, index)),
      "policies": list(random.within(1...6)) { maker, item in
        .text(maker.random.pick(["ReadOnlyAccess", "Billing", "IAMFull", "S3Audit"]) + "-\(item)x")
      },
    ]
  }

  mutating func awsPolicy() -> Value {
    [
      "labels": labels(), "name": .text("Policy-\(index)-x"), "description": sentence(4...12),
      "mandatory": .bool(random.chance(50)),
      "account": .ref(path(.awsAccount, index)),
      "policy": [
        "Version": "2012-10-17",
        "Statement": list(random.within(1...5)) { maker, item in
          [
            "Sid": .text("Statement\(item)"), "Effect": "Allow",
            "Action": maker.list(maker.random.within(1...5)) { maker, _ in
              .text(
                maker.random.pick(["s3:", "ec2:", "rds:", "iam:"])
                  + maker.random.pick(["List*", "Get*", "Describe*", "PutObject"]))
            },
            "Resource": .text("arn:aws:s3:::\(maker.name)-\(item)/*"),
          ]
        },
      ],
    ]
  }

  mutating func dnsZone() -> Value {
    [
      "labels": labels(), "name": .text("\(name).example.com"), "description": sentence(3...10),
      "account": anyRef(.awsAccount),
      "records": list(index % 40 == 5 ? random.within(60...90) : random.within(3...18)) { maker, item in
        [
          "name": .text("host-\(item)"), "type": .text(maker.random.pick(["A", "CNAME", "TXT"])),
          "ttl": .number(String(maker.random.within(1...40) * 60)),
          "records": [.text("\(maker.world.name(maker.random.below(9000))).example.com")],
        ]
      },
    ]
  }

  mutating func jiraBoard() -> Value {
    [
      "labels": labels(), "name": .text("PROJ\(index)"), "description": sentence(4...24), "server": anyRef(.jiraServer),
      "issueType": "Task",
      "severityPriorityMappings": [
        ["severity": "critical", "priority": "Blocker"], ["severity": "high", "priority": "Critical"],
        ["severity": "medium", "priority": "Major"], ["severity": "low", "priority": "Minor"],
      ],
    ]
  }

  mutating func jiraServer() -> Value {
    ["name": .text(name), "serverUrl": .text("https://\(name).jira.example.com"), "token": vaultSecret()]
  }

  mutating func slackWorkspace() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(3...12), "token": vaultSecret(),
      "managedUsergroups": list(random.within(10...60)) { maker, item in .text("\(maker.world.name(item))-team") },
    ]
  }

  mutating func quayOrg() -> Value {
    [
      "labels": labels(), "name": .text(name), "description": sentence(3...12),
      "managedRepos": .bool(random.chance(80)),
      "managedTeams": list(random.within(1...20)) { maker, item in .text("team-\(item)-" + maker.random.hex(4)) },
      "serverUrl": "quay.io",
    ]
  }

  mutating func gitlabInstance() -> Value {
    [
      "labels": labels(), "name": .text(name), "url": .text("https://\(name).gitlab.example.com"),
      "token": vaultSecret(),
      "managedGroups": list(random.within(5...60)) { maker, item in .text("group-\(maker.world.name(item))") },
      "sslVerify": true,
    ]
  }

  mutating func statusPageComponent() -> Value {
    [
      "labels": labels(), "name": .text(name), "displayName": sentence(2...4), "description": sentence(8...30),
      "groupName": "platform",
      "status": ["operational", .text(random.pick(["degraded_performance", "major_outage"]))],
      "apps": anyRefs(.app, random.within(1...4)),
    ]
  }

  mutating func glitchtipProject() -> Value {
    let app = world.app(of: index)
    return [
      "labels": labels(), "name": .text(name), "description": sentence(6...24), "app": .ref(path(.app, app)),
      "platform": .text(random.pick(["python", "java", "go", "node"])),
      "namespaces": .refs(world.owned(.namespace, byApp: app, atMost: 3).map { path(.namespace, $0) }),
      "eventThrottleRate": .number(String(random.below(101))),
    ]
  }

  mutating func dependency() -> Value {
    [
      "labels": labels(), "name": .text(name), "statefulness": .text(random.pick(["stateful", "stateless"])),
      "opsModel": "managed",
      "statusPage": .text("https://status.\(name).example.com"), "SLA": .number("99.\(random.within(1...9))"),
      "dependencyFailureImpact": .block(random.words(random.within(10...60))),
    ]
  }

  mutating func vaultPolicy() -> Value {
    let rules = (0..<random.within(1...10)).map { rule in
      "path \"app-sre/\(world.name(random.below(5000)))/\(rule)/*\" {\n  capabilities = [\"create\", \"read\", \"update\", \"list\"]\n}"
    }
    return ["labels": labels(), "name": .text(name), "rules": .block(rules.joined(separator: "\n"))]
  }

  mutating func vaultRole() -> Value {
    [
      "labels": labels(), "name": .text(name), "type": "approle", "output_path": .text("app-sre/creds/approle/\(name)"),
      "options": [
        "bind_secret_id": true, "token_ttl": "30m", "token_policies": anyRefs(.vaultPolicy, random.within(1...4)),
      ],
    ]
  }
}
