/// Where an object comes from: what `remit why` reads off the live object.
public struct Provenance: Hashable, Sendable {
  /// A merge that may have made the object what it is.
  public struct Merge: Hashable, Sendable {
    /// The commit on the target branch.
    public var commit: String
    /// The merge request.
    public var mergeRequest: String?
    /// The digest of the decision record that allowed it.
    public var record: String?

    /// A merge from its parts.
    public init(commit: String, mergeRequest: String?, record: String?) {
      self.commit = commit
      self.mergeRequest = mergeRequest
      self.record = record
    }
  }

  /// How many earlier merges are named.
  static let mostEarlier = 20
  /// How many files are named that the object is made of no more.
  static let mostGone = 50

  /// The commit that last changed what the object is made of.
  public var commit: String?
  /// The merge request that brought it.
  public var mergeRequest: String?
  /// The digest of the decision record that allowed it.
  public var record: String?
  /// The paths of all files that were read for it, and the lists of datafiles, sorted.
  public var inputs: [String]
  /// Paths that these merges changed, and that it was made from before, or that came to or left such a list; sorted.
  public var gone: [String]
  /// How many inputs there are besides, which are not named, as they are too long together.
  public var moreInputs: Int
  /// How many such paths there are besides.
  public var moreGone: Int
  /// Other merges that changed what it is made of since it was last applied otherwise, the newest first: the last one need not
  /// be the one that made a difference.
  public var earlier: [Merge]
  /// How many more there are.
  public var more: Int
  /// Whether it is made of values that no output may show.
  public var isHidden: Bool

  /// A provenance from its parts; of many earlier merges the newest are kept.
  public init(
    commit: String? = nil, mergeRequest: String? = nil, record: String? = nil, inputs: [String] = [],
    gone: [String] = [], earlier: [Merge] = [], more: Int = 0, moreInputs: Int = 0, moreGone: Int = 0,
    isHidden: Bool = false
  ) {
    self.commit = commit
    self.mergeRequest = mergeRequest
    self.record = record
    self.inputs = inputs.sorted()
    self.gone = Array(gone.sorted().prefix(Self.mostGone))
    self.earlier = Array(earlier.prefix(Self.mostEarlier))
    (self.moreInputs, self.moreGone) = (moreInputs, moreGone)
    self.more = more + max(0, earlier.count - Self.mostEarlier)
    self.isHidden = isHidden
  }
}
