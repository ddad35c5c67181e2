/// Why something asked of a repository could not be done.
///
/// It never speaks of what is wrong in the user's data files: this is about objects, revisions and repositories.
public struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is, for programs.
  public let code: Code
  /// The part of libgit2 that failed (its `git_error_t`), 0 if the failure was found outside it.
  public let category: Int32
  /// What was tried, as it follows "cannot": `read commit "…"`.
  public let attempt: String
  /// What went wrong, in the words of libgit2 where it said something.
  public let message: String
  /// What the reader can do about it, if anything is known to help.
  public let advice: String?

  /// One line with all of it.
  public var description: String {
    "cannot \(attempt): \(message)" + (advice.map { "; \($0)" } ?? "")
  }

  init(_ code: Code, category: Int32 = 0, _ attempt: String, _ message: String, advice: String? = nil) {
    (self.code, self.category, self.attempt) = (code, category, attempt)
    (self.message, self.advice) = (message, advice)
  }

  /// A kind of failure: libgit2's own (`git_error_code`) and, below -1000, the ones of this module.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int32
    /// A code of that number, known here or not.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// There is no such repository, object, reference or note.
    public static let notFound = Code(rawValue: -3)
    /// An abbreviated id fits several objects.
    public static let ambiguous = Code(rawValue: -5)
    /// HEAD names a branch without commits.
    public static let unbornBranch = Code(rawValue: -9)
    /// A name or revision is not well-formed.
    public static let invalidName = Code(rawValue: -12)
    /// Another process is writing.
    public static let locked = Code(rawValue: -14)
    /// A reference was moved by somebody else meanwhile.
    public static let modified = Code(rawValue: -15)
    /// The object is of another kind than asked for.
    public static let wrongKind = Code(rawValue: -18)
    /// An object's content does not hash to its name: the repository is damaged.
    public static let mismatch = Code(rawValue: -33)
    /// The repository belongs to another user.
    public static let owner = Code(rawValue: -36)
    /// A budget of `ReadLimits` is used up.
    public static let limit = Code(rawValue: -1001)
    /// A tree object breaks git's rules, so that two programs could see two things in it.
    public static let malformedTree = Code(rawValue: -1002)
    /// The two commits have no common ancestor.
    public static let unrelated = Code(rawValue: -1003)
  }

  /// The same failure with something more useful to say about it.
  func advising(_ advice: String?, for codes: Code...) -> GitError {
    guard let advice, codes.contains(code) else { return self }
    return GitError(code, category: category, attempt, message, advice: advice)
  }
}
