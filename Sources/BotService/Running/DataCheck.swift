internal import Forges
internal import Workflows

/// Finds out whether the data of a repository is there and can be decided by, branch by branch. Only the mirror changes.
public struct DataCheck: Sendable {
  /// What was found on one branch.
  public struct Finding: Hashable, Sendable {
    /// How it is.
    public enum Kind: Hashable, Sendable { case ok, problem, unknown }

    /// How it is.
    public var kind: Kind
    /// What was found.
    public var text: String
    /// What to do about it.
    public var help: String?
  }

  private let repository: BotRepository
  private let today: String

  /// A check of a repository on a day, `YYYY-MM-DD`, by which roles expire.
  public init(_ repository: BotRepository, today: String) {
    self.repository = repository
    self.today = today
  }

  /// What was found on each branch of the settings; where they name none, on the one that the remote shows first.
  public func findings() async -> [Finding] {
    var branches = repository.settings.branches.sorted()
    if branches.isEmpty {
      do {
        guard let branch = try await repository.mirror.defaultBranch() else {
          return [Finding(kind: .problem, text: "the remote has no branch", help: "push the data, or add branches")]
        }
        branches = [branch]
      } catch { return [Self.finding(error, "the remote")] }
    }
    var found: [Finding] = []
    for branch in branches {
      do { found.append(try await check(branch)) } catch { found.append(Self.finding(error, "the branch \(branch)")) }
    }
    return found
  }

  private func check(_ branch: String) async throws -> Finding {
    let commit = try await repository.mirror.fetch(branch: branch)
    let (path, folder, forge, today) = (repository.mirror.path, repository.folder, repository.forge, today)
    let roles = [
      (repository.settings.breakGlassRole, "breakGlass"), (repository.settings.deploying?.role, "deploy"),
    ]
    return try await Blocking.run { () throws(WorkflowError) in
      let target = try Workspace(repositoryAt: path, folder: folder).prepare(target: commit)
      let count = target.maker.datafileCount
      guard count > 0 else {
        return Finding(
          kind: .problem, text: "the branch \(branch) has no datafile\(folder.isEmpty ? "" : " in \(folder)")",
          help: "look at folder, and at data in .remit.yml")
      }
      for case (let role?, let key) in roles
      where try target.maker.accounts(ofRole: role, forge: forge, today: today).isEmpty {
        return Finding(
          kind: .problem, text: "nobody has the role \(role) of \(key) on the branch \(branch)",
          help: "\(key).role is the path of a role's datafile, which users refer to")
      }
      return Finding(kind: .ok, text: "the branch \(branch) has \(count) datafiles")
    }
  }

  private static func finding(_ error: any Error, _ subject: String) -> Finding {
    switch error {
    case let error as MirrorError where error.kind == .notThere:
      Finding(kind: .problem, text: "\(subject) is not there", help: "look at branches")
    case let error as MirrorError where error.kind == .rejected:
      Finding(kind: .problem, text: "\(subject) cannot be fetched: \(error)")
    case let error as WorkflowError:
      Finding(
        kind: .problem, text: "by \(subject) nothing can be decided: \(error)", help: "look at folder and .remit.yml")
    default:
      Finding(kind: .unknown, text: "\(subject) cannot be fetched: \(error)", help: "try again later; look at url")
    }
  }
}
