internal import Kubernetes

/// What is written on objects about themselves: annotations of `remit.dev`.
public enum Marks {
  /// The field manager of all that is applied.
  public static let fieldManager = "remit"
  /// The field manager of marks that are written beside drift, by a patch.
  static let markManager = "remit-marks"
  /// The field manager of the parents of apply sets, as the proposal (KEP 3659) wants it.
  public static let parentManager = "remit-applyset"
  /// The tool in the annotation of a parent.
  public static let tool = "remit"

  /// The paths that the object was made from: a JSON list.
  public static let inputs = "remit.dev/inputs"
  /// The commit that last changed what it is made of.
  public static let commit = "remit.dev/commit"
  /// The merge request that brought it.
  public static let mergeRequest = "remit.dev/merge-request"
  /// The digest of the record of the decision that allowed it.
  public static let record = "remit.dev/record"
  /// Other merges that may have made it what it is: a JSON list.
  public static let earlier = "remit.dev/earlier"
  /// Paths that it was made from before: a JSON list.
  public static let gone = "remit.dev/gone-inputs"
  /// Whether it is made of values that no output may show: `true`.
  public static let hidden = "remit.dev/hidden"
  /// The digest of what was rendered, without what is said here.
  public static let contentHash = "remit.dev/content-hash"
  /// Which object this was written on, and by whom (`Seal`): a copy has the name of the original.
  public static let object = "remit.dev/object"
  /// A code of all the others, by whoever wrote them (`Seal`).
  public static let seal = "remit.dev/seal"

  /// All annotations.
  static let all: Set<String> = [
    inputs, commit, mergeRequest, record, earlier, gone, hidden, contentHash, object, seal,
  ]

  /// How many bytes of paths are written on an object. The API takes 256 KiB in all annotations.
  static let maximumInputBytes = 16 * 1024
}
