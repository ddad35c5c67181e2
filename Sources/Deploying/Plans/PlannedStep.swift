public import Kubernetes

/// One change that is planned.
public struct PlannedStep: Hashable, Sendable {
  /// What is done.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// It is not there.
    case create
    /// What is rendered has changed.
    case change
    /// What is rendered is the same, and the cluster has something else.
    case repair
    /// Only what is said of it is written anew: the marks, and the seal.
    case mark
    /// It is there, in no set.
    case adopt
    /// It is deleted and made anew, as a field may not change.
    case replace
    /// What others added to it goes.
    case strip
    /// It is said that the next run deletes it.
    case announce
    /// It goes.
    case delete
  }

  /// What is done.
  public var action: Action
  /// The object.
  public var key: ObjectKey
  /// Kind and version in which it is written.
  public var kind: GroupVersionKind
  /// When.
  public var stage: Stage
  /// The datafile it is for; empty where nothing asks for it any more.
  public var datafile: String
  /// What differs, sorted.
  public var changes: [FieldChange]
  /// Fields that are taken from others.
  public var taken: [FieldConflict]
  /// Fields that are given up, as others own them.
  public var yielded: [FieldPath]
  /// Fields of others that are removed.
  public var stripped: [FieldPath] = []
  /// Whether only the marks are written, by a patch: of a `mark` of an object with drift that is only reported, or with marks of others.
  public var isPatch = false
  /// Whether it could not be tried yet: its definition or its namespace comes with the same run.
  public var isUntried: Bool
  /// Whether a datafile says that it is to go.
  public var isTombstone: Bool
  /// The digest of what is rendered; nil where it goes.
  public var contentDigest: String?
  /// The object's uid; nil where it is not there.
  public var uid: String?
  /// Its version when the plan was made.
  public var resourceVersion: String?
  /// What the server warned of.
  public var warnings: [String]
  /// Its place among the desired objects; nil where nothing asks for it.
  public var index: Int?
  /// Whether no output may show the values of the object.
  public var isSensitive = false

  /// A step from its parts.
  public init(
    _ action: Action, _ key: ObjectKey, _ kind: GroupVersionKind, datafile: String = "", changes: [FieldChange] = [],
    taken: [FieldConflict] = [], yielded: [FieldPath] = [], isUntried: Bool = false, isTombstone: Bool = false,
    contentDigest: String? = nil, uid: String? = nil, resourceVersion: String? = nil, warnings: [String] = [],
    index: Int? = nil
  ) {
    self.action = action
    self.key = key
    self.kind = kind
    stage = Stage(of: key.groupKind)
    self.datafile = datafile
    self.changes = changes
    self.taken = taken
    self.yielded = yielded
    self.isUntried = isUntried
    self.isTombstone = isTombstone
    self.contentDigest = contentDigest
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.warnings = warnings
    self.index = index
  }

  /// Whether the object goes, or is said to go.
  public var isRemoval: Bool { action == .delete || action == .announce }
}

/// Something that is not as it should be, and that nothing is done about.
public struct Finding: Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Others own fields of the object.
    case conflict
    /// The object is somebody else's.
    case foreign
    /// The server does not take the object.
    case refused
    /// A field that may not change would change.
    case immutable
    /// The server does not know a field, and drops it.
    case dropped
    /// It has to wait.
    case deferred
    /// It differs from what was applied, and the policy is to report that.
    case drift
    /// Something on the cluster changes it every time it is applied.
    case unstable
    /// Others added fields to it.
    case added
    /// It is to go, and waits: for a tombstone.
    case unmarked
    /// It is not asked for any more, and it is not sure that nobody asks for it.
    case held
    /// It has the label of the set, and was not applied by it: a copy.
    case copied
    /// It is being deleted.
    case deleting
    /// It was there, and all of its kind are gone.
    case gone
  }

  /// What it is.
  public var kind: Kind
  /// The object.
  public var key: ObjectKey
  /// What there is to say; nothing secret.
  public var message: String
  /// The datafile; empty where nothing asks for the object.
  public var datafile: String
  /// What differs.
  public var changes: [FieldChange]
  /// Whether no output may show the values of the object.
  public var isSensitive = false
  /// Who wrote the fields that differ, by path, where the server says it.
  public var editors: [String: FieldEditor] = [:]

  /// A finding from its parts.
  public init(
    _ kind: Kind, _ key: ObjectKey, _ message: String, datafile: String = "", changes: [FieldChange] = []
  ) {
    self.kind = kind
    self.key = key
    self.message = message
    self.datafile = datafile
    self.changes = changes
  }

  /// Whether somebody has to do something: everything but what waits for the same run.
  public var isTrouble: Bool { kind != .deferred && kind != .deleting && kind != .drift && kind != .added }
}

/// Who wrote a field of a live object, as the server has it.
public struct FieldEditor: Hashable, Sendable {
  /// The name of the manager: a program says what it is called.
  public var manager: String
  /// When, as the server wrote it; nil: it does not say.
  public var time: String?

  /// An editor from its parts.
  public init(manager: String, time: String?) {
    self.manager = manager
    self.time = time
  }
}
