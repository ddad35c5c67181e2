/// Resources: rules and defaults with a schema, templates and plain text without.
extension FileMaker {
  /// The text of a resource.
  static func text(_ kind: ResourceKind, _ index: Int, of world: World) -> String {
    var maker = FileMaker(
      world: world, index: index,
      random: SplitMix64(seed: world.seed, stream: 1_000 + UInt64(kind.rawValue), index: index))
    switch kind {
    case .prometheusRule: return YAMLText(maker.prometheusRule()).text
    case .rdsDefaults: return YAMLText(maker.rdsDefaults()).text
    case .template: return maker.template()
    case .plainText: return maker.plainText()
    }
  }

  private mutating func prometheusRule() -> Value {
    [
      "$schema": "/openshift/prometheus-rule-1.yml", "apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule",
      "metadata": ["name": .text(name), "labels": ["prometheus": "app-sre", "role": "alert-rules"]],
      "spec": [
        "groups": list(random.within(1...2)) { maker, group in
          [
            "name": .text("\(maker.name)-\(group).rules"),
            "rules": maker.list(maker.random.within(1...5)) { maker, rule in
              [
                "alert": .text("Alert\(group)x\(rule)"), "for": .text("\(maker.random.within(1...30))m"),
                "expr": .text(
                  "sum(rate(http_errors_total{job=\"\(maker.name)\"}[5m])) > 0.\(maker.random.within(1...9))"),
                "labels": ["severity": .text(maker.random.pick(["critical", "high", "medium", "info"]))],
                "annotations": [
                  "message": maker.sentence(5...16), "runbook": .text("https://runbooks.example.com/\(maker.name)"),
                ],
              ]
            },
          ]
        }
      ],
    ]
  }

  private mutating func rdsDefaults() -> Value {
    [
      "$schema": "/aws/rds-defaults-1.yml", "engine": "postgres",
      "engine_version": .text("\(random.within(12...17)).\(random.below(9))"),
      "instance_class": .text(random.pick(["db.t3.small", "db.m5.large"])),
      "allocated_storage": .number(String(random.within(2...90) * 10)),
      "multi_az": .bool(random.chance(50)), "storage_encrypted": true,
      "backup_retention_period": .number(String(random.within(1...30))),
    ]
  }

  private mutating func template() -> String {
    var lines = ["apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: {{ name }}", "data:"]
    for entry in 0..<random.within(3...30) {
      lines.append("  {% if feature_\(entry) %}")
      lines.append("  key-\(entry): \"{{ values['\(random.hex(6))'] }}\"")
      lines.append("  {% endif %}")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func plainText() -> String {
    (0..<random.within(3...60)).map { "setting.\($0) = \(random.words(random.within(1...8)))" }.joined(separator: "\n")
      + "\n"
  }
}
