public import DataBundle
public import Deciding
internal import Diagnostics
internal import GitObjects

/// What the pre-commit hook found.
public struct HookResult: Sendable {
  /// What is wrong with what is staged.
  public var validation: ValidationResult
  /// What the merge request would get to hear.
  public var outlook: Outlook

  /// The verdict that a merge request would get now, or why there is none.
  public enum Outlook: Sendable {
    /// The decision, as far as it can be known offline.
    case decision(Decision)
    /// There is none, for a reason.
    case none(String)
  }
}

extension Workspace {
  /// Validates what is staged, and decides the merge request that would come of it.
  ///
  /// `author` is the account name to decide for, `forge` where that is an account; the settings `remit.author` and
  /// `remit.forge` of git where they are nil. The target is the
  /// setting `remit.base`, else the default branch. Only validation can fail: without a target, an author or a first
  /// commit, and while a merge is being made, there is no decision but a reason.
  public func runHook(author: String?, forge: Forge? = nil, today: String) throws(WorkflowError) -> HookResult {
    let validation = try validate(.staged, today: today)
    if validation.diagnostics.hasErrors { return HookResult(validation: validation, outlook: .none("not valid")) }
    return HookResult(validation: validation, outlook: outlook(author, forge, today))
  }

  private func outlook(_ author: String?, _ forge: Forge?, _ today: String) -> HookResult.Outlook {
    do throws(WorkflowError) {
      let state = try reading { (repository) throws(GitError) in
        (
          base: try repository.setting("remit.base"), author: try repository.setting("remit.author"),
          forge: try repository.setting("remit.forge"), hasCommit: try repository.headCommit() != nil,
          isMerging: repository.isMerging
        )
      }
      guard state.hasCommit else { return .none("there is no commit yet") }
      guard !state.isMerging else { return .none("a merge is being made") }
      guard let author = author ?? state.author, !author.isEmpty else {
        return .none("set your account name: git config remit.author NAME")
      }
      let name = forge?.rawValue ?? state.forge ?? ""
      guard name.isEmpty || Forge(rawValue: name) != nil else {
        return .none("the git setting remit.forge is \(name), not gitlab, github or gitea")
      }
      let query = MergeRequestQuery(
        base: state.base, head: .staged, author: author, forge: Forge(rawValue: name), today: today)
      return .decision(try decide(query).decision)
    } catch {
      return .none(error.description)
    }
  }
}
