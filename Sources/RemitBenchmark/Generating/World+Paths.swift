/// Where each file lies, in the folders that app-interface repositories have.
extension World {
  /// The path of a datafile below the data root; indices beyond the last file wrap around.
  func path(_ kind: Kind, _ anyIndex: Int) -> String {
    let index = anyIndex % count(kind)
    let app = "/services/" + name(self.app(of: index))
    let team = "/teams/" + name(index % count(.product))
    switch kind {
    case .user: return "\(team)/users/\(userName(index)).yml"
    case .role: return "\(team)/roles/\(name(index)).yml"
    case .bot: return "\(team)/bots/\(name(index)).yml"
    case .permission: return "\(team)/permissions/\(name(index)).yml"
    case .app: return "\(app)/app.yml"
    case .environment: return "/products/\(name(index % count(.product)))/environments/\(name(index)).yml"
    case .product: return "/products/\(name(index))/product.yml"
    case .escalationPolicy: return "\(team)/escalation-policies/\(name(index)).yaml"
    case .schedule: return "\(team)/schedules/\(name(index)).yml"
    case .integration: return "/integrations/\(name(index)).yml"
    case .pipelinesProvider: return "\(app)/pipelines/tekton-\(index).yaml"
    case .changelog: return "\(app)/changelog-\(index).yml"
    case .gabiInstance: return "\(app)/gabi/\(name(index)).yml"
    case .sloDocument: return "\(app)/slo-documents/\(name(index)).yml"
    case .saasFile: return "\(app)/cicd/saas-\(index).yaml"
    case .saasTarget: return "\(app)/cicd/targets/\(name(index)).yml"
    case .changeType: return "/app-interface/change-types/\(ChangeTypeCatalogue.all[index].name).yml"
    case .cluster: return "/openshift/\(name(index))/cluster.yml"
    case .sharedResources: return "/openshift/shared-resources/\(name(index)).yml"
    case .namespace: return "\(app)/namespaces/\(name(index)).yml"
    case .awsAccount: return "/aws/\(name(index))/account.yml"
    case .awsGroup: return "/aws/\(name(index % count(.awsAccount)))/groups/\(name(index)).yml"
    case .awsPolicy: return "/aws/\(name(index % count(.awsAccount)))/policies/\(name(index)).yml"
    case .dnsZone: return "/dns/\(name(index)).example.com.yaml"
    case .jiraBoard: return "\(team)/jira/\(name(index)).yaml"
    case .jiraServer: return "/dependencies/jira/\(name(index)).yaml"
    case .slackWorkspace: return "/dependencies/slack/\(name(index)).yml"
    case .quayOrg: return "/dependencies/quay/\(name(index)).yml"
    case .gitlabInstance: return "/dependencies/gitlab/\(name(index)).yml"
    case .statusPageComponent: return "/dependencies/statuspage/\(name(index)).yml"
    case .glitchtipProject: return "/dependencies/glitchtip/projects/\(name(index)).yml"
    case .dependency: return "/dependencies/\(name(index)).yml"
    case .vaultPolicy: return "/services/vault/config/policies/\(name(index)).yml"
    case .vaultRole: return "/services/vault/config/roles/\(name(index)).yml"
    }
  }

  /// The path of a resource below the resources root.
  func path(_ kind: ResourceKind, _ anyIndex: Int) -> String {
    let index = anyIndex % count(kind)
    let app = "/services/" + name(self.app(of: index))
    switch kind {
    case .prometheusRule: return "\(app)/prometheus/\(name(index)).prometheusrules.yaml"
    case .rdsDefaults: return "/terraform/rds/\(name(index)).yml"
    case .template: return "\(app)/\(name(index)).configmap.yaml.j2"
    case .plainText: return "\(app)/config/\(name(index)).\(["conf", "sql", "txt", "properties"][index % 4])"
    }
  }

  /// The account name of a user.
  func userName(_ index: Int) -> String {
    "\(World.initials[index % World.initials.count])\(World.surnames[index / 26 % World.surnames.count])\(index)"
  }

  private static let initials = "abcdefghijklmnopqrstuvwxyz".map(String.init)
  private static let surnames = [
    "novak", "silva", "kumar", "berger", "tanaka", "okafor", "jensen", "moreau", "rossi", "cohen", "ivanova", "santos",
  ]
}
