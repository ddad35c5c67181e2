public import Forges

/// All that the forge says of a merge request at one time.
public struct Observation: Hashable, Sendable {
  /// The account that Remit acts as.
  public var me: ForgeUser
  /// The merge request.
  public var mergeRequest: ForgeMergeRequest
  /// The comments by people and programs, Remit's own too, in order.
  public var comments: [ForgeComment]
  /// The approvals in force.
  public var approvals: [ForgeApproval]
  /// Pushes and changes of the target, as far as the forge tells.
  public var activities: [ForgeActivity]
  /// Whether the forge tells of every push, if a little late: then what it does not tell did not happen.
  public var tellsEveryPush: Bool
  /// What CI says of the head.
  public var pipeline: PipelineState
  /// What Remit last said of the head as a commit status.
  public var status: CommitStatus?
  /// Whether Remit's own approval of this head is in force.
  public var hasApproved: Bool

  /// An observation from its parts.
  public init(
    me: ForgeUser, mergeRequest: ForgeMergeRequest, comments: [ForgeComment] = [], approvals: [ForgeApproval] = [],
    activities: [ForgeActivity] = [], tellsEveryPush: Bool = false, pipeline: PipelineState = .none,
    status: CommitStatus? = nil,
    hasApproved: Bool = false
  ) {
    self.me = me
    self.mergeRequest = mergeRequest
    self.comments = comments
    self.approvals = approvals
    self.activities = activities
    self.tellsEveryPush = tellsEveryPush
    self.pipeline = pipeline
    self.status = status
    self.hasApproved = hasApproved
  }
}
