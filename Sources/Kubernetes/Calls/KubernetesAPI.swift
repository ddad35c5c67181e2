public import DocumentModel

/// An API server. Everything else is said in terms of this one function, so that a test or a check can stand in between.
public protocol KubernetesAPI: Sendable {
  /// Does what a call says; throws what the server said where that is no success, or why it said nothing.
  func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer
}

/// What an API server answered to a call that succeeded.
public struct KubernetesAnswer: Sendable {
  /// The status code: 201 where an object was created, 200 otherwise.
  public var status: Int
  /// The object of the answer.
  public var document: Document
  /// The texts of `Warning` fields: deprecated versions, mostly.
  public var warnings: [String]
  /// How the cluster's audit log calls this; nil where it keeps none.
  public var auditID: String?
  /// The server's clock, in seconds since 1970; nil where it does not say. Only to tell that clocks differ.
  public var serverTime: Int64?

  /// An answer from its parts.
  public init(
    status: Int, document: Document, warnings: [String] = [], auditID: String? = nil, serverTime: Int64? = nil
  ) {
    self.status = status
    self.document = document
    self.warnings = warnings
    self.auditID = auditID
    self.serverTime = serverTime
  }
}
