/// Accounts and services of others.
extension SchemaFile {
  static let dependencies: [SchemaFile] = [
    SchemaFile(
      "/aws/account-1.yml",
      [
        .required("labels", .labels), .required("name", .common("identifier"), unique: .everywhere),
        .required("description", .string), .required("consoleUrl", .url),
        .required("uid", .pattern("^\\d{12}$"), unique: .everywhere), .required("resourcesDefaultRegion", .string),
        .required("supportedDeploymentRegions", .list(.string)),
        .required("accountOwners", .list(.object([.required("name", .string), .required("email", .email)]))),
        .required("automationToken", .common("vaultSecret", graphql: "json")),
        .optional("premiumSupport", .bool),
      ]),
    SchemaFile(
      "/aws/group-1.yml",
      [
        .required("labels", .labels), .required("name", .string), .required("description", .string),
        .required("account", .crossref("/aws/account-1.yml")),
        .required("policies", .list(.common("awsPolicyName"))),
      ]),
    SchemaFile(
      "/aws/policy-1.yml",
      [
        .required("labels", .labels), .required("name", .common("awsPolicyName")), .required("description", .string),
        .required("mandatory", .bool), .required("account", .crossref("/aws/account-1.yml")),
        .required("policy", .freeForm),
      ]),
    SchemaFile(
      "/dependencies/dns-zone-1.yml",
      [
        .required("labels", .labels), .required("name", .pattern("^([a-z0-9-]+\\.)+[a-z]+$"), unique: .everywhere),
        .required("description", .string), .required("account", .crossref("/aws/account-1.yml")),
        .required(
          "records",
          .list(
            .object([
              .required("name", .string, unique: .amongSiblings),
              .required("type", .choice(["A", "CNAME", "TXT", "MX", "NS"])),
              .required("ttl", .keywords(["type": "integer", "minimum": 0, "maximum": 86400], graphql: "int")),
              .required("records", .list(.string, atLeast: 1)),
            ]))),
      ]),
    SchemaFile(
      "/dependencies/jira-board-1.yml",
      [
        .required("labels", .labels), .required("name", .pattern("^[A-Z][A-Z0-9]{2,15}$"), unique: .everywhere),
        .required("description", .string), .required("server", .crossref("/dependencies/jira-server-1.yml")),
        .optional("issueType", .string), .required("severityPriorityMappings", .list(severityMapping)),
      ]),
    SchemaFile(
      "/dependencies/jira-server-1.yml",
      [
        .required("name", .string, unique: .everywhere), .required("serverUrl", .url),
        .required("token", .common("vaultSecret", graphql: "json")),
      ]),
    SchemaFile(
      "/dependencies/slack-workspace-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required("token", .common("vaultSecret", graphql: "json")), .required("managedUsergroups", .list(.string)),
      ]),
    SchemaFile(
      "/dependencies/quay-org-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required("managedRepos", .bool), .required("managedTeams", .list(.string)), .required("serverUrl", .string),
      ]),
    SchemaFile(
      "/dependencies/gitlab-instance-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere), .required("url", .url),
        .required("token", .common("vaultSecret", graphql: "json")), .required("managedGroups", .list(.string)),
        .required("sslVerify", .bool),
      ]),
    SchemaFile(
      "/dependencies/status-page-component-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("displayName", .string), .required("description", .string), .optional("groupName", .string),
        .required("status", .list(.common("statusPageStatus"))),
        .required("apps", .list(.crossref("/app-sre/app-1.yml"))),
      ]),
    SchemaFile(
      "/dependencies/glitchtip-project-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string), .required("app", .crossref("/app-sre/app-1.yml")),
        .required("platform", .choice(["python", "java", "go", "node"])),
        .required("namespaces", .list(.crossref("/openshift/namespace-1.yml"))),
        .required("eventThrottleRate", .common("percentage", graphql: "float")),
      ]),
    SchemaFile(
      "/dependencies/dependency-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("statefulness", .choice(["stateful", "stateless"])), .required("opsModel", .string),
        .required("statusPage", .url), .required("SLA", .common("percentage", graphql: "float")),
        .required("dependencyFailureImpact", .string),
      ]),
    SchemaFile(
      "/vault-config/policy-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere), .required("rules", .string),
      ]),
    SchemaFile(
      "/vault-config/role-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("type", .choice(["approle", "oidc"])),
        .required("output_path", .common("vaultSecretPath")),
        .required(
          "options",
          .object([
            .required("bind_secret_id", .bool), .required("token_ttl", .common("dhmsDuration")),
            .required("token_policies", .list(.crossref("/vault-config/policy-1.yml"))),
          ])),
      ]),
    SchemaFile(
      "/openshift/prometheus-rule-1.yml", role: .resource,
      .object([
        .required("apiVersion", .choice(["monitoring.coreos.com/v1"])), .required("kind", .choice(["PrometheusRule"])),
        .required("metadata", .object([.required("name", .string), .required("labels", .labels)])),
        .required("spec", .object([.required("groups", .list(ruleGroup))])),
      ])),
    SchemaFile(
      "/aws/rds-defaults-1.yml", role: .resource,
      .object([
        .required("engine", .choice(["postgres", "mysql"])), .required("engine_version", .common("version")),
        .required("instance_class", .pattern("^db\\.")), .required("allocated_storage", .count),
        .optional("multi_az", .bool), .optional("storage_encrypted", .bool),
        .optional("backup_retention_period", .count),
      ])),
  ]

  private static let severityMapping = Shape.object([
    .required("severity", .choice(["critical", "high", "medium", "low"]), unique: .amongSiblings),
    .required("priority", .string),
  ])

  private static let ruleGroup = Shape.object([
    .required("name", .string, unique: .amongSiblings),
    .required(
      "rules",
      .list(
        .object([
          .required("alert", .string), .required("expr", .string), .required("for", .common("dhmsDuration")),
          .required("labels", .labels), .required("annotations", .common("annotations", graphql: "json")),
        ]))),
  ])
}
