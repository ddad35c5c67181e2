/// Clusters, namespaces and what runs in them.
extension SchemaFile {
  static let platform: [SchemaFile] = [
    SchemaFile(
      "/openshift/cluster-1.yml",
      [
        .required("labels", .labels),
        .required("name", .common("identifier"), unique: .everywhere),
        .required("description", .string),
        .required("consoleUrl", .url), .required("serverUrl", .url), .optional("prometheusUrl", .url),
        .required("spec", clusterSpec),
        .required("network", .object([.required("vpc", cidr), .required("service", cidr), .required("pod", cidr)])),
        .optional("machinePools", .list(machinePool)),
        .optional(
          "peering",
          .list(
            .object([
              .required("name", .string, unique: .amongSiblings), .required("account", .crossref("/aws/account-1.yml")),
            ]))),
        .required("automationToken", .common("vaultSecret", graphql: "json")),
        .required("managedGroups", .list(.string)),
        .optional(
          "awsInfrastructureAccess",
          .list(
            .object([
              .required("awsGroup", .crossref("/aws/group-1.yml")),
              .required("accessLevel", .choice(["read-only", "network-mgmt"])),
            ]))),
        .optional("disable", .object([.optional("integrations", .list(.string))])),
      ]),
    SchemaFile(
      "/openshift/shared-resources-1.yml",
      [
        .required("labels", .labels), .required("name", .string, unique: .everywhere),
        .required("description", .string),
        .required("openshiftResources", .list(.file("/openshift/openshift-resource-1.yml"))),
      ]),
    namespace,
    SchemaFile("/openshift/openshift-resource-1.yml", role: .part, openshiftResource),
    SchemaFile("/openshift/external-resource-1.yml", role: .part, externalResource),
  ]

  private static let cidr = Shape.pattern("^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$")

  private static let clusterSpec = Shape.object([
    .required("product", .choice(["osd", "rosa"])), .required("provider", .choice(["aws", "gcp"])),
    .required("version", .pattern("^\\d+\\.\\d+\\.\\d+$")), .required("channel", .choice(["stable", "fast", "eus"])),
    .required("region", .string), .required("multi_az", .bool), .required("private", .bool),
    .required("id", .keywords(["type": "string", "minLength": 8, "maxLength": 64], graphql: "string")),
  ])

  private static let machinePool = Shape.object([
    .required("id", .string, unique: .amongSiblings), .required("instance_type", .pattern("^[a-z0-9]+\\.[a-z0-9]+$")),
    .optional("replicas", .count),
    .optional("autoscale", .object([.required("min_replicas", .count), .required("max_replicas", .count)])),
    .optional("labels", .labels),
    .optional(
      "taints",
      .list(
        .object([
          .required("key", .string), .required("value", .string),
          .required("effect", .choice(["NoSchedule", "PreferNoSchedule", "NoExecute"])),
        ]))),
  ])

  private static let namespace = SchemaFile(
    "/openshift/namespace-1.yml",
    [
      .required("labels", .labels),
      .required("name", .common("longIdentifier")),
      .required("description", .string),
      .optional("grafanaUrl", .url),
      .required("cluster", .crossref("/openshift/cluster-1.yml")),
      .required("app", .crossref("/app-sre/app-1.yml")),
      .required("environment", .crossref("/app-sre/environment-1.yml")),
      .optional("networkPoliciesAllow", .list(.crossref("/openshift/namespace-1.yml"))),
      .optional("clusterAdmin", .bool),
      .optional("managedRoles", .bool),
      .optional("managedResourceTypes", .list(.pattern("^[A-Z][A-Za-z.]+$"))),
      .optional("sharedResources", .list(.crossref("/openshift/shared-resources-1.yml"))),
      .optional("openshiftResources", .list(.file("/openshift/openshift-resource-1.yml"))),
      .optional(
        "quota",
        .object([.required("requests", quantities), .required("limits", quantities)])),
      .optional("managedExternalResources", .bool),
      .optional(
        "externalResources",
        .list(
          .variants(
            by: "provider",
            [
              Variant(
                "aws",
                [
                  .required("provisioner", .crossref("/aws/account-1.yml")),
                  .required("resources", .list(.file("/openshift/external-resource-1.yml"))),
                ])
            ]))),
    ])

  private static let openshiftResource = Shape.variants(
    by: "provider",
    [
      Variant("resource", [.required("path", .resource, unique: .amongSiblings), .optional("validate_json", .bool)]),
      Variant(
        "resource-template",
        [
          .required("path", .resource, unique: .amongSiblings),
          .optional("type", .choice(["jinja2", "extracurlyjinja2"])),
          .optional("variables", .freeForm),
        ]),
      Variant(
        "vault-secret",
        [
          .required("path", .common("vaultSecretPath"), unique: .amongSiblings), .required("version", .integer),
          .optional("name", .string), .optional("type", .string), .optional("labels", .labels),
          .optional("annotations", .common("annotations", graphql: "json")),
        ]),
      Variant(
        "route",
        [
          .required("path", .resource, unique: .amongSiblings), .optional("vault_tls_secret_path", .string),
          .optional("vault_tls_secret_version", .integer),
        ]),
      Variant("prometheus-rule", [.required("path", .resource, unique: .amongSiblings), .optional("type", .string)]),
    ])

  private static let externalResource = Shape.variants(
    by: "provider",
    [
      Variant(
        "rds",
        [
          .required("identifier", .common("identifier"), unique: .amongSiblings), .required("defaults", .resource),
          .optional("output_resource_name", .string), .optional("replica_source", .string),
          .optional("enhanced_monitoring", .bool), .optional("overrides", .freeForm),
        ]),
      Variant(
        "s3",
        [
          .required("identifier", .common("identifier"), unique: .amongSiblings), .required("region", .string),
          .optional("output_resource_name", .string), .optional("acl", .choice(["private", "public-read"])),
          .optional("versioning", .bool),
        ]),
      Variant(
        "elasticache",
        [
          .required("identifier", .common("identifier"), unique: .amongSiblings),
          .optional("output_resource_name", .string),
          .required("node_type", .pattern("^cache\\.[a-z0-9]+\\.[a-z0-9]+$")), .required("nodes", .count),
        ]),
      Variant(
        "sqs",
        [
          .required("identifier", .common("identifier"), unique: .amongSiblings),
          .required("queues", .list(.object([.required("key", .string), .required("fifo", .bool)]))),
          .optional("output_resource_name", .string),
        ]),
    ])
}
