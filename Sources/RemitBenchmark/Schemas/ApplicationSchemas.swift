/// Applications, what surrounds them, and how they are deployed.
extension SchemaFile {
  static let applications: [SchemaFile] = [
    SchemaFile(
      "/app-sre/app-1.yml",
      [
        .required("labels", .labels),
        .required("name", .common("extendedIdentifier"), unique: .everywhere),
        .required("description", .string),
        .required("onboardingStatus", .choice(["OnBoarded", "InProgress", "BestEffort", "Contract"])),
        .optional("parentApp", .crossref("/app-sre/app-1.yml")),
        .required("escalationPolicy", .crossref("/app-sre/escalation-policy-1.yml")),
        .optional("grafanaUrls", .list(.object([.required("title", .string), .required("url", .url)]))),
        .required(
          "serviceOwners", .list(.object([.required("name", .string), .required("email", .email)]), atLeast: 1)),
        .optional("dependencies", .list(.crossref("/dependencies/dependency-1.yml"))),
        .optional("quayRepos", .list(quayRepos)),
        .optional("codeComponents", .list(codeComponent)),
        .optional("endPoints", .list(endPoint)),
      ]),
    SchemaFile(
      "/app-sre/environment-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required("product", .crossref("/app-sre/product-1.yml")), .optional("parameters", .freeForm),
        .optional("servicePhase", .choice(["production", "stage", "development"])),
      ]),
    SchemaFile(
      "/app-sre/product-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required("productOwners", .list(.object([.required("name", .string), .required("email", .email)]))),
      ]),
    SchemaFile(
      "/app-sre/escalation-policy-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required(
          "channels",
          .object([
            .optional("slackUserGroup", .list(.crossref("/access/permission-1.yml"))),
            .required("jiraBoard", .list(.crossref("/dependencies/jira-board-1.yml"), atLeast: 1)),
            .required("email", .list(.email)),
            .optional("nextEscalationPolicy", .crossref("/app-sre/escalation-policy-1.yml")),
          ])),
      ]),
    SchemaFile(
      "/app-sre/schedule-1.yml",
      [
        .required("name", .string, unique: .everywhere), .required("description", .string),
        .required(
          "schedule",
          .list(
            .object([
              .required("start", .pattern("^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$")),
              .required("end", .pattern("^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$")),
              .required("users", .list(.crossref("/access/user-1.yml"))),
            ]))),
      ]),
    SchemaFile(
      "/app-sre/integration-1.yml",
      [
        .required("name", .string, unique: .everywhere), .required("description", .string),
        .required("upstream", .url), .optional("schemas", .list(.string)),
        .optional("pr_check", .object([.required("cmd", .string), .optional("disabled", .bool)])),
        .optional(
          "managed",
          .list(
            .object([.required("namespace", .crossref("/openshift/namespace-1.yml")), .required("spec", resources)]))),
      ]),
    SchemaFile(
      "/app-sre/pipelines-provider-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required("provider", .choice(["tekton"])), .required("namespace", .crossref("/openshift/namespace-1.yml")),
        .optional("retention", .object([.optional("days", .count), .optional("minimum", .count)])),
      ]),
    SchemaFile(
      "/app-sre/app-changelog-1.yml",
      [
        .required("app", .crossref("/app-sre/app-1.yml")),
        .required(
          "changelog",
          .list(
            .object([
              .required("date", .common("date")),
              .required(
                "changes", .list(.object([.optional("tags", .list(.string)), .required("description", .string)]))),
            ]))),
      ]),
    SchemaFile(
      "/app-sre/gabi-instance-1.yml",
      [
        .required("labels", .labels), .required("name", .common("identifier"), unique: .everywhere),
        .required("description", .string), .required("expirationDate", .common("date")),
        .required("users", .list(.crossref("/access/user-1.yml"))),
        .required(
          "instances",
          .list(
            .object([
              .required("account", .string), .required("identifier", .string),
              .required("namespace", .crossref("/openshift/namespace-1.yml")),
            ]))),
      ]),
    sloDocument,
  ]

  private static let resources = Shape.object([
    .required(
      "resources",
      .object([
        .required("requests", quantities), .required("limits", quantities),
      ])), .optional("shards", .count),
  ])

  static let quantities = Shape.object([
    .required("cpu", .common("k8sResourceRequirementQuantity")),
    .required("memory", .common("k8sResourceRequirementQuantity")),
  ])

  private static let quayRepos = Shape.object([
    .required("org", .crossref("/dependencies/quay-org-1.yml")),
    .required(
      "items",
      .list(
        .object([
          .required("name", .pattern("^[a-z0-9][a-z0-9-_.]{0,253}$"), unique: .amongSiblings),
          .required("description", .string),
          .required("public", .bool),
        ]))),
  ])

  private static let codeComponent = Shape.object([
    .required("name", .string, unique: .amongSiblings),
    .required("resource", .choice(["upstream", "bundle", "saasrepo", "gitops", "infra"])),
    .required("url", .url),
    .optional("mirror", .pattern("^https://")),
  ])

  private static let endPoint = Shape.object([
    .required("name", .string, unique: .amongSiblings),
    .required("description", .string),
    .required("url", .pattern("^[a-z0-9.-]+:\\d+$")),
  ])

  private static let sloDocument = SchemaFile(
    "/app-sre/slo-document-1.yml",
    [
      .required("labels", .labels), .required("name", .string, unique: .everywhere),
      .required("app", .crossref("/app-sre/app-1.yml")),
      .required("namespaces", .list(.object([.required("namespace", .crossref("/openshift/namespace-1.yml"))]))),
      .required(
        "slos",
        .list(
          .object([
            .required("name", .string, unique: .amongSiblings),
            .required("SLIType", .choice(["availability", "latency", "throughput"])),
            .required("SLISpecification", .string),
            .required("SLODetails", .url),
            .required("SLOTarget", .common("serviceLevel", graphql: "float")),
            .required("SLOTargetUnit", .choice(["percent", "percentile"])),
            .required("SLOParameters", .object([.required("window", .common("dhmsDuration"))])),
            .required("expr", .string),
          ]))),
    ])
}
