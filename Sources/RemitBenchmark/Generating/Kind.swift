/// A kind of datafile; the raw value is its schema.
enum Kind: String, CaseIterable {
  case user = "/access/user-1.yml"
  case role = "/access/role-1.yml"
  case bot = "/access/bot-1.yml"
  case permission = "/access/permission-1.yml"
  case app = "/app-sre/app-1.yml"
  case environment = "/app-sre/environment-1.yml"
  case product = "/app-sre/product-1.yml"
  case escalationPolicy = "/app-sre/escalation-policy-1.yml"
  case schedule = "/app-sre/schedule-1.yml"
  case integration = "/app-sre/integration-1.yml"
  case pipelinesProvider = "/app-sre/pipelines-provider-1.yml"
  case changelog = "/app-sre/app-changelog-1.yml"
  case gabiInstance = "/app-sre/gabi-instance-1.yml"
  case sloDocument = "/app-sre/slo-document-1.yml"
  case saasFile = "/app-sre/saas-file-2.yml"
  case saasTarget = "/app-sre/saas-file-target-1.yml"
  case changeType = "/app-interface/change-type-1.yml"
  case cluster = "/openshift/cluster-1.yml"
  case sharedResources = "/openshift/shared-resources-1.yml"
  case namespace = "/openshift/namespace-1.yml"
  case awsAccount = "/aws/account-1.yml"
  case awsGroup = "/aws/group-1.yml"
  case awsPolicy = "/aws/policy-1.yml"
  case dnsZone = "/dependencies/dns-zone-1.yml"
  case jiraBoard = "/dependencies/jira-board-1.yml"
  case jiraServer = "/dependencies/jira-server-1.yml"
  case slackWorkspace = "/dependencies/slack-workspace-1.yml"
  case quayOrg = "/dependencies/quay-org-1.yml"
  case gitlabInstance = "/dependencies/gitlab-instance-1.yml"
  case statusPageComponent = "/dependencies/status-page-component-1.yml"
  case glitchtipProject = "/dependencies/glitchtip-project-1.yml"
  case dependency = "/dependencies/dependency-1.yml"
  case vaultPolicy = "/vault-config/policy-1.yml"
  case vaultRole = "/vault-config/role-1.yml"

  /// How many of 10,000 datafiles are of this kind. Change-types are as many as there are, whatever the size.
  var share: Int {
    switch self {
    case .namespace: 2000
    case .user: 1700
    case .role, .saasFile: 800
    case .permission, .app: 600
    case .sloDocument: 500
    case .saasTarget: 400
    case .escalationPolicy, .jiraBoard: 300
    case .statusPageComponent, .glitchtipProject: 250
    case .sharedResources, .awsGroup: 200
    case .environment, .schedule, .pipelinesProvider, .changelog, .awsPolicy, .dependency, .vaultPolicy: 150
    case .vaultRole: 120
    case .bot, .cluster, .dnsZone: 100
    case .integration, .gabiInstance, .awsAccount: 80
    case .product: 50
    case .quayOrg: 30
    case .jiraServer, .slackWorkspace, .gitlabInstance: 4
    case .changeType: 0
    }
  }
}

/// A kind of resource.
enum ResourceKind: Int, CaseIterable {
  case prometheusRule, rdsDefaults, template, plainText

  /// How many of a hundred resources are of this kind.
  var share: Int {
    switch self {
    case .prometheusRule: 35
    case .rdsDefaults: 10
    case .template: 35
    case .plainText: 20
    }
  }
}
