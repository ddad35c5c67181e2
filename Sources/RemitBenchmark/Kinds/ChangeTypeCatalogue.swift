/// The change-types of a generated repository: simple, inherited, nested once and twice, restrictive and disabled.
struct ChangeTypeCatalogue: Sendable {
  var name: String
  var document: Value

  static func path(_ name: String) -> String { "/app-interface/change-types/\(name).yml" }

  private init(
    _ name: String, on schema: String?, type: String = "datafile", priority: String = "high", inherit: [String] = [],
    changes: [Value] = [], _ more: KeyValuePairs<String, Value> = [:]
  ) {
    self.name = name
    var head: Value = [
      "labels": [:], "name": .text(name), "description": .text("what a holder of \(name) may change"),
      "priority": .text(priority), "contextType": .text(type),
    ]
    if let schema { head = head.adding(["contextSchema": .text(schema)]) }
    if !inherit.isEmpty { head = head.adding(["inherit": .refs(inherit.map(ChangeTypeCatalogue.path))]) }
    if !changes.isEmpty { head = head.adding(["changes": .list(changes)]) }
    document = head.adding(more)
  }

  private static func paths(_ selectors: String...) -> Value {
    ["provider": "jsonPath", "jsonPathSelectors": .list(selectors.map(Value.text))]
  }

  private static func paths(in kind: Kind, through selector: String, when: String? = nil, _ selectors: String...)
    -> Value
  {
    [
      "provider": "jsonPath", "changeSchema": .text(kind.rawValue), "context": context(selector, when),
      "jsonPathSelectors": .list(selectors.map(Value.text)),
    ]
  }

  private static func nested(_ names: [String], in kind: Kind, through selector: String) -> Value {
    [
      "provider": "change-type", "changeSchema": .text(kind.rawValue), "context": context(selector, nil),
      "changeTypes": .refs(names.map(path)),
    ]
  }

  private static func context(_ selector: String, _ when: String?) -> Value {
    let base: Value = ["selector": .text(selector)]
    return when.map { base.adding(["when": .text($0)]) } ?? base
  }

  static let all: [ChangeTypeCatalogue] = delivery + ownership + platform + others

  private static let targets = "resourceTemplates[*].targets[*]"

  private static let delivery: [ChangeTypeCatalogue] = [
    .init(
      "saas-file-deployer", on: Kind.saasFile.rawValue, priority: "urgent",
      changes: [
        paths(
          targets + ".ref", targets + ".parameters", targets + ".secretParameters[*].secret.version",
          targets + ".disable")
      ]),
    .init(
      "saas-file-promoter", on: Kind.saasFile.rawValue, priority: "progressive-delivery",
      changes: [paths(targets + ".promotion", "resourceTemplates[*].hash_length")]),
    .init(
      "saas-file-owner", on: Kind.saasFile.rawValue, inherit: ["saas-file-deployer", "saas-file-promoter"],
      changes: [paths("imagePatterns", "slack", "parameters", "timeout", "resourceTemplates[*].parameters")]),
    .init(
      "saas-target-owner", on: Kind.saasTarget.rawValue, changes: [paths("ref", "parameters", "promotion", "disable")]),
    .init(
      "pipelines-owner", on: Kind.pipelinesProvider.rawValue, priority: "medium",
      changes: [paths("retention", "description")]),
  ]

  private static let ownership: [ChangeTypeCatalogue] = [
    .init(
      "app-owner", on: Kind.app.rawValue,
      changes: [
        paths("description", "serviceOwners", "quayRepos[*].items", "codeComponents", "endPoints", "grafanaUrls")
      ]),
    .init(
      "app-slo-owner", on: Kind.app.rawValue,
      changes: [paths(in: .sloDocument, through: "app.'$ref'", "slos", "namespaces")]),
    .init(
      "app-namespace-owner", on: Kind.app.rawValue,
      changes: [nested(["namespace-owner", "namespace-external-resources"], in: .namespace, through: "app.'$ref'")]),
    .init(
      "app-saas-owner", on: Kind.app.rawValue,
      changes: [nested(["saas-file-owner"], in: .saasFile, through: "app.'$ref'")]),
    .init(
      "app-full-owner", on: Kind.app.rawValue,
      inherit: ["app-owner", "app-slo-owner", "app-namespace-owner", "app-saas-owner"],
      changes: [paths(in: .changelog, through: "app.'$ref'", when: "added", "$")]),
    .init(
      "product-owner", on: Kind.product.rawValue, priority: "low",
      changes: [
        paths("description", "productOwners"),
        nested(["environment-owner"], in: .environment, through: "product.'$ref'"),
      ]),
    .init(
      "environment-owner", on: Kind.environment.rawValue, priority: "low",
      changes: [
        paths("description", "parameters", "servicePhase"),
        nested(["namespace-labels"], in: .namespace, through: "environment.'$ref'"),
      ]),
    .init(
      "role-member", on: Kind.role.rawValue,
      changes: [
        paths(in: .user, through: "roles[*].'$ref'", when: "added", "roles[?(@.'$ref'=='{{ ctx_file_path }}')]"),
        paths(in: .user, through: "roles[*].'$ref'", when: "removed", "roles[?(@.'$ref'=='{{ ctx_file_path }}')]"),
      ]),
    .init(
      "role-owner", on: Kind.role.rawValue, priority: "medium",
      changes: [paths("description", "access", "self_service", "expirationDate")],
      ["restrictive": true]),
    .init(
      "user-profile", on: Kind.user.rawValue, changes: [paths("public_gpg_key", "quay_username", "pagerduty_username")]),
    .init(
      "gabi-user", on: Kind.gabiInstance.rawValue, changes: [paths("users", "expirationDate")],
      ["implicitOwnership": [["provider": "jsonPath", "jsonPathSelector": "users[*].'$ref'"]]]),
  ]

  private static let platform: [ChangeTypeCatalogue] = [
    .init(
      "namespace-owner", on: Kind.namespace.rawValue, inherit: ["namespace-labels"],
      changes: [paths("openshiftResources", "networkPoliciesAllow", "quota", "managedResourceTypes")]),
    .init("namespace-labels", on: Kind.namespace.rawValue, changes: [paths("labels", "description", "grafanaUrl")]),
    .init(
      "namespace-external-resources", on: Kind.namespace.rawValue,
      changes: [paths("externalResources[?(@.provider==\"aws\")].resources[*].overrides")]),
    .init(
      "secret-promoter", on: Kind.namespace.rawValue, priority: "urgent",
      changes: [paths("openshiftResources[?(@.provider==\"vault-secret\")].version")]),
    .init(
      "cluster-owner", on: Kind.cluster.rawValue, priority: "critical",
      changes: [
        paths("machinePools", "managedGroups", "disable.integrations"),
        paths(in: .namespace, through: "cluster.'$ref'", "clusterAdmin"),
      ]),
    .init(
      "cluster-upgrader", on: Kind.cluster.rawValue, changes: [paths("spec.version", "spec.channel")],
      ["restrictive": true]),
    .init(
      "shared-resources-owner", on: Kind.sharedResources.rawValue, changes: [paths("openshiftResources", "description")]
    ),
    .init(
      "prometheus-rule-owner", on: "/openshift/prometheus-rule-1.yml", type: "resourcefile",
      changes: [paths("spec.groups[*].rules", "metadata.labels")]),
    .init("rds-defaults-owner", on: "/aws/rds-defaults-1.yml", type: "resourcefile", changes: [paths("$")]),
  ]

  private static let others: [ChangeTypeCatalogue] = [
    .init("aws-account-owner", on: Kind.awsAccount.rawValue, changes: [paths("accountOwners", "description")]),
    .init("dns-zone-owner", on: Kind.dnsZone.rawValue, changes: [paths("records")]),
    .init(
      "jira-board-owner", on: Kind.jiraBoard.rawValue, priority: "medium",
      changes: [paths("severityPriorityMappings", "issueType")]),
    .init("quay-org-owner", on: Kind.quayOrg.rawValue, changes: [paths("managedTeams", "description")]),
    .init("escalation-policy-owner", on: Kind.escalationPolicy.rawValue, changes: [paths("channels", "description")]),
    .init("schedule-owner", on: Kind.schedule.rawValue, changes: [paths("schedule[*].users")]),
    .init(
      "glitchtip-project-owner", on: Kind.glitchtipProject.rawValue,
      changes: [paths("eventThrottleRate", "description")]),
    .init(
      "status-page-owner", on: Kind.statusPageComponent.rawValue, priority: "low",
      changes: [paths("status", "displayName")],
      ["disabled": true]),
  ]
}
