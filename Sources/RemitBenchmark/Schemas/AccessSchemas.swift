/// Who may do what: users, roles, permissions and bots.
extension SchemaFile {
  static let access: [SchemaFile] = [
    SchemaFile(
      "/access/user-1.yml",
      [
        .optional("labels", .labels),
        .required("name", .string),
        .required("org_username", .common("identifier"), unique: .everywhere, "The account name in the directory."),
        .required("github_username", .common("identifier")),
        .optional("quay_username", .common("identifier")),
        .optional("pagerduty_username", .common("extendedIdentifier")),
        .optional("public_gpg_key", .common("base64")),
        .optional("tag_on_merge_requests", .bool),
        .required("roles", .list(.crossref("/access/role-1.yml"))),
      ]),
    SchemaFile(
      "/access/role-1.yml",
      [
        .required("labels", .labels),
        .required("name", .string, unique: .everywhere),
        .optional("description", .string),
        .optional("expirationDate", .common("date")),
        .required("permissions", .list(.crossref("/access/permission-1.yml"))),
        .optional("access", .list(clusterAccess)),
        .optional("aws_groups", .list(.crossref("/aws/group-1.yml"))),
        .optional("user_policies", .list(.crossref("/aws/policy-1.yml"))),
        .optional("self_service", .list(selfService)),
        .optional(
          "ldapGroup",
          .object([.required("name", .common("ldapGroupName")), .optional("membersAreOwners", .bool)])),
      ]),
    SchemaFile(
      "/access/bot-1.yml",
      [
        .required("labels", .labels),
        .required("name", .common("identifier"), unique: .everywhere),
        .required("description", .string),
        .optional("org_username", .common("identifier")),
        .optional("gitlab_username", .common("gitlabUsername")),
        .optional("owner", .crossref("/access/user-1.yml")),
        .required("roles", .list(.crossref("/access/role-1.yml"))),
      ]),
    permission,
  ]

  private static let clusterAccess = Shape.object([
    .required("namespace", .crossref("/openshift/namespace-1.yml")),
    .required("role", .choice(["view", "edit", "admin"])),
  ])

  private static let selfService = Shape.object([
    .optional("description", .string),
    .required("change_type", .crossref("/app-interface/change-type-1.yml")),
    .optional("resources", .list(.resource)),
    .optional(
      "datafiles",
      .list(
        .crossrefAny([
          "/app-sre/saas-file-2.yml", "/app-sre/saas-file-target-1.yml", "/openshift/namespace-1.yml",
          "/access/role-1.yml", "/openshift/cluster-1.yml", "/aws/account-1.yml", "/app-sre/app-1.yml",
          "/app-sre/product-1.yml", "/app-sre/gabi-instance-1.yml", "/openshift/shared-resources-1.yml",
          "/access/user-1.yml", "/dependencies/jira-board-1.yml", "/dependencies/glitchtip-project-1.yml",
          "/app-sre/schedule-1.yml", "/app-sre/slo-document-1.yml", "/dependencies/dns-zone-1.yml",
          "/dependencies/quay-org-1.yml", "/app-sre/escalation-policy-1.yml",
          "/dependencies/status-page-component-1.yml",
        ]))),
  ])

  private static let permission = SchemaFile(
    "/access/permission-1.yml",
    [
      .required("labels", .labels),
      .required("name", .common("longIdentifier"), unique: .everywhere),
      .required("description", .string),
      .required(
        "target",
        .variants(
          by: "service",
          [
            Variant(
              "slack-usergroup",
              [
                .required("handle", .pattern("^[a-z][a-z0-9-]{2,38}$")),
                .required("workspace", .crossref("/dependencies/slack-workspace-1.yml")),
                .required("channels", .list(.string)),
                .optional("skip", .list(.string)),
              ]),
            Variant("github-org", [.required("org", .identifier), .optional("role", .choice(["owner", "member"]))]),
            Variant(
              "gitlab-group-membership",
              [
                .required("group", .common("gitlabUsername")),
                .required("access", .choice(["guest", "reporter", "developer", "maintainer", "owner"])),
              ]),
            Variant(
              "quay-membership",
              [
                .required("quayOrg", .crossref("/dependencies/quay-org-1.yml")),
                .required("team", .pattern("^[a-z][a-z0-9_.]{1,253}$")),
              ]),
            Variant("jenkins-role", [.required("instance", .string), .required("role", .string)]),
          ])),
    ])
}
