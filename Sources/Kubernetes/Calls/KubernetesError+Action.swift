extension KubernetesError {
  /// What is to be done about an error.
  public enum Action: Hashable, Sendable {
    /// The same call again, after a while: in milliseconds where the server says how long.
    case retry(after: Int64?)
    /// New credentials, once; then nothing works on this cluster.
    case authenticate
    /// Again in the next run: something it needs is not there yet.
    case deferred(Missing)
    /// Again in the next run, when what is going has gone.
    case waitForDeletion
    /// Somebody else owns fields: what then is a matter of policy.
    case resolveConflict
    /// Look again, and plan anew: things are not what they were.
    case replan
    /// The list from its beginning.
    case relist
    /// Nothing but another object, or other rights, will help.
    case fail
  }

  /// What an object has to wait for.
  public enum Missing: Hashable, Sendable {
    /// The definition of its kind.
    case definition
    /// Its namespace.
    case namespace(String)
    /// The role it names.
    case role(String)
  }

  /// What is to be done about it.
  public var action: Action {
    switch kind {
    case .unauthorized: .authenticate
    case .notServed: .deferred(.definition)
    case .namespaceMissing(let name): .deferred(.namespace(name))
    case .roleMissing(let name): .deferred(.role(name))
    case .namespaceTerminating: .waitForDeletion
    case .fieldConflict: .resolveConflict
    case .alreadyExists, .stale, .otherObject, .conflict, .notFound: .replan
    case .expired: .relist
    case .tooManyRequests, .serverTrouble, .noAnswer: .retry(after: retryAfter)
    case .invalidCall, .badRequest, .noCredentials, .forbidden, .escalation, .namespaceProtected, .tooLarge,
      .immutable, .invalid, .schema, .unintelligible, .overBudget, .cancelled:
      .fail
    }
  }
}
