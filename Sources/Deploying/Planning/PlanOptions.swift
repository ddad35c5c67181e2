public import Kubernetes

/// What a plan depends on besides what is desired and what there is.
public struct PlanOptions: Sendable {
  /// What may be done.
  public var policy: DeployPolicy
  /// Who deploys: a set that another deployer keeps is left alone.
  public var deployer: String
  /// Whether the commit that a plan is for comes after another one, or is the same. What is deployed is not gone back from by
  /// itself.
  public var descends: @Sendable (_ commit: String, _ deployed: String) -> Bool
  /// Whether kinds all of whose objects are gone are made anew.
  public var restoresGone: Bool
  /// Objects that are not repaired, as they were too often (`RepairGuard`).
  public var heldRepairs: Set<ObjectKey> = []
  /// What counts as nobody's.
  public var orphanRules: [OrphanRule]

  /// Options from their parts.
  public init(
    policy: DeployPolicy = DeployPolicy(), deployer: String, restoresGone: Bool = false,
    orphanRules: [OrphanRule] = [],
    descends: @escaping @Sendable (_ commit: String, _ deployed: String) -> Bool
  ) {
    self.policy = policy
    self.deployer = deployer
    self.restoresGone = restoresGone
    self.orphanRules = orphanRules
    self.descends = descends
  }
}
