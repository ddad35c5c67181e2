/// Saas files, their targets, and change-types.
extension SchemaFile {
  static let delivery: [SchemaFile] = [saasFile, saasTarget, changeType]

  private static let secretParameters = Shape.list(
    .object([.required("name", .common("secretKey")), .required("secret", .common("vaultSecret"))]))

  private static let saasFile = SchemaFile(
    "/app-sre/saas-file-2.yml",
    [
      .required("labels", .labels),
      .required("name", .keywords(["type": "string", "maxLength": 39], graphql: "string"), unique: .everywhere),
      .required("description", .string),
      .required("app", .crossref("/app-sre/app-1.yml")),
      .required("pipelinesProvider", .crossref("/app-sre/pipelines-provider-1.yml")),
      .optional(
        "slack",
        .object([
          .required("workspace", .crossref("/dependencies/slack-workspace-1.yml")), .required("channel", .string),
          .optional("output", .choice(["events", "publish"])),
        ])),
      .required("managedResourceTypes", .list(.string)),
      .optional("imagePatterns", .list(.pattern("^[a-z0-9./-]+$"))),
      .optional("allowedSecretParameterPaths", .list(.string)),
      .optional("parameters", .freeForm),
      .optional("timeout", .common("dhmsDuration")),
      .optional("publishJobLogs", .bool),
      .required(
        "resourceTemplates",
        .list(
          .object([
            .required("name", .string, unique: .amongSiblings),
            .required("url", .url),
            .required("path", .pattern("^\\/.*")),
            .optional("provider", .choice(["openshift-template", "directory", "helm"])),
            .optional("hash_length", .integer),
            .optional("parameters", .freeForm),
            .optional("secretParameters", secretParameters),
            .required("targets", .list(.inlineOrCrossref("/app-sre/saas-file-target-1.yml"))),
          ]))),
    ])

  private static let saasTarget = SchemaFile(
    "/app-sre/saas-file-target-1.yml", role: .inlinable,
    .object([
      .optional("path", .string),
      .required("name", .string, unique: .amongSiblings),
      .required("namespace", .crossref("/openshift/namespace-1.yml")),
      .required("ref", .pattern("^([0-9a-f]{40}|[A-Za-z0-9._/-]{1,39})$"), "A branch, or the commit to be deployed."),
      .optional("disable", .bool),
      .optional("delete", .bool),
      .optional("parameters", .freeForm),
      .optional("secretParameters", secretParameters),
      .optional("image", .crossref("/dependencies/quay-org-1.yml")),
      .optional(
        "promotion",
        .object([
          .optional("auto", .bool), .optional("publish", .list(.string)), .optional("subscribe", .list(.string)),
          .optional("soakDays", .count),
        ])),
    ]))

  private static let context = Shape.object([
    .required("selector", .string), .optional("when", .choice(["added", "removed"])),
    .optional("where", .choice(["backrefs"])),
  ])

  private static let changeType = SchemaFile(
    "/app-interface/change-type-1.yml",
    [
      .required("labels", .labels),
      .required("name", .string, unique: .everywhere),
      .required("description", .string),
      .required("priority", .choice(["critical", "urgent", "high", "progressive-delivery", "medium", "low"])),
      .required("contextType", .choice(["datafile", "resourcefile"])),
      .optional("contextSchema", .string),
      .optional("disabled", .bool),
      .optional("restrictive", .bool),
      .optional("inherit", .list(.crossref("/app-interface/change-type-1.yml"))),
      .optional(
        "changes",
        .list(
          .variants(
            by: "provider",
            [
              Variant(
                "jsonPath",
                [
                  .optional("changeSchema", .string), .required("jsonPathSelectors", .list(.string)),
                  .optional("context", context),
                ]),
              Variant(
                "change-type",
                [
                  .optional("changeSchema", .string),
                  .required("changeTypes", .list(.crossref("/app-interface/change-type-1.yml"))),
                  .required("context", context),
                ]),
            ]), atLeast: 1)),
      .optional(
        "implicitOwnership",
        .list(.variants(by: "provider", [Variant("jsonPath", [.required("jsonPathSelector", .string)])]))),
    ])
}
