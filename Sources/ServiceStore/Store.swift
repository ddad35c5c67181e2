public import Forges

/// What the service keeps: the queue of jobs, what it remembers of merge requests, and the records.
///
/// All times are passed in, so that the store reads no clock. Every call is one transaction: it happened, or it threw
/// and did not happen, or (after a lost connection) it throws `.uncertain` and may be repeated.
/// Any number of processes may use one store. A cancelled task's calls are done as all others.
///
/// Names (of jobs, deliveries, values, records, chains and workers) have at most 800 bytes; they and records have no NUL
/// character. Anything else is `.rejected`.
public protocol Store: Sendable {
  // MARK: - Deliveries

  /// Takes a webhook delivery: notes its id and requests its job, both or neither. False where that id was there
  /// already; then nothing changes.
  func accept(_ delivery: Delivery) async throws(StoreError) -> Bool

  /// When a delivery of each source came last.
  func lastDeliveries() async throws(StoreError) -> [String: Timestamp]

  /// Forgets the ids of deliveries that came before a time.
  func forgetDeliveries(before: Timestamp) async throws(StoreError)

  // MARK: - Jobs

  /// Asks for a job to run, not before a time. A job that waits already is not there twice: it runs at the earlier of
  /// the two times. A job that is running now runs once more after that. A dead job lives again, with no attempts
  /// counted. The job counts as requested at `notBefore`.
  func request(_ job: JobKey, notBefore: Timestamp) async throws(StoreError)

  /// Takes, for `lease` milliseconds, the job that may run for the longest time. Nobody else gets a job that is taken.
  /// A job whose lease has run out may be taken by anybody; that counts as a failed attempt, and answers what was
  /// requested meanwhile. Until somebody does, the late worker still holds it. Nil where there is nothing to do; a job
  /// that is being written at this moment may be left out.
  func claim(by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim?

  /// Takes one job for `lease` milliseconds, whether it was asked for or not, so that nobody else works on it meanwhile.
  /// What was asked for before stays asked for: it runs once the claim is completed. Nil where somebody works on it, and
  /// where its last attempt failed.
  func claim(_ job: JobKey, by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim?

  /// Prolongs a claim; throws `.lost` where the job has been taken by somebody else since.
  func extend(_ claim: Claim, until: Timestamp) async throws(StoreError)

  /// The job is done: it goes, unless it was requested again since it was claimed. Throws `.lost`.
  func complete(_ claim: Claim) async throws(StoreError)

  /// The job did not succeed and runs again not before a time, or before that when it was requested again since it was
  /// claimed; its `attempts` go up by one, and the error is kept. Throws `.lost`.
  func retry(_ claim: Claim, notBefore: Timestamp, error: String) async throws(StoreError)

  /// The job has to wait for something outside, as `retry`, but no attempt is counted. Throws `.lost`.
  func postpone(_ claim: Claim, notBefore: Timestamp) async throws(StoreError)

  /// The job failed too often: it stays, dead, until somebody requests it; at once where somebody has since it was
  /// claimed. `notBefore` of a dead job is when it was buried. Throws `.lost`.
  func bury(_ claim: Claim, error: String, at: Timestamp) async throws(StoreError)

  /// All jobs, waiting, running and dead, by key.
  func jobs() async throws(StoreError) -> [Job]

  // MARK: - What is remembered

  /// What is remembered under a kind and a name; nil where nothing is.
  func value(_ kind: String, _ name: String) async throws(StoreError) -> [UInt8]?

  /// All values of a kind, by name.
  func values(_ kind: String) async throws(StoreError) -> [String: [UInt8]]

  /// Remembers a value in place of the former, or forgets it (nil). With a claim, throws `.lost` where somebody else
  /// has taken that job since: an outdated worker cannot overwrite what its successor wrote.
  func set(_ value: [UInt8]?, _ kind: String, _ name: String, under claim: Claim?) async throws(StoreError)

  /// Remembers a value if there is none yet, and gives the one that is there afterwards.
  func pin(_ value: [UInt8], _ kind: String, _ name: String) async throws(StoreError) -> [UInt8]

  // MARK: - Records

  /// Adds a record at the end of a chain. `make` gets the sequence number (from 1) and the digest of the last record of
  /// the chain (nil for the first), and gives the new record's digest and text. A record of that chain and `name` that is
  /// there already is given back unchanged, and nothing is added.
  func append(
    to chain: String, name: String, at: Timestamp,
    _ make: @escaping @Sendable (_ sequence: Int64, _ previous: String?) -> (digest: String, text: String)
  ) async throws(StoreError) -> StoredRecord

  /// A record by its chain and name; nil where there is none.
  func record(in chain: String, named name: String) async throws(StoreError) -> StoredRecord?

  /// Records of a chain after a sequence number, in order, at most `limit`.
  func records(in chain: String, after: Int64, limit: Int) async throws(StoreError) -> [StoredRecord]

  // MARK: - Operation

  /// Whether the store answers and can be written to.
  func check() async throws(StoreError)

  /// Ends all connections.
  func close() async
}

/// A webhook delivery.
public struct Delivery: Hashable, Sendable {
  /// Where it came from: the name of the repository in the configuration.
  public var source: String
  /// The forge's id of the delivery; the same when it is sent again.
  public var id: String
  /// The job it asks for; nil: an event that asks for nothing.
  public var job: JobKey?
  /// When it came.
  public var at: Timestamp
  /// When the job may run: a little later, so that events that come together are one look.
  public var notBefore: Timestamp

  /// A delivery from its parts.
  public init(source: String, id: String, job: JobKey?, at: Timestamp, notBefore: Timestamp) {
    self.source = source
    self.id = id
    self.job = job
    self.at = at
    self.notBefore = notBefore
  }
}

/// Names a job; there is at most one of each.
public struct JobKey: Hashable, Sendable, Comparable, Codable {
  /// The kind of work: `look`, `merge`, `sweep` …
  public var kind: String
  /// The repository, by its name in the configuration.
  public var repository: String
  /// What of it: a merge request's number, a branch, or nothing.
  public var subject: String

  /// A key from its parts.
  public init(kind: String, repository: String, subject: String) {
    self.kind = kind
    self.repository = repository
    self.subject = subject
  }

  /// By repository, then kind, then subject.
  public static func < (one: JobKey, other: JobKey) -> Bool {
    (one.repository, one.kind, one.subject) < (other.repository, other.kind, other.subject)
  }
}

/// The right to work on a job.
public struct Claim: Hashable, Sendable {
  /// The job.
  public var job: JobKey
  /// Higher than that of every claim before it, of any job: what an outdated worker writes is refused by it.
  public var fence: Int64
  /// How many attempts failed before this one.
  public var attempts: Int
  /// When the job was asked for, for the age of the queue.
  public var requestedAt: Timestamp

  /// A claim from its parts.
  public init(job: JobKey, fence: Int64, attempts: Int, requestedAt: Timestamp) {
    self.job = job
    self.fence = fence
    self.attempts = attempts
    self.requestedAt = requestedAt
  }
}

/// A job as it stands.
public struct Job: Hashable, Sendable {
  /// Where it stands.
  public enum State: String, Hashable, Sendable { case waiting, running, dead }

  /// Its name.
  public var key: JobKey
  /// Where it stands.
  public var state: State
  /// It does not run before this.
  public var notBefore: Timestamp
  /// When it was first asked for since it last succeeded.
  public var requestedAt: Timestamp
  /// How many attempts have failed.
  public var attempts: Int
  /// Why the last one failed.
  public var error: String?
  /// Who works on it.
  public var worker: String?

  /// A job from its parts.
  public init(
    key: JobKey, state: State, notBefore: Timestamp, requestedAt: Timestamp, attempts: Int, error: String?,
    worker: String?
  ) {
    self.key = key
    self.state = state
    self.notBefore = notBefore
    self.requestedAt = requestedAt
    self.attempts = attempts
    self.error = error
    self.worker = worker
  }
}

/// A record as it is kept.
public struct StoredRecord: Hashable, Sendable {
  /// The chain it is in: the repository.
  public var chain: String
  /// Its place in the chain, from 1, without gaps.
  public var sequence: Int64
  /// Its name in the chain.
  public var name: String
  /// The digest of the record before it; nil for the first.
  public var previous: String?
  /// Its own digest.
  public var digest: String
  /// The record.
  public var text: String
  /// When it was added.
  public var at: Timestamp

  /// A record from its parts.
  public init(
    chain: String, sequence: Int64, name: String, previous: String?, digest: String, text: String, at: Timestamp
  ) {
    self.chain = chain
    self.sequence = sequence
    self.name = name
    self.previous = previous
    self.digest = digest
    self.text = text
    self.at = at
  }
}

/// The store did not do what it was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it was.
  public enum Kind: Hashable, Sendable {
    /// Somebody else has the job by now.
    case lost
    /// The store cannot be reached, is locked or full: nothing happened.
    case unavailable
    /// The connection broke off while it was being done: it may have happened.
    case uncertain
    /// The store holds what this version cannot use.
    case incompatible
    /// The request itself is wrong.
    case rejected
  }

  /// What kind of trouble it was.
  public var kind: Kind
  /// What was tried and what happened, without passwords.
  public var description: String

  /// An error from its parts.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
