/// The kinds of jobs.
public enum JobKind {
  /// Look at a merge request; the subject is its number.
  public static let look = "look"
  /// Merge what is ready; the subject is the target branch.
  public static let merge = "merge"
  /// List the open merge requests of a repository; with the subject `looks`, ask for a look at each, a few at a time.
  public static let sweep = "sweep"
}
