/// The kinds of jobs.
enum JobKind {
  /// Look at a merge request; the subject is its number.
  static let look = "look"
  /// Merge what is ready; the subject is the target branch.
  static let merge = "merge"
  /// List the open merge requests of a repository.
  static let sweep = "sweep"
}
